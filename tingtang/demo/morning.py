"""A simulated morning: people come to the kiosk, clerks open their windows, people are called, served, and rate or don't.

Some have a claim to the green channel, some miss their call and come back, some fetch a paper while the window holds their
number, some go on to other windows. Everything goes through the product's own ways: touches on the kiosk's screen, keys on
pads, the paper out of the printer, and the guide's counter.
"""

import asyncio
import itertools
import random
import secrets
from collections.abc import Callable, Sequence

import httpx

from api.messages.words import TicketClass
from hall_controller.config import ServiceSection, WindowSection
from tingtang.demo.citizen import Citizen, GaveUp, Taken
from tingtang.demo.clerk import Clerk
from tingtang.demo.feed import HallFeed
from tingtang.demo.guide import Declined, Guide
from tingtang.demo.hands import KioskHands, PadHands
from tingtang.demo.pace import Pace, Tally
from tingtang.demo.room import WaitingRoom
from tingtang.demo.sentences import Teller
from tingtang.demo.site import DemoSite, KioskPlace
from tingtang.demo.stories import Story, errands, servable, stories
from tingtang.demo.window_work import Hall, WindowWork

KIOSK_LEVELS = ("VERY_GOOD", "GOOD", "FAIR", None, None)
"""What people answer at the kiosk itself; None: they skip it."""
RECALL_LATER_S = 0.5
"""A clerk recalls this much after it is allowed."""
NO_CARD = "未出示证件"
TOP_REASON = "行动不便，陪同人员已在等候"
"""What the guide writes down: why a claim fails, why a number is put before all others."""


