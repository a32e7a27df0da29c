"""A kiosk cut off from the hall: its own numbers, each once, told in order when the hall is back. The hall is the real core."""

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from api.bus.outbox_sender import OutboxSender
from api.ids import new_id
from api.messages.hall_commands import CloseDay
from api.messages.words import HandOver, TicketState
from hall_controller.domain.block_checks import block_problems, entered_of
from hall_controller.domain.events import EventKind
from hall_controller.domain.facts import Block, fact_of
from hall_controller.domain.rules import Rules
from kiosk.flow.ports import HallRefused, HallSilent, IssuedTicket
from kiosk.ports.hall_time import HallTime
from kiosk.ports.lease_store import LeaseStore
from kiosk.ports.leases import Leases
from kiosk.ports.store import KioskStore
from kiosk.ports.tickets import HallTickets
from kiosk.program import local_time
from tests.support.booking_hall import DAY_S, HOUR_S
from tests.support.broker import until
from tests.support.core_bus import CoreBus, CoreCatalogue
from tests.support.guarded_hall import guarded_config
from tests.support.hall_core import CoreHall

STOCK = 6
KIOSK_BEHIND_MS = 90_000
"""The kiosk's clock is slow by this."""


class Island:
    """A kiosk's ports on a real store, before the real core; `boot` is a start after anything."""

    def __init__(self, folder: Path, core: CoreHall) -> None:
        self.core = core
        self.bus = CoreBus(core)
        self.catalogue = CoreCatalogue(self.bus)
        self.path = folder / "kiosk.sqlite"
        self.clock_off_ms = -KIOSK_BEHIND_MS
        self.store: KioskStore | None = None
        self.boot()

    def clock(self) -> int:
        return self.core.now + self.clock_off_ms

    def boot(self) -> None:
        if self.store is not None:
            self.store.close()
        self.store = KioskStore(self.path, self.clock)
        self.outbox = self.store.open()
        self.kept = LeaseStore(self.store)
        self.hall_time = HallTime(self.clock, KIOSK_BEHIND_MS, lambda _: None)
        self.sender = OutboxSender(self.bus, self.outbox, lambda entry, done: self.tickets.on_done(entry, done), jitter=lambda: 0)
        self.leases = Leases(
            self.bus,
            self.store,
            self.kept,
            self.outbox,
            self.catalogue,
            self.hall_time,
            stock=STOCK,
            clock=self.clock,
            local=local_time(ZoneInfo("Asia/Shanghai")),
            new_id=new_id,
            monotonic_s=lambda: self.core.now / 1000,
            wake=self.sender.wake,
            on_failure=pytest.fail,
        )
        self.tickets = HallTickets(
            self.bus,
            self.store,
            self.outbox,
            new_id=new_id,
            clock=self.clock,
            wake=self.sender.wake,
            withdraw=self.sender.withdraw,
            on_orphan=lambda _: None,
            island=self.leases,
            answer_s=0.05,
        )

    async def look(self) -> None:
        catalogue = self.catalogue.catalogue()
        assert catalogue is not None
        await self.leases.look(catalogue)

    async def take(self, service: str = "s-a", hand_over: HandOver = HandOver.SCREEN) -> IssuedTicket | None:
        """As the step does it."""
        take_id = self.tickets.begin(service, "zh-CN", hand_over, ask_hall=self.catalogue.reachable)
        try:
            ticket = await self.tickets.take(take_id)
        except HallSilent:
            given = self.tickets.take_alone(take_id)
            if given is None:
                self.tickets.leave(take_id)
                return None
            ticket = given
        self.tickets.report_hand_over(take_id, hand_over)
        return ticket

    async def told(self) -> None:
        """The hall is told everything."""
        self.sender.start()
        await until(lambda: self.outbox.count() == 0, "the outbox to be empty")
        await self.sender.stop()


@pytest.fixture
def core() -> CoreHall:
    return CoreHall(Rules(guarded_config(hours={"daily": ["08:30-12:00", "13:30-17:30"]})))


@pytest.fixture
def island(tmp_path: Path, core: CoreHall) -> Island:
    return Island(tmp_path, core)


def label(ticket: IssuedTicket | None) -> str:
    assert ticket is not None
    return ticket.view.number


def problems(core: CoreHall) -> list[str]:
    leased = {event.body["id"]: fact_of(Block, event.body) for event in core.events if event.kind is EventKind.NUMBERS_LEASED}
    entered = [entry for event in core.events if event.kind is EventKind.TICKET_ISSUED and (entry := entered_of(event))]
    return block_problems(entered, leased)


