"""Keeps the hall's page on the screen: asks the browser for a drawn frame every few seconds, and brings the page back.

systemd is fed for each frame. A browser that draws none is ended by systemd and started anew; one that draws something else than
the hall's page, such as its own error page while the hall is switched off, is sent there again.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import structlog

from tingtang.screen.devtools import Browser, BrowserGone, DevToolsError

LOOK_EVERY_S = 5.0
FRAME_WITHIN_S = 10.0
"""A page under load draws its next frame within a second; the unit's WatchdogSec=30 waits for three such looks."""
_TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(location.href))))"
"""The second frame begins only when the first has been drawn."""


class ScreenWatch:
    """Args:
    shown: called for each frame that was drawn, with whether it is the hall's page.
    """

    def __init__(
        self, url: str, shown: Callable[[bool], None], every_s: float = LOOK_EVERY_S, frame_within_s: float = FRAME_WITHIN_S
    ) -> None:
        self._url = url
        self._shown = shown
        self._every_s = every_s
        self._frame_within_s = frame_within_s
        self._session = ""
        self._there: bool | None = None
        self._log = structlog.get_logger("tingtang.screen")

    async def run(self, browser: Browser, stop: asyncio.Event) -> None:
        """Until `stop`, or the browser has ended.

        Raises:
            BrowserGone: it has ended.
        """
        await self._attach(browser)
        while not stop.is_set():
            await self._look(browser)
            try:
                async with asyncio.timeout(self._every_s):
                    await stop.wait()
            except TimeoutError:
                continue

    async def _attach(self, browser: Browser) -> None:
        targets: Sequence[dict[str, Any]] = (await browser.ask("Target.getTargets"))["targetInfos"]
        page = next((target["targetId"] for target in targets if target["type"] == "page"), None)
        if page is None:
            page = (await browser.ask("Target.createTarget", url="about:blank"))["targetId"]
        self._session = (await browser.ask("Target.attachToTarget", targetId=page, flatten=True))["sessionId"]
        await self._go(browser)

    async def _look(self, browser: Browser) -> None:
        try:
            async with asyncio.timeout(self._frame_within_s):
                answer = await browser.ask(
                    "Runtime.evaluate", session=self._session, expression=_TWO_FRAMES, awaitPromise=True, returnByValue=True
                )
            where = answer.get("result", {}).get("value")
        except TimeoutError:
            self._tell(there=None)
            # The page's own process may have ended: only a new visit starts it again.
            await self._go(browser)
            return
        except DevToolsError:
            # It was on its way to another page.
            return
        there = where == self._url
        self._tell(there=there)
        self._shown(there)
        if not there:
            await self._go(browser)

    async def _go(self, browser: Browser) -> None:
        try:
            async with asyncio.timeout(self._frame_within_s):
                await browser.ask("Page.navigate", session=self._session, url=self._url)
        except (TimeoutError, DevToolsError) as error:
            self._log.warning("page not reached", error=type(error).__name__)

    def _tell(self, *, there: bool | None) -> None:
        """Once when it goes, once when it returns."""
        if there == self._there:
            return
        self._there = there
        match there:
            case True:
                self._log.info("the hall's page is shown")
            case False:
                self._log.warning("another page than the hall's, going there again")
            case None:
                self._log.error("the page draws nothing, going there again")


__all__ = ["FRAME_WITHIN_S", "LOOK_EVERY_S", "BrowserGone", "ScreenWatch"]
