"""The kiosk's own start-up check (`kiosk.check`), as findings of the doctor: picture, fonts, typing, touch, camera."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from api.text.catalogue import TextCatalogue
from kiosk.check.camera import look_at_camera
from kiosk.check.finding import Finding as Checked
from kiosk.check.finding import Verdict
from kiosk.check.fonts import look_at_fonts
from kiosk.check.renderer import look_at_renderer, video_driver
from kiosk.check.run import fonts_folder
from kiosk.check.touch import look_at_touch
from kiosk.check.typing import look_at_typing
from kiosk.settings import KioskSettings
from kiosk.theme.rotation import kept_rotation
from tingtang.doctor.finding import Finding, Level
from tingtang.doctor.symptoms import SYMPTOMS

_LEVELS = {Verdict.LOOK: Level.LOOK, Verdict.BROKEN: Level.BROKEN}


def judge_checked(checked: Iterable[Checked]) -> list[Finding]:
    """Those that aren't well. What a printer that can't answer says is a note here, whatever its check calls it."""
    found = []
    for one in checked:
        if one.verdict is Verdict.WELL:
            continue
        code = f"kiosk.{one.text_key}"
        level = None if SYMPTOMS[code].level is Level.NOTE else _LEVELS[one.verdict]
        found.append(Finding(code, one.arguments, level=level))
    return found


@contextmanager
def libraries_silent() -> Iterator[None]:
    """C libraries write remarks of their own to standard error: libpinyin, which has no user's folder, `open  failed.`, into our
    first line. What matters of them is a finding. For programs of one thread.
    """
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def look_at_kiosk(
    settings: KioskSettings, texts: TextCatalogue, environment: Mapping[str, str], home: Path, *, window: bool
) -> list[Checked]:
    """`window`: open one; not while a kiosk draws. `home`: a folder for what the window's libraries write."""
    kiosk, display = settings.kiosk, settings.display
    driver = video_driver(environment)
    found = [look_at_touch(driver), look_at_camera(settings.identity.camera)]
    with libraries_silent():
        found.append(look_at_typing())
    found.append(look_at_fonts(fonts_folder(settings), texts, kiosk.languages))
    if window:
        demo = kiosk.demo_port is not None
        fullscreen = not demo if display.fullscreen is None else display.fullscreen
        rotation = kept_rotation(kiosk.data_dir, display.rotation)
        found.append(look_at_renderer(display, home=home, fullscreen=fullscreen, demo=demo, rotation=rotation))
    return found