async def test_twelve_numbers_alone_and_then_the_hall_is_back(island: Island, core: CoreHall) -> None:
    await island.look()
    assert label(await online(island)) == "A001"
    island.bus.away = True
    taken = []
    for _ in range(STOCK):
        core.later(60)
        taken.append(await island.take())
    assert [label(ticket) for ticket in taken] == [f"AK{number:03d}" for number in range(1, STOCK + 1)]
    assert await island.take() is None, "the stock is used up"
    assert (await island.take("s-b")) is not None
    island.boot()
    core.later(60)
    island.bus.away = False
    before_merge = core.take()
    await island.told()
    merged = [ticket for ticket in core.hall.tickets.values() if ticket.marked]
    assert [ticket.label for ticket in merged] == [*[label(ticket) for ticket in taken], "BK001"]
    assert [ticket.reference for ticket in merged[:STOCK]] == [ticket.view.issued_at for ticket in taken if ticket]
    assert [ticket.reference for ticket in merged[:2]] == [core.hall.day_opened_at + 60_000, core.hall.day_opened_at + 120_000]
    assert core.ticket(before_merge).label == "A002", "the main range has no gap"
    assert {ticket.state for ticket in merged} == {TicketState.WAITING}
    assert problems(core) == []


async def online(island: Island) -> IssuedTicket | None:
    island.sender.start()
    take_id = island.tickets.begin("s-a", "zh-CN", HandOver.SCREEN)
    await until(lambda: (row := island.store and island.store.take(take_id)) is not None and row.issued is not None, "the number")
    ticket = await island.tickets.take(take_id)
    island.tickets.report_hand_over(take_id, HandOver.SCREEN)
    await until(lambda: island.outbox.count() == 0, "the report")
    await island.sender.stop()
    return ticket


async def test_a_hall_that_gave_a_number_nobody_heard_of_voids_it(island: Island, core: CoreHall) -> None:
    await island.look()
    island.bus.lose_answers = True
    island.sender.start()
    take_id = island.tickets.begin("s-a", "zh-CN", HandOver.PRINTER)
    with pytest.raises(HallSilent):
        await island.tickets.take(take_id)
    [lost] = core.hall.tickets.values()
    own = island.tickets.take_alone(take_id)
    assert label(own) == "AK001"
    assert island.tickets.take_alone(take_id) == own
    island.tickets.report_hand_over(take_id, HandOver.PRINTER)
    island.bus.lose_answers = False
    await until(lambda: island.outbox.count() == 0, "the outbox to be empty")
    await island.sender.stop()
    assert lost.state is TicketState.VOID
    assert [ticket.state for ticket in core.hall.tickets.values()] == [TicketState.VOID, TicketState.WAITING]
    row = island.store.take(take_id) if island.store else None
    assert row is not None
    assert (row.settled, row.ticket_id) == (True, own.view.id if own else "")


async def test_the_answer_of_the_last_moment_counts(island: Island, core: CoreHall) -> None:
    await island.look()
    island.sender.start()
    take_id = island.tickets.begin("s-a", "zh-CN", HandOver.SCREEN)
    await until(lambda: island.outbox.count() == 0, "the take to be told")
    assert label(island.tickets.take_alone(take_id)) == "A001"
    assert not [ticket for ticket in core.hall.tickets.values() if ticket.marked]
    await island.sender.stop()


async def test_a_range_asked_for_twice_is_one(island: Island, core: CoreHall) -> None:
    island.bus.lose_answers = True
    await island.look()
    assert len(core.hall.facts.of(Block)) == 2
    assert not island.leases.ready
    island.bus.lose_answers = False
    island.boot()
    await island.look()
    assert len(core.hall.facts.of(Block)) == 2
    assert island.kept.left(core.hall.day) == {"a": STOCK, "b": STOCK}


