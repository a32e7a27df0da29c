"""A citizen who never gives up: takes numbers at a kiosk whatever is being killed around it, and remembers what it showed."""

import asyncio
import contextlib
import random

import httpx

from tingtang.demo.hands import KioskHands, Target

LOOK_AGAIN_S = 0.05
PATIENCE_LOOKS = 20
"""So many looks at a screen without a way on, such as one that asks who one is: a second or more, then home."""
HOME = "footer.home"
ANSWERS = (
    "idle.stay",
    "came-out.yes",
    "ticket.yes",
    "ticket.done",
    "ticket.noted",
    "rating.skip",
    "done.ok",
    "refused.ok",
    "unreachable.ok",
    "failsafe.ok",
    "no-paper.take",
)
"""What may have to be touched on the way, beside the way itself."""


class StubbornCitizen:
    """Works one kiosk until cancelled."""

    def __init__(self, client: httpx.AsyncClient, url: str, seed: int) -> None:
        self._hands = KioskHands(client, url)
        self._random = random.Random(seed)
        self._without_a_way = 0
        self.shown: set[str] = set()
        """Every number that stood on the screen as given."""

    async def live(self) -> None:
        while True:
            # The kiosk may be killed under the finger; it comes back.
            with contextlib.suppress(httpx.HTTPError, OSError, KeyError, ValueError):
                await self._touch_something()
            await asyncio.sleep(LOOK_AGAIN_S)

    async def _touch_something(self) -> None:
        state = await self._hands.screen()
        number = str(state.get("number", ""))
        if number:
            self.shown.add(number)
        targets = await self._hands.targets()
        target = self._choose(targets)
        if target is not None:
            await self._hands.touch(target)

    def _choose(self, targets: list[Target]) -> Target | None:
        for name in ANSWERS:
            for target in targets:
                if target.name == name:
                    self._without_a_way = 0
                    return target
        cards = [target for target in targets if target.name.startswith(("service.", "department.", "home.take-ticket"))]
        if cards:
            self._without_a_way = 0
            return self._random.choice(cards)
        self._without_a_way += 1
        if self._without_a_way < PATIENCE_LOOKS:
            return None
        self._without_a_way = 0
        return next((target for target in targets if target.name == HOME), None)
