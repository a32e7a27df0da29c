"""Numbers for the time the hall can't be reached: leased while it can, given out while it can't, the rest given back."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog
from pydantic import ValidationError

from api.bus.outbox import Outbox, OutboxEntry
from api.bus.port import BusPort, NotAnswered
from api.messages.hall_commands import LeaseNumbers, ReturnNumbers, TakeOffline
from api.messages.topics import hall_command_topic
from api.messages.views import BlockView, CatalogueView, QueueView, ServiceView
from api.messages.words import HandOver, TicketClass
from kiosk.flow.ports import CataloguePort
from kiosk.ports.hall_time import HallTime
from kiosk.ports.island_tickets import island_ticket
from kiosk.ports.lease_store import LeaseStore
from kiosk.ports.store import KioskStore
from kiosk.ports.tickets import GivenAlone

LOOK_S = 5.0
"""How often the stock is looked at."""
ANSWER_S = 3.0
LAST_TAKE = "last-island-take"
"""Where the store keeps when the last number was given out, UTC ms by our clock."""
REFUSED_REST_S = 60.0
"""A queue whose numbers the hall refused to lease is asked for again after this long."""


class Leases:
    """Implements `kiosk.flow.ports.IslandPort`; `HallTickets` gives out its numbers."""

    def __init__(
        self,
        bus: BusPort,
        store: KioskStore,
        leases: LeaseStore,
        outbox: Outbox,
        catalogue: CataloguePort,
        hall_time: HallTime,
        *,
        stock: int,
        clock: Callable[[], int],
        local: Callable[[int], datetime],
        new_id: Callable[[], str],
        monotonic_s: Callable[[], float],
        wake: Callable[[], None],
        on_failure: Callable[[BaseException], None],
        look_s: float = LOOK_S,
    ) -> None:
        """
        Args:
            stock: numbers of each queue to have in hand; 0: none.
            clock: UTC ms of this machine.
            local: UTC ms → the hall's local time.
            wake: the outbox has something new.
            on_failure: an exception ended the looking; `keep_running` begins it anew.
        """
        self._bus = bus
        self._store = store
        self._leases = leases
        self._outbox = outbox
        self._catalogue = catalogue
        self._hall_time = hall_time
        self._stock = stock
        self._clock = clock
        self._local = local
        self._new_id = new_id
        self._monotonic_s = monotonic_s
        self._wake = wake
        self._on_failure = on_failure
        self._look_s = look_s
        self._refused: dict[str, float] = {}
        """By queue: not to be asked for before."""
        self._counted: tuple[str, dict[str, int]] | None = None
        """Day and what is left of each queue; None: to be read again."""
        self._task: asyncio.Task[None] | None = None
        self._log = structlog.get_logger("kiosk.leases")

    def offers(self, service: ServiceView) -> bool:
        """By what was known last: open at this hour, for people who needn't say who they are, a number left."""
        catalogue = self._catalogue.catalogue()
        queue = _queue(catalogue, service.queue)
        return queue is not None and service.anonymous and self._gives(queue) and self._left().get(queue.id, 0) > 0

    @property
    def ready(self) -> bool:
        """There is a number for somebody."""
        catalogue = self._catalogue.catalogue()
        if catalogue is None or not self._left():
            return False
        return any(map(self.offers, catalogue.services))

    def issue(
        self, service: str, language: str, hand_over: HandOver, *, ticket_class: TicketClass, more: tuple[str, ...]
    ) -> GivenAlone | None:
        catalogue = self._catalogue.catalogue()
        wanted = next((known for known in catalogue.services if known.id == service), None) if catalogue is not None else None
        queue = _queue(catalogue, wanted.queue) if wanted is not None else None
        if catalogue is None or wanted is None or queue is None or not self.offers(wanted):
            return None
        number = self._leases.give(queue.id, self._today())
        self._counted = None
        if number is None:
            return None
        taken_at = self._taken_at()
        ident = self._new_id()
        ticket = island_ticket(
            ident, number, wanted, queue, catalogue, hand_over, taken_at + self._hall_time.offset_ms, ticket_class, more
        )
        command = TakeOffline(
            block=number.block,
            number=number.number,
            service=service,
            more=more,
            ticket_class=ticket_class,
            language=language,
            taken_at=taken_at,
            clock_offset_ms=self._hall_time.offset_ms,
            hand_over=hand_over,
        )
        return GivenAlone(ticket, command)

    def _taken_at(self) -> int:
        """Now, but after the number before it: our clock may have been set back meanwhile."""
        taken_at = max(self._clock(), int(self._leases.kept(LAST_TAKE) or 0) + 1)
        self._leases.keep(LAST_TAKE, str(taken_at))
        return taken_at

    def start(self) -> None:
        if self._stock:
            self._leases.forget(self._today())
            self._task = asyncio.create_task(self._follow(), name="leases")

    def keep_running(self) -> None:
        """Call it now and then: a kiosk without a stock gives nobody a number when the hall is gone."""
        if self._task is None or not self._task.done():
            return
        error = None if self._task.cancelled() else self._task.exception()
        self._task = asyncio.create_task(self._follow(), name="leases")
        if error is not None:
            self._on_failure(error)

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _follow(self) -> None:
        while True:
            catalogue = self._catalogue.catalogue()
            if self._catalogue.reachable and catalogue is not None:
                await self.look(catalogue)
            await asyncio.sleep(self._look_s)

    async def look(self, catalogue: CatalogueView) -> None:
        """Have enough of each queue that gives numbers today, and nothing of one that gives no more."""
        today = self._today()
        self._counted = None
        left = self._left()
        offered = {service.queue for service in catalogue.services if service.anonymous}
        for queue in catalogue.queues:
            if queue.id not in offered:
                continue
            if not self._gives_today(queue):
                self._give_back(queue.id, today)
            elif left.get(queue.id, 0) <= self._stock // 2 and self._refused.get(queue.id, 0.0) <= self._monotonic_s():
                await self._lease(queue.id, today, self._stock - left.get(queue.id, 0))

    async def _lease(self, queue: str, today: str, count: int) -> None:
        wish = self._leases.wish(queue, today, count, self._new_id)
        try:
            completion = await self._bus.request(
                hall_command_topic(self._bus.site, "lease-numbers"),
                LeaseNumbers(queue=queue, count=wish.count),
                command_id=wish.command_id,
                timeout_s=ANSWER_S,
            )
        except NotAnswered:
            return
        if completion.succeeded:
            try:
                self._leases.add(BlockView.model_validate(completion.result["block"]))
                self._counted = None
                return
            except (KeyError, ValidationError):
                self._log.warning("hall leased something unreadable", queue=queue)
        else:
            self._log.info("hall leased no numbers", queue=queue, code=completion.error_code)
        self._leases.refused(queue)
        self._refused[queue] = self._monotonic_s() + REFUSED_REST_S

    def _give_back(self, queue: str, today: str) -> None:
        """Behind what was given out: the outbox tells the hall in this order."""
        with self._store.transaction():
            ids = self._leases.close(queue, today)
            self._counted = None
            for block in ids:
                topic = hall_command_topic(self._bus.site, "return-numbers")
                self._outbox.add(OutboxEntry(self._new_id(), topic, ReturnNumbers(block=block)))
        if ids:
            self._wake()

    @property
    def left(self) -> int:
        """Numbers of all queues that can be given out today without the hall."""
        return sum(self._left().values())

    def _gives(self, queue: QueueView) -> bool:
        now = self._hall_time.now()
        if queue.open:
            return queue.closes_at is None or now < queue.closes_at
        return queue.opens_at is not None and queue.opens_at <= now

    def _gives_today(self, queue: QueueView) -> bool:
        return queue.open or (queue.opens_at is not None and self._day_of(queue.opens_at) == self._today())

    def _left(self) -> dict[str, int]:
        """Read again after each change: a screen with a thousand services asks for each of them."""
        today = self._today()
        if self._counted is None or self._counted[0] != today:
            self._counted = today, self._leases.left(today)
        return self._counted[1]

    def _today(self) -> str:
        return self._day_of(self._hall_time.now())

    def _day_of(self, at: int) -> str:
        return self._local(at).date().isoformat()


def _queue(catalogue: CatalogueView | None, ident: str) -> QueueView | None:
    return next((queue for queue in catalogue.queues if queue.id == ident), None) if catalogue is not None else None