async def test_topped_up_when_half_is_gone(island: Island, core: CoreHall) -> None:
    await island.look()
    island.bus.away = True
    for _ in range(STOCK // 2 - 1):
        await island.take()
    island.bus.away = False
    await island.told()
    await island.look()
    assert island.kept.left(core.hall.day)["a"] == STOCK // 2 + 1
    island.bus.away = True
    await island.take()
    island.bus.away = False
    await island.told()
    await island.look()
    assert island.kept.left(core.hall.day)["a"] == STOCK


async def test_what_is_left_in_the_evening_goes_back(island: Island, core: CoreHall) -> None:
    await island.look()
    island.bus.away = True
    first = await island.take()
    core.later(8 * HOUR_S + 31 * 60)
    assert await island.take() is None, "after closing it gives none"
    island.bus.away = False
    await island.look()
    await island.told()
    blocks = core.hall.facts.of(Block).values()
    assert all(block.returned_at is not None and block.reusable for block in blocks)
    assert [event.body.get("label") for event in core.events if event.kind is EventKind.TICKET_ISSUED] == [label(first)]
    await island.look()
    assert len(core.hall.facts.of(Block)) == 2, "a closed queue needs no stock"
    core.later(DAY_S - 8 * HOUR_S)
    await island.look()
    assert island.kept.left(core.hall.day) == {"a": STOCK, "b": STOCK}


async def test_by_the_hours_known_last(island: Island, core: CoreHall) -> None:
    await island.look()
    service = next(s for s in (island.catalogue.catalogue() or pytest.fail("no catalogue")).services if s.id == "s-a")
    island.bus.away = True
    assert island.leases.offers(service)
    assert not island.leases.offers(service.model_copy(update={"anonymous": False}))
    core.later(3 * HOUR_S)
    assert not island.leases.offers(service), "noon, as far as it was known"
    island.bus.away = False
    await island.look()
    island.bus.away = True
    assert not island.leases.offers(service)
    core.later(HOUR_S + 1800)
    assert island.leases.offers(service), "it opens at the time that was said"
    core.later(DAY_S)
    assert not island.leases.offers(service), "the numbers were yesterday's"


async def test_numbers_keep_their_order_when_the_clock_is_set_back(island: Island, core: CoreHall) -> None:
    await island.look()
    island.bus.away = True
    await island.take()
    island.clock_off_ms -= HOUR_S * 1000
    core.later(60)
    await island.take()
    bodies = [json.loads(entry.body.model_dump_json()) for entry in island.outbox.pending() if "take-offline" in entry.topic]
    assert bodies[1]["taken_at"] == bodies[0]["taken_at"] + 1
    island.bus.away = False
    await island.told()
    assert [ticket.label for ticket in sorted(core.hall.tickets.values(), key=lambda t: t.order)] == ["AK001", "AK002"]


async def test_a_crash_between_the_tap_and_the_number_loses_neither(island: Island, core: CoreHall) -> None:
    await island.look()
    island.bus.away = True
    take_id = island.tickets.begin("s-a", "zh-CN", HandOver.PRINTER, ask_hall=False)
    island.boot()
    unfinished = island.tickets.unfinished()
    assert unfinished is not None
    with pytest.raises(HallSilent):
        await island.tickets.take(unfinished.id)
    given = island.tickets.take_alone(take_id)
    island.boot()
    assert await island.tickets.take(take_id) == given
    island.bus.away = False
    await island.told()
    assert [ticket.label for ticket in core.hall.tickets.values()] == [label(given)]


async def test_who_leaves_before_the_number_is_nobody(island: Island) -> None:
    island.bus.away = True
    take_id = island.tickets.begin("s-a", "zh-CN", HandOver.PRINTER, ask_hall=False)
    island.tickets.leave(take_id)
    assert island.tickets.unfinished() is None
    assert island.store is not None
    assert island.store.open_takes() == []
    with pytest.raises(HallRefused):
        await island.tickets.take(take_id)


async def test_who_leaves_while_it_prints_is_settled_under_the_numbers_own_id(island: Island, core: CoreHall) -> None:
    await island.look()
    island.bus.away = True
    take_id = island.tickets.begin("s-a", "zh-CN", HandOver.PRINTER, ask_hall=False)
    given = island.tickets.take_alone(take_id)
    island.tickets.leave(take_id)
    island.bus.away = False
    await island.told()
    [ticket] = core.hall.tickets.values()
    assert ticket.id == (given.view.id if given else "")
    assert ticket.state is TicketState.VOID


async def test_a_refused_lease_is_asked_for_again_later(island: Island, core: CoreHall) -> None:
    core.do(CloseDay())
    catalogue = island.catalogue.catalogue()
    assert catalogue is not None
    opened = catalogue.model_copy(update={"queues": tuple(q.model_copy(update={"open": True}) for q in catalogue.queues)})
    await island.leases.look(opened)
    asked = len(island.bus.answers)
    assert asked == len(opened.queues)
    await island.leases.look(opened)
    assert len(island.bus.answers) == asked
    core.later(61)
    await island.leases.look(opened)
    assert len(island.bus.answers) == 2 * asked
