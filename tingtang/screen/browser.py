"""How the browser is started: alone on the screen, telling nobody anything, steered through two pipes and no port. Pure."""

from collections.abc import Sequence
from pathlib import Path

COMPOSITOR = ("/usr/bin/cage", "--")
"""Cage shows one window and nothing else: no panel, no menu, no second program."""
BROWSER = "/usr/bin/chromium"
BLANK = "about:blank"
"""Where it starts; the page comes once the pipes answer."""

_FLAGS = (
    "--kiosk",
    "--ozone-platform=wayland",
    # DevTools over descriptors 3 and 4: nobody else on the machine can reach them.
    "--remote-debugging-pipe",
    "--no-first-run",
    "--no-default-browser-check",
    "--noerrdialogs",
    "--disable-infobars",
    "--disable-session-crashed-bubble",
    "--disable-translate",
    "--disable-pinch",
    "--overscroll-history-navigation=0",
    "--password-store=basic",
    "--autoplay-policy=no-user-gesture-required",
    # A hall has no internet, and nothing of it goes there.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-domain-reliability",
    "--metrics-recording-only",
    "--no-pings",
    "--disk-cache-size=16777216",
)


def command(profile: Path, compositor: Sequence[str] = COMPOSITOR, more: Sequence[str] = ()) -> list[str]:
    """Program and arguments. `compositor`: nothing where there is none; `more`: flags behind ours."""
    return [*compositor, BROWSER, *_FLAGS, f"--user-data-dir={profile}", *more, BLANK]
