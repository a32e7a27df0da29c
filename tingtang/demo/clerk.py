"""A simulated clerk: works a window with the keys of its call pad, as at a hall where the desk's program isn't open."""

from collections.abc import Awaitable, Callable

from api.messages.words import WindowState
from tingtang.demo.feed import HallFeed
from tingtang.demo.hands import PadHands

PRESS_AGAIN_S = 2.0
"""A pressed key shows on the hall's board well within this time."""


class Clerk:
    """One clerk at one window.

    Args:
        pad: id of the window's emulated call pad.
        serve: waits as long as serving this ticket takes.
        on_finished: told the ticket's number when the clerk asks for the rating.
    """

    def __init__(
        self,
        window: int,
        pad: str,
        queues: frozenset[str],
        pads: PadHands,
        feed: HallFeed,
        serve: Callable[[str], Awaitable[None]],
        on_finished: Callable[[str], Awaitable[None]],
    ) -> None:
        self._window, self._pad, self._queues = window, pad, queues
        self._pads, self._feed = pads, feed
        self._serve, self._on_finished = serve, on_finished

    async def work(self) -> None:
        """Until cancelled: call, serve, ask for the rating, call again."""
        while True:
            await self._feed.until(lambda _: self._someone_waits(), float("inf"))
            await self._press_until("next", WindowState.CALLING, WindowState.SERVING)
            view = self._feed.window(self._window)
            if view is None or view.ticket is None:
                continue
            number = view.ticket
            await self._serve(number)
            await self._press_until("evaluate", WindowState.RATING, WindowState.IDLE)
            await self._on_finished(number)
            await self._feed.until(lambda _: self._state() is WindowState.IDLE, float("inf"))

    def _state(self) -> WindowState | None:
        view = self._feed.window(self._window)
        return None if view is None else view.state

    def _someone_waits(self) -> bool:
        board = self._feed.board
        return board is not None and any(queue.waiting > 0 for queue in board.queues if queue.id in self._queues)

    async def _press_until(self, key: str, *states: WindowState) -> None:
        """Press; press again if the window doesn't follow, as when another window was quicker."""
        while self._state() not in states:
            if key == "next" and not self._someone_waits():
                return
            await self._pads.press(self._pad, key)
            try:
                await self._feed.until(lambda _: self._state() in states, PRESS_AGAIN_S)
            except TimeoutError:
                continue
