"""What takes time at one window of a simulated morning, and what the people there do meanwhile."""

import asyncio
import random
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass

from hall_controller.config import WindowSection
from tingtang.demo.guide import Declined, Guide
from tingtang.demo.hands import PadHands
from tingtang.demo.pace import Pace, Tally
from tingtang.demo.room import WaitingRoom
from tingtang.demo.sentences import Teller


@dataclass(frozen=True, slots=True)
class Hall:
    """What all windows of the morning share."""

    pace: Pace
    dice: random.Random
    pads: PadHands
    rating_keys: Mapping[str, Sequence[str]]
    """By rating pad (`node/device`), as often as people press them."""
    guide: Guide
    room: WaitingRoom
    tally: Tally
    tell: Teller
    recall_gap_s: float
    """A second call sooner than this after the first is refused."""
    windows: Sequence[int]
    """Those where a simulated clerk works."""
    later: Callable[[Coroutine[None, None, None]], object]
    """Has people go on by themselves."""


class WindowWork:
    """Implements `clerk.Work`."""

    def __init__(self, window: WindowSection, hall: Hall) -> None:
        self._window, self._hall = window, hall

    async def notice(self) -> None:
        await asyncio.sleep(self._hall.dice.uniform(0.0, self._hall.pace.slowest_clerk))

    async def serve(self) -> None:
        await asyncio.sleep(self._hall.dice.uniform(self._hall.pace.shortest_service, self._hall.pace.longest_service))

    async def wait_in_vain(self) -> None:
        await asyncio.sleep(self._hall.recall_gap_s)

    async def be_away(self, number: str) -> None:
        self._hall.tally.paused.append(number)
        self._tell("paused", number)
        await asyncio.sleep(self._hall.pace.away)

    def recalled(self, number: str) -> None:
        self._tell("recalled", number)

    def missed(self, number: str) -> None:
        self._hall.tally.missed.append(number)
        self._tell("missed", number)
        self._hall.later(self._come_back(number))

    def held(self, number: str) -> None:
        self._hall.tally.held.append(number)
        self._tell("held", number)
        self._hall.later(self._return_with_paper(number))

    def other_window(self) -> int | None:
        others = [window for window in self._hall.windows if window != self._window.number]
        return self._hall.dice.choice(others) if others else None

    def sent_on(self, number: str, window: int) -> None:
        self._hall.tally.sent_on.append(number)
        self._hall.tell("sent-on", number=number, window=self._window.number, other=window)
        self._hall.room.send_to(window, number)

    async def finished(self, number: str) -> None:
        hall = self._hall
        hall.tally.served.append(number)
        self._tell("finished", number)
        if self._window.rating_pad and hall.dice.random() < hall.pace.share_that_rates:
            await asyncio.sleep(hall.pace.before_rating)
            keys = hall.rating_keys[self._window.rating_pad]
            await hall.pads.press(self._window.rating_pad.split("/")[1], hall.dice.choice(keys))
            hall.tally.rated.append(number)
            self._tell("rated", number)

    async def _come_back(self, number: str) -> None:
        await asyncio.sleep(self._hall.pace.away)
        try:
            await self._hall.guide.back(number)
        except Declined as refusal:
            self._hall.tell("refused", number=number, why=refusal)
        else:
            self._tell("came-back", number)

    async def _return_with_paper(self, number: str) -> None:
        await asyncio.sleep(self._hall.pace.away)
        self._hall.room.return_to(self._window.number, number)
        self._tell("returned", number)

    def _tell(self, what: str, number: str) -> None:
        self._hall.tell(what, number=number, window=self._window.number)
