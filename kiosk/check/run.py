"""All parts in turn, and what they found in words.

python -m kiosk --config kiosk.toml --check [--json]
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from api.process.broker_access import bus_settings
from api.text.catalogue import TextCatalogue
from kiosk.check.broker import look_at_broker
from kiosk.check.camera import look_at_camera
from kiosk.check.disk import look_at_disk
from kiosk.check.finding import Finding, Part, Verdict, worst
from kiosk.check.fonts import look_at_fonts
from kiosk.check.renderer import look_at_renderer, video_driver
from kiosk.check.touch import look_at_touch
from kiosk.check.typing import look_at_typing
from kiosk.settings import KioskSettings
from kiosk.theme.rotation import kept_rotation

SECTION = "check"
EXIT_CODES = {Verdict.WELL: 0, Verdict.LOOK: 0, Verdict.BROKEN: 1}
MARKS = {Verdict.WELL: "✓", Verdict.LOOK: "!", Verdict.BROKEN: "✗"}


def fonts_folder(settings: KioskSettings) -> Path:
    return settings.kiosk.fonts or settings.kiosk.data_dir / "fonts"


def check(settings: KioskSettings, texts: TextCatalogue, *, environment: dict[str, str], window: bool = True) -> list[Finding]:
    """Everything; takes some seconds.

    Args:
        window: open one. Not while a kiosk draws: on KMSDRM there is one screen and one who draws on it.

    Raises:
        ConfigurationError: the broker's password file can't be read.
        OSError: the data folder can't be written, so there is no client id for the broker.
    """
    display, kiosk = settings.display, settings.kiosk
    demo = kiosk.demo_port is not None
    fullscreen = not demo if display.fullscreen is None else display.fullscreen
    found = [look_at_disk(kiosk.data_dir)]
    if window:
        rotation = kept_rotation(kiosk.data_dir, display.rotation)
        home = kiosk.data_dir / "kivy"
        found.append(look_at_renderer(display, home=home, fullscreen=fullscreen, demo=demo, rotation=rotation))
    found += [
        look_at_fonts(fonts_folder(settings), texts, kiosk.languages),
        look_at_typing(),
        look_at_touch(video_driver(environment)),
        look_at_camera(settings.identity.camera),
    ]
    if found[0].verdict is not Verdict.BROKEN:
        found += look_at_broker(
            bus_settings(settings.broker, site=kiosk.site, node=kiosk.node, data_dir=kiosk.data_dir), kiosk.printer
        )
    return sorted(found, key=lambda finding: list(Part).index(finding.part))


def sentence(finding: Finding, texts: TextCatalogue, language: str) -> str:
    """What was found and what to do next."""
    arguments = dict(finding.arguments)
    if "reason" in arguments:
        arguments["reason"] = texts.text("web", f"reason.{arguments['reason']}", language)
    return texts.text(SECTION, finding.text_key, language, **arguments)


def part_name(finding: Finding, texts: TextCatalogue, language: str) -> str:
    return texts.text(SECTION, f"part.{finding.part}", language)


def report(findings: Sequence[Finding], texts: TextCatalogue, language: str, *, as_json: bool) -> int:
    """Write it; the process's exit code: 1 when something is broken."""
    verdict = worst(findings)
    if as_json:
        rows = [{"part": f.part, "verdict": f.verdict, "key": f.text_key, "text": sentence(f, texts, language)} for f in findings]
        sys.stdout.write(json.dumps({"verdict": verdict, "findings": rows}, ensure_ascii=False) + "\n")
        return EXIT_CODES[verdict]
    for finding in findings:
        name = part_name(finding, texts, language)
        sys.stdout.write(f"{MARKS[finding.verdict]} {name}: {sentence(finding, texts, language)}\n")
    sys.stdout.write(texts.text(SECTION, f"all.{verdict}", language) + "\n")
    return EXIT_CODES[verdict]
