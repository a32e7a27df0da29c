"""A simulated clerk: works a window with the keys of its call pad, as at a hall where the desk's program isn't open."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from api.messages.words import WindowState
from tingtang.demo.feed import HallFeed
from tingtang.demo.hands import PadHands

PRESS_AGAIN_S = 2.0
"""A pressed key shows on the hall's board well within this time."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How a clerk works; each waits as long as that takes."""

    notice: Callable[[], Awaitable[None]]
    """That somebody waits."""
    serve: Callable[[str], Awaitable[None]]
    """This ticket."""
    finished: Callable[[str], Awaitable[None]]
    """After asking for this ticket's rating."""


class Clerk:
    """One clerk at one window; `pad` is the id of the window's emulated call pad."""

    def __init__(
        self,
        window: int,
        pad: str,
        queues: frozenset[str],
        pads: PadHands,
        feed: HallFeed,
        habits: Habits,
    ) -> None:
        self._window, self._pad, self._queues = window, pad, queues
        self._pads, self._feed = pads, feed
        self._habits = habits

    async def work(self) -> None:
        """Until cancelled: call, serve, ask for the rating, call again."""
        while True:
            await self._feed.until(lambda _: self._someone_waits(), float("inf"))
            await self._habits.notice()
            await self._press_until("next", WindowState.CALLING, WindowState.SERVING)
            view = self._feed.window(self._window)
            if view is None or view.ticket is None:
                continue
            number = view.ticket
            await self._habits.serve(number)
            await self._press_until("evaluate", WindowState.RATING, WindowState.IDLE)
            await self._habits.finished(number)
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
