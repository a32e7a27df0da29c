"""Checking in over the bus, with the real hall at its other end."""

from pathlib import Path

import pytest

from api.ids import new_id
from api.messages.hall_commands import Book
from api.messages.words import HandOver, Refusal, TicketClass, TicketState
from hall_controller.domain.rules import Rules
from kiosk.flow.ports import HallRefused, HallSilent
from kiosk.ports.bookings import HallBookings
from kiosk.ports.store import KioskStore
from tests.support.core_bus import CoreBus
from tests.support.hall_core import MANAGER, MORNING, CoreHall, core_config

TODAY = "2025-11-21"


@pytest.fixture
def core() -> CoreHall:
    document = core_config().model_dump()
    document["queues"][0]["booking"] = {"slot_min": 30}
    return CoreHall(Rules(type(core_config()).model_validate(document)))


async def test_a_booked_person_is_in_line_under_the_bookings_number(core: CoreHall) -> None:
    core.open(1)
    booked = core.do(Book(service="s-a", day=TODAY, slot="09:30", holder="H" * 24), MANAGER)["ticket"]
    core.later(20 * 60)
    ticket = await HallBookings(CoreBus(core)).check_in(new_id(), booked["number"].lower())
    assert (ticket.id, ticket.number) == (booked["id"], booked["number"])
    assert (ticket.state, ticket.ticket_class) == (TicketState.WAITING, TicketClass.APPOINTMENT)


async def test_a_strange_number_is_refused_and_a_silent_hall_is_silent(core: CoreHall) -> None:
    bus = CoreBus(core)
    with pytest.raises(HallRefused) as refused:
        await HallBookings(bus).check_in(new_id(), "AY999")
    assert refused.value.code == Refusal.UNKNOWN_TICKET.value
    bus.away = True
    with pytest.raises(HallSilent):
        await HallBookings(bus).check_in(new_id(), "AY001")


def test_a_take_keeps_its_class_and_its_further_services_over_a_restart(tmp_path: Path) -> None:
    for opened in range(2):
        store = KioskStore(tmp_path / "kiosk.sqlite", lambda: MORNING)
        store.open()
        if not opened:
            store.add_take("01J", "s0", "en", HandOver.PRINTER, ticket_class=TicketClass.MILITARY, more=("s1", "s2"))
        row = store.take("01J")
        store.close()
        assert row is not None
        assert (row.ticket_class, row.more) == (TicketClass.MILITARY, ("s1", "s2"))