class Morning:
    """Runs people through a running demo hall. `run` ends when `pace.people` are all through with their visits, or never."""

    def __init__(
        self, site: DemoSite, pace: Pace | None = None, seed: int = 20261121, tell: Callable[[str], None] = lambda _: None
    ) -> None:
        """`tell` hears what people do, in words."""
        self._site, self._pace = site, pace or Pace()
        self._random = random.Random(seed)  # noqa: S311 (people's moods need no cryptography)
        self._tell = Teller(tell)
        self._feed = HallFeed(site.base_url)
        self._room = WaitingRoom()
        self._opened = False
        self.tally = Tally()

    @property
    def feed(self) -> HallFeed:
        """What was seen of the hall."""
        return self._feed

    async def run(self) -> None:
        async with httpx.AsyncClient(timeout=10.0) as client:
            guide = Guide(client, self._site.base_url, self._site.hall)
            await guide.sign_in()
            await self._feed.start()
            try:
                async with asyncio.TaskGroup() as group:
                    clerks = self._clerks(group, client, guide)
                    await self._people(client, guide)
                    await self._until_all_are_through(guide)
                    for clerk in clerks:
                        clerk.cancel()
            finally:
                await self._feed.stop()
        self._tell("over", numbers=len(self.tally.numbers), calls=len(self._feed.calls))

    def _clerks(self, group: asyncio.TaskGroup, client: httpx.AsyncClient, guide: Guide) -> list[asyncio.Task[None]]:
        windows, pads = self._windows(), PadHands(client, self._site.emulators_url)

        hall = Hall(
            self._pace,
            self._random,
            pads,
            {device.address: device.model.presses for device in self._site.devices},
            guide,
            self._room,
            self.tally,
            self._tell,
            self._site.hall.hall.recall_gap_s + RECALL_LATER_S,
            [window.number for window in windows],
            group.create_task,
        )
        return [
            group.create_task(
                Clerk(
                    window.number,
                    (window.call_pad or "").split("/")[-1],
                    pads,
                    self._feed,
                    self._room,
                    WindowWork(window, hall),
                ).work()
            )
            for window in windows
        ]

    def _windows(self) -> list[WindowSection]:
        """Windows with both pads, which simulated clerks and citizens can press."""
        return [window for window in self._site.hall.windows if window.call_pad and window.rating_pad]

    async def _people(self, client: httpx.AsyncClient, guide: Guide) -> None:
        """At each kiosk one person after the other, until enough have come in all; one more has booked."""
        services = servable(self._site.hall, [window.number for window in self._windows()])
        lives = stories()
        coming = itertools.count() if self._pace.people is None else iter(range(self._pace.people))

        async def at(kiosk: KioskPlace) -> None:
            citizen = Citizen(
                KioskHands(client, kiosk.url), PadHands(client, self._site.emulators_url), kiosk.printer.id, self._touch_pause
            )
            for person in coming:
                if person == self._pace.before_opening:
                    await self._open(guide)
                    await self._book(citizen, guide)
                story = next(lives)
                taken = await self._take(citizen, story, errands(story, services, self._random))
                if taken is not None:
                    await self._at_the_counter(guide, taken.number, story)
                await asyncio.sleep(self._random.expovariate(1 / self._pace.between_people))

        await asyncio.gather(*(at(kiosk) for kiosk in self._site.kiosks))
        await self._open(guide)

    async def _open(self, guide: Guide) -> None:
        if not self._opened:
            self._opened = True
            await guide.open_windows()
            self._tell("opened")

    async def _book(self, citizen: Citizen, guide: Guide) -> None:
        """Somebody booked from home and is here now. Nobody's document: the hash of a dice's throw stands for the person."""
        bookable = {queue.id for queue in self._site.hall.queues if queue.booking is not None}
        service = next((service for service in self._site.hall.services if service.queue in bookable), None)
        if service is None:
            return
        number = await guide.book_for_today(service.id, secrets.token_urlsafe(24))
        if number is None:
            self._tell("no-slot")
            return
        try:
            await citizen.check_in(number)
        except GaveUp as reason:
            self.tally.gave_up.append(str(reason))
            self._tell("not-checked-in", number=number, why=reason)
        else:
            self.tally.booked.append(number)
            self._tell("booked", number=number)

    async def _take(self, citizen: Citizen, story: Story, services: Sequence[ServiceSection]) -> Taken | None:
        try:
            taken = await citizen.take_number(services, story.claims, self._random.choice(KIOSK_LEVELS))
        except GaveUp as reason:
            self.tally.gave_up.append(str(reason))
            self._tell("gave-up", why=reason)
            return None
        self.tally.taken.append(taken)
        named = "、".join(service.names["zh-CN"] for service in services)
        self._tell("taken" if taken.printed else "taken-unprinted", number=taken.number, service=named)
        if len(services) > 1:
            self.tally.several.append(taken.number)
        if story.claims is not None:
            self.tally.classes[taken.number] = story.claims.value
            self._tell("claim", number=taken.number, ticket_class=story.claims.value)
        return taken

    async def _at_the_counter(self, guide: Guide, number: str, story: Story) -> None:
        """A claim is looked at and a reason heard before the citizen sits down."""
        self._room.enter(number, story)
        try:
            if story.claim_fails:
                await guide.reclassify(number, TicketClass.WALK_IN, NO_CARD)
                self.tally.classes[number] = TicketClass.WALK_IN.value
                self._tell("claim-failed", number=number)
            if story.topped:
                await guide.move_to_top(number, TOP_REASON)
                self.tally.topped.append(number)
                self._tell("topped", number=number, reason=TOP_REASON)
        except Declined as refusal:
            self._tell("refused", number=number, why=refusal)

    async def _until_all_are_through(self, guide: Guide) -> None:
        """No number is open any more, wherever it stood, and nobody else is in the hall."""
        left = list(self.tally.numbers)
        while left:
            await self._feed.until(lambda feed: feed.at_rest(), float("inf"))
            seen = self._feed.board.seq if self._feed.board is not None else 0
            left = [number for number in left if not await guide.is_over(number)]
            if left:
                await self._feed.until(lambda feed, seen=seen: feed.board is not None and feed.board.seq > seen, float("inf"))  # type: ignore[misc]

    async def _touch_pause(self) -> None:
        await asyncio.sleep(self._pace.between_touches * self._random.uniform(0.5, 1.5))
