"""Can the window be opened, and what draws in it? One code for KMSDRM (a terminal), X11, Wayland (a desk), offscreen."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk.check.finding import Finding, Part, Verdict
from kiosk.settings import DisplaySection
from kiosk.theme.kivy_setup import has_display
from kiosk.theme.rotation import panel_size

OPENING_S = 20.0
"""Some graphics drivers take seconds to load; a window that isn't there by then never comes."""
SOFTWARE = ("llvmpipe", "softpipe", "swrast", "software rasterizer")
"""Mesa's names of what draws without a graphics chip."""
GL_MIN = (2, 0)
"""Kivy's; OpenGL ES 2 counts the same."""
CARDS = Path("/dev/dri")


@dataclass(frozen=True, slots=True)
class Opened:
    """What drew in the window."""

    driver: str
    renderer: str
    version: str
    width: int
    height: int


def look_at_renderer(display: DisplaySection, *, home: Path, fullscreen: bool, demo: bool, rotation: int = 0) -> Finding:
    """Opens the window in a process of its own and closes it again."""
    driver = video_driver(os.environ)
    panel = panel_size(display.width, display.height, rotation)
    opened = _open(panel, home=home, fullscreen=fullscreen)
    return judge_window(opened, panel, demo=demo) if opened else why_no_window(driver, os.environ, CARDS)


def video_driver(environment: Mapping[str, str]) -> str:
    """As `kiosk.theme.kivy_setup` and SDL choose it."""
    if named := environment.get("SDL_VIDEODRIVER"):
        return named.lower()
    if not has_display():
        return "offscreen"
    return "wayland" if environment.get("WAYLAND_DISPLAY") else "x11"


def judge_window(opened: Opened, panel: tuple[int, int], *, demo: bool) -> Finding:
    """A window was opened: by what, and does it have the size of the kiosk's file? `panel`: width and height as it is mounted."""
    said = {"driver": opened.driver, "renderer": opened.renderer}
    if gl_version(opened.version) < GL_MIN:
        return Finding(Part.RENDERER, Verdict.BROKEN, "old-gl", said | {"version": opened.version})
    if opened.driver == "offscreen":
        return Finding(Part.RENDERER, *((Verdict.WELL, "in-memory") if demo else (Verdict.LOOK, "offscreen")), said)
    if not demo and (opened.width, opened.height) != panel:
        sizes = {"width": opened.width, "height": opened.height, "wanted": f"{panel[0]} × {panel[1]}"}
        return Finding(Part.RENDERER, Verdict.LOOK, "other-size", said | sizes)
    if any(name in opened.renderer.lower() for name in SOFTWARE):
        return Finding(Part.RENDERER, Verdict.LOOK, "software", said)
    return Finding(Part.RENDERER, Verdict.WELL, "well", said)


def why_no_window(driver: str, environment: Mapping[str, str], cards: Path) -> Finding:
    """No window: the likeliest reason, from what is there."""
    if driver == "kmsdrm":
        there = sorted(cards.glob("card*"))
        if not there:
            return Finding(Part.RENDERER, Verdict.BROKEN, "no-card")
        if not any(os.access(card, os.R_OK | os.W_OK) for card in there):
            return Finding(Part.RENDERER, Verdict.BROKEN, "card-not-ours", {"card": there[0]})
        return Finding(Part.RENDERER, Verdict.BROKEN, "card-taken", {"card": there[0]})
    if driver in ("x11", "wayland"):
        display = environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY", "")
        return Finding(Part.RENDERER, Verdict.BROKEN, "no-display", {"display": display})
    if driver == "offscreen":
        return Finding(Part.RENDERER, Verdict.BROKEN, "no-gl")
    return Finding(Part.RENDERER, Verdict.BROKEN, "no-window", {"driver": driver})


def gl_version(text: str) -> tuple[int, int]:
    """`OpenGL ES 3.2 Mesa 22.3` and `4.5 (Compatibility Profile)` alike; (0, 0) when it names none."""
    for word in text.split():
        major, _, rest = word.partition(".")
        minor = rest.split(".", 1)[0]
        if major.isdigit() and minor.isdigit():
            return int(major), int(minor)
    return (0, 0)


def _open(panel: tuple[int, int], *, home: Path, fullscreen: bool) -> Opened | None:
    command = [sys.executable, "-m", "kiosk.check.window_child", "--home", str(home)]
    command += ["--width", str(panel[0]), "--height", str(panel[1])]
    try:
        ended = subprocess.run(
            command + (["--fullscreen"] if fullscreen else []), capture_output=True, timeout=OPENING_S, check=False
        )
        found = json.loads(ended.stdout.splitlines()[-1])
        return Opened(found["driver"], found["renderer"], found["version"], found["width"], found["height"])
    except (subprocess.TimeoutExpired, ValueError, IndexError, KeyError):
        return None
