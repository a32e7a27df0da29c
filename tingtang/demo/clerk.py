"""A simulated clerk: works a window with the keys of its call pad, as at a hall where the desk's program isn't open."""

import contextlib
from collections.abc import Callable
from typing import Protocol

from api.messages.views import WindowView
from api.messages.words import WindowState
from tingtang.demo.feed import HallFeed
from tingtang.demo.hands import PadHands
from tingtang.demo.room import WaitingRoom
from tingtang.demo.stories import Incident

PRESS_AGAIN_S = 2.0
"""A pressed key shows on the hall's board well within this time."""
LOOK_AGAIN_S = 5.0
"""After a `next` that called nobody the key is pressed again when the board changes, or after this long."""
_WITH_TICKET = (WindowState.CALLING, WindowState.SERVING)


class Work(Protocol):
    """What takes time at a window, and what others learn of it. Each waits as long as that takes."""

    async def notice(self) -> None:
        """That somebody waits."""
        ...

    async def serve(self) -> None: ...
    async def wait_in_vain(self) -> None:
        """For who was called and doesn't come, until the next call may be made."""
        ...

    async def be_away(self, number: str) -> None:
        """The window is paused."""
        ...

    def recalled(self, number: str) -> None: ...
    def missed(self, number: str) -> None: ...
    def held(self, number: str) -> None: ...
    def other_window(self) -> int | None:
        """Where somebody can be sent to; None: nowhere."""
        ...

    def sent_on(self, number: str, window: int) -> None: ...
    async def finished(self, number: str) -> None:
        """The rating was asked for."""
        ...


class Clerk:
    """One clerk at one window; `pad` is the id of the window's emulated call pad."""

    def __init__(self, window: int, pad: str, pads: PadHands, feed: HallFeed, room: WaitingRoom, work: Work) -> None:
        self._window, self._pad = window, pad
        self._pads, self._feed, self._room = pads, feed, room
        self._do = work

    async def work(self) -> None:
        """Until cancelled: call, serve or what else befalls, call again."""
        while True:
            await self._feed.until(lambda _: self._is_needed(), float("inf"))
            if self._state() is WindowState.PAUSED:
                await self._press_while("pause", lambda: self._state() is WindowState.PAUSED)
            elif (number := self._number()) is not None:
                self._room.called(self._window, number)
                await self._attend(number)
            else:
                await self._do.notice()
                await self._call()

    async def _attend(self, number: str) -> None:
        """Whom the window has called."""
        room, do = self._room, self._do
        if room.once(number, Incident.CLERK_LEAVES):
            await self._press_while("pause", lambda: self._has(number))
            await do.be_away(number)
        elif room.once(number, Incident.MISSES):
            await self._call_again(number)
            await self._press_while("miss", lambda: self._has(number))
            do.missed(number)
        else:
            await do.serve()
            await self._end(number)

    async def _end(self, number: str) -> None:
        """For now or for good."""
        room, do = self._room, self._do
        if room.once(number, Incident.FORGETS):
            await self._press_while("hold", lambda: self._has(number))
            do.held(number)
        elif (other := do.other_window()) is not None and room.once(number, Incident.SENT_ON):
            await self._press_while(f"transfer:{other}", lambda: self._has(number))
            do.sent_on(number, other)
        else:
            await self._press_while("evaluate", lambda: self._has(number))
            await do.finished(number)
            await self._feed.until(lambda _: not self._asks(number), float("inf"))

    async def _call(self) -> None:
        """Press once; what then shows on the board decides how it goes on."""
        seen = self._seq()
        returned = self._room.has_returned(self._window)
        await self._pads.press(self._pad, "take-back" if returned else "next")
        try:
            await self._feed.until(lambda _: self._number() is not None, PRESS_AGAIN_S)
            if returned:
                self._room.taken_back(self._window)
        except TimeoutError:
            # Another window was quicker, or those who wait aren't for this one.
            with contextlib.suppress(TimeoutError):
                await self._feed.until(lambda _: self._number() is not None or self._seq() > seen, LOOK_AGAIN_S)

    async def _call_again(self, number: str) -> None:
        await self._do.wait_in_vain()
        calls = self._feed.times_called(number)
        await self._press_while("recall", lambda: self._has(number) and self._feed.times_called(number) <= calls)
        self._do.recalled(number)
        await self._do.wait_in_vain()

    async def _press_while(self, key: str, still: Callable[[], bool]) -> None:
        """Press; press again if the window doesn't follow."""
        while still():
            await self._pads.press(self._pad, key)
            with contextlib.suppress(TimeoutError):
                await self._feed.until(lambda _: not still(), PRESS_AGAIN_S)

    def _is_needed(self) -> bool:
        """There is a ticket, a pause to end, or somebody who waits."""
        board = self._feed.board
        view = self._view()
        if board is None or view is None:
            return False
        if view.state in (*_WITH_TICKET, WindowState.PAUSED):
            return True
        if view.state is not WindowState.IDLE:
            return False
        waiting = any(queue.waiting > 0 for queue in board.queues if queue.id in view.queues)
        return waiting or self._room.expects(self._window)

    def _view(self) -> WindowView | None:
        return self._feed.window(self._window)

    def _state(self) -> WindowState | None:
        view = self._view()
        return None if view is None else view.state

    def _number(self) -> str | None:
        """Of the ticket that is called or served here."""
        view = self._view()
        return view.ticket if view is not None and view.state in _WITH_TICKET else None

    def _has(self, number: str) -> bool:
        return self._number() == number

    def _asks(self, number: str) -> bool:
        """The citizen is being asked for a rating."""
        view = self._view()
        return view is not None and view.state is WindowState.RATING and view.ticket == number

    def _seq(self) -> int:
        return self._feed.board.seq if self._feed.board is not None else 0
