"""A simulated morning: clerks open their windows, people come to the kiosk, wait, are called, served, and rate or don't.

Everything goes through the product's own ways: touches on the kiosk's screen, keys on pads, the paper out of the printer.
"""

import asyncio
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from api.ids import new_id
from hall_controller.config import ServiceSection, WindowSection
from hall_controller.demo_accounts import DEMO_PASSWORD
from tingtang.demo.citizen import Citizen, GaveUp, Taken
from tingtang.demo.clerk import Clerk, Habits
from tingtang.demo.feed import HallFeed
from tingtang.demo.hands import KioskHands, PadHands
from tingtang.demo.site import DemoSite, KioskPlace

RATING_KEYS = ("very-good", "very-good", "good", "good", "declined", "bad")
"""Keys of the four-key evaluator, as often as people press them."""
BATCH_MAX = 100
"""Commands in one POST, as the API allows."""
KIOSK_LEVELS = ("VERY_GOOD", "GOOD", "FAIR", None, None)
"""What people answer at the kiosk itself; None: they skip it."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds. The defaults make a lively minute to look at; tests use shorter ones."""

    between_people: float = 5.0
    between_touches: float = 0.8
    shortest_service: float = 6.0
    longest_service: float = 18.0
    before_rating: float = 2.0
    slowest_clerk: float = 1.5
    """Clerks don't all press at the same moment when somebody comes."""
    share_that_rates: float = 0.75
    people: int | None = None
    """None: people keep coming."""


@dataclass(slots=True)
class Tally:
    """What the morning came to."""

    taken: list[Taken] = field(default_factory=list)
    gave_up: list[str] = field(default_factory=list)
    served: list[str] = field(default_factory=list)
    rated: list[str] = field(default_factory=list)


class Morning:
    """Runs people through a running demo hall. `run` ends when `pace.people` have been served, or never."""

    def __init__(
        self, site: DemoSite, pace: Pace | None = None, seed: int = 20261121, tell: Callable[[str], None] = lambda _: None
    ) -> None:
        """`tell` hears what people do, in words."""
        self._site, self._pace = site, pace or Pace()
        self._random = random.Random(seed)  # noqa: S311 (people's moods need no cryptography)
        self._tell = tell
        self._feed = HallFeed(site.base_url)
        self.tally = Tally()

    async def run(self) -> None:
        async with httpx.AsyncClient(timeout=10.0) as client:
            await self._feed.start()
            try:
                await self._open_windows(client)
                async with asyncio.TaskGroup() as group:
                    pads = PadHands(client, self._site.emulators_url)
                    clerks = [group.create_task(self._clerk(window, pads).work()) for window in self._windows()]
                    await self._people(client, pads)
                    for clerk in clerks:
                        clerk.cancel()
            finally:
                await self._feed.stop()

    def _windows(self) -> list[WindowSection]:
        """Windows with both pads, which simulated clerks and citizens can press."""
        return [window for window in self._site.hall.windows if window.call_pad and window.rating_pad]

    async def _open_windows(self, client: httpx.AsyncClient) -> None:
        """A manager opens them all with one batch; one that is open already stays so."""
        url = self._site.base_url
        signed_in = await client.post(f"{url}/api/v1/session", json={"name": "manager", "password": DEMO_PASSWORD})
        signed_in.raise_for_status()
        commands = [
            {"name": "open-window", "id": new_id(), "body": {"window": window.number}} for window in self._site.hall.windows
        ]
        for start in range(0, len(commands), BATCH_MAX):
            answer = await client.post(
                f"{url}/api/v1/commands",
                json={"commands": commands[start : start + BATCH_MAX]},
                headers={"X-CSRF-Token": signed_in.json()["csrf"]},
            )
            answer.raise_for_status()

    async def _people(self, client: httpx.AsyncClient, pads: PadHands) -> None:
        """At each kiosk one person after the other, until enough have come in all and the last has been served."""
        served_here = {queue for window in self._windows() for queue in window.queues}
        services = [service for service in self._site.hall.services if service.queue in served_here]
        coming = itertools.count() if self._pace.people is None else iter(range(self._pace.people))

        async def at(kiosk: KioskPlace) -> None:
            citizen = Citizen(KioskHands(client, kiosk.url), pads, kiosk.printer.id, self._touch_pause)
            for _ in coming:
                await self._one_person(citizen, self._random.choice(services))
                await asyncio.sleep(self._random.expovariate(1 / self._pace.between_people))

        await asyncio.gather(*(at(kiosk) for kiosk in self._site.kiosks))
        await self._feed.until(lambda feed: feed.at_rest([taken.number for taken in self.tally.taken]), float("inf"))

    async def _one_person(self, citizen: Citizen, service: ServiceSection) -> None:
        try:
            taken = await citizen.take_number(service, self._random.choice(KIOSK_LEVELS))
        except GaveUp as reason:
            self.tally.gave_up.append(str(reason))
            self._tell(f"a citizen gave up at the kiosk: {reason}")
        else:
            self.tally.taken.append(taken)
            self._tell(f"{taken.number} taken for {service.names['zh-CN']}{'' if taken.printed else ', not printed'}")

    async def _touch_pause(self) -> None:
        await asyncio.sleep(self._pace.between_touches * self._random.uniform(0.5, 1.5))

    def _clerk(self, window: WindowSection, pads: PadHands) -> Clerk:
        async def notice() -> None:
            await asyncio.sleep(self._random.uniform(0.0, self._pace.slowest_clerk))

        async def serve(_number: str) -> None:
            await asyncio.sleep(self._random.uniform(self._pace.shortest_service, self._pace.longest_service))

        async def finished(number: str) -> None:
            self.tally.served.append(number)
            if window.rating_pad and self._random.random() < self._pace.share_that_rates:
                await asyncio.sleep(self._pace.before_rating)
                await pads.press(window.rating_pad.split("/")[1], self._random.choice(RATING_KEYS))
                self.tally.rated.append(number)
                self._tell(f"{number} rated at window {window.number}")

        pad = (window.call_pad or "").split("/")[-1]
        return Clerk(window.number, pad, frozenset(window.queues), pads, self._feed, Habits(notice, serve, finished))
