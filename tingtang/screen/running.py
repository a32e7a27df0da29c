"""One run of the hall screen: browser and watch, from start to stop, with word to systemd."""

import asyncio
from collections.abc import Mapping, Sequence

from api.process.sd_notify import notify
from tingtang.screen.devtools import Browser
from tingtang.screen.watching import FRAME_WITHIN_S, LOOK_EVERY_S, ScreenWatch


async def show(
    url: str,
    command: Sequence[str],
    stop: asyncio.Event,
    environment: Mapping[str, str],
    *,
    every_s: float = LOOK_EVERY_S,
    frame_within_s: float = FRAME_WITHIN_S,
) -> None:
    """Until `stop`.

    Raises:
        BrowserGone: the browser ended by itself; systemd starts everything anew.
        OSError: it can't be started.
    """
    ready = False

    def shown(there: bool) -> None:
        nonlocal ready
        notify(environment, "STATUS=" + ("the hall's page is shown" if there else "the hall doesn't answer; trying again"))
        if not ready:
            # Also while the hall is switched off: the screen waits for it, and is watched meanwhile.
            ready = notify(environment, "READY=1") or True
        notify(environment, "WATCHDOG=1")

    browser = Browser()
    await browser.start(command)
    try:
        await ScreenWatch(url, shown, every_s, frame_within_s).run(browser, stop)
    finally:
        notify(environment, "STOPPING=1")
        await browser.stop()
