"""Kivy's settings, made before Kivy is first imported: no arguments, no files of its own, no second input source.

Each line has its measured reason: multisampling costs 70 MB and half a second at start; the default `[input]` entry doubles
touches; the escape key must not end a kiosk.
"""

import logging
import os
import sys
from pathlib import Path

from kiosk.theme.rotation import panel_size

FRAMES_PER_S = 30
"""Enough for a screen without animation; the idle loop's cost goes with it."""


def has_display() -> bool:
    """Whether there is a screen to open a window on: X, Wayland, or a driver that was named (KMS on a Pi)."""
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"))


def set_up_kivy(home: Path, width: int, height: int, *, fullscreen: bool, rotation: int = 0) -> None:
    """Once per process, before anything of Kivy is imported.

    Args:
        width, height: as people see it.
        rotation: of the panel as it is mounted, degrees clockwise.

    Raises:
        RuntimeError: Kivy is imported already, so the settings would come too late.
    """
    if "kivy" in sys.modules:
        raise RuntimeError("Kivy was imported before its settings were made")
    home.mkdir(parents=True, exist_ok=True)
    if not has_display():
        os.environ["SDL_VIDEODRIVER"] = "offscreen"
    # With `PYTHON` Kivy logs through the standard library and leaves standard error alone; else it swallows tracebacks.
    os.environ.update(
        KIVY_NO_ARGS="1",
        KIVY_NO_CONFIG="1",
        KIVY_NO_FILELOG="1",
        KIVY_NO_CONSOLELOG="1",
        KIVY_LOG_MODE="PYTHON",
        # Kivy's own X11 window, which it would try next, ends the process when there is no X server.
        KIVY_WINDOW="sdl2",
        KIVY_HOME=str(home),
    )
    from kivy.config import Config

    offscreen = os.environ.get("SDL_VIDEODRIVER") == "offscreen"
    panel_width, panel_height = panel_size(width, height, rotation)
    for key, value in {
        "width": panel_width,
        "height": panel_height,
        # Turns what is touched with what is seen.
        "rotation": rotation,
        "multisamples": 0,
        "maxfps": FRAMES_PER_S,
        "fullscreen": "auto" if fullscreen and not offscreen else 0,
        "resizable": 0,
        "show_cursor": 0 if fullscreen else 1,
    }.items():
        Config.set("graphics", key, str(value))
    Config.set("kivy", "exit_on_escape", "0")
    Config.set("kivy", "log_level", "warning")
    logging.getLogger("kivy").setLevel(logging.WARNING)
    Config.remove_section("input")
    Config.add_section("input")
    if not offscreen:
        Config.set("input", "mouse", "mouse,disable_multitouch")
    if os.environ.get("SDL_VIDEODRIVER") == "kmsdrm":
        # Without a display server nobody makes a mouse of a finger, and Kivy takes SDL's fingers on phones only: the touch panel
        # is read itself (libmtdev1). Under X this would double each touch.
        Config.set("input", "mtdev_%(name)s", "probesysfs,provider=mtdev")


def register_fonts(fonts: Path) -> None:
    """Kivy's default family becomes ours, under its own default name too, so that no text is ever drawn with another."""
    from kivy.core.text import LabelBase

    from kiosk.theme.fonts import BOLD, MONGOLIAN, MONGOLIAN_FONT, REGULAR
    from kiosk.theme.rare import FACE, HANAZONO, OWN_CHARACTERS

    LabelBase.register("Roboto", fn_regular=str(fonts / REGULAR), fn_bold=str(fonts / BOLD))
    if MONGOLIAN_FONT.is_file():
        LabelBase.register(MONGOLIAN, fn_regular=str(MONGOLIAN_FONT))
    noted = fonts / OWN_CHARACTERS
    if HANAZONO.is_file() and noted.is_file():
        from kiosk.widgets.rare_face import use_rare_face

        LabelBase.register(FACE, fn_regular=str(HANAZONO))
        use_rare_face(noted)
