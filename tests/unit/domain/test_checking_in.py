"""签到: by whatever the citizen has at hand, without a second ticket."""

import pytest

from api.messages.hall_commands import Call, Cancel, CheckIn, Next
from api.messages.words import Refusal, TicketClass, TicketState
from hall_controller.domain.forecasts import Promise
from hall_controller.domain.state import Place
from tests.support.booking_hall import DAY_S, HOUR_MS, HOUR_S, MONDAY, booked, booking_hall, check_in
from tests.support.guarded_hall import person, refused
from tests.support.hall_core import MORNING, PAD_WINDOW

A, B = person(1), person(2)
TEN = MORNING + HOUR_MS
LEAD_MS = 15 * 60_000


class Soon:
    """Everybody is called in ten minutes."""

    def promise(self, place: Place, ticket_class: TicketClass, at: int, joined: int) -> Promise | None:
        assert (place, ticket_class) == (("queue", "a", ""), TicketClass.APPOINTMENT)
        return at, at + 600_000, at + 1_200_000


@pytest.mark.parametrize("by", ["ticket", "number", "holder"])
def test_by_ticket_number_or_person(by: str) -> None:
    core = booking_hall()
    ticket = booked(core, A)
    value = {"ticket": ticket.id, "number": " ay001", "holder": A}[by]
    answer = core.do(CheckIn.model_validate({by: value}))
    assert answer["ticket"]["number"] == "AY001"
    assert answer["ticket"]["slot"] == TEN
    assert len(core.hall.tickets) == 1


def test_early_it_waits_from_the_lead_on_with_the_slot_as_reference() -> None:
    core = booking_hall()
    core.hall.forecasts = Soon()
    ticket = booked(core, A)
    check_in(core, ticket)
    assert ticket.state is TicketState.EARLY
    assert ticket.forecast is None
    core.open(PAD_WINDOW)
    assert refused(core, Next(window=PAD_WINDOW)) is Refusal.NOBODY_WAITING
    core.later((TEN - LEAD_MS - core.now) / 1000 - 0.001)
    assert ticket.state is TicketState.EARLY
    core.later(0.001)
    assert ticket.state is TicketState.WAITING
    assert ticket.reference == TEN
    assert ticket.forecast == (core.now, core.now + 600_000, core.now + 1_200_000)
    core.do(Next(window=PAD_WINDOW))
    assert ticket.state is TicketState.CALLED


def test_in_the_lead_it_waits_at_once_from_the_slot_on() -> None:
    core = booking_hall(now=TEN - LEAD_MS)
    core.hall.forecasts = Soon()
    ticket = booked(core, A)
    check_in(core, ticket)
    assert (ticket.state, ticket.reference) == (TicketState.WAITING, TEN)
    assert ticket.forecast == (core.now, core.now + 600_000, core.now + 1_200_000)


def test_late_it_waits_from_the_check_in_on() -> None:
    core = booking_hall()
    ticket = booked(core, A)
    core.later(HOUR_S + 14 * 60)
    check_in(core, ticket)
    assert (ticket.state, ticket.reference) == (TicketState.WAITING, TEN + 14 * 60_000)


def test_too_late() -> None:
    core = booking_hall()
    ticket = booked(core, A)
    core.later(HOUR_S + 14 * 60)
    core.later(61)
    assert ticket.state is TicketState.LAPSED
    assert refused(core, CheckIn(ticket=ticket.id)) is Refusal.TOO_LATE


def test_twice_another_day_nobody_and_nothing_named() -> None:
    core = booking_hall()
    check_in(core, booked(core, A))
    assert refused(core, CheckIn(number="AY001")) is Refusal.ILLEGAL_TRANSITION
    late = booked(core, B, MONDAY)
    assert refused(core, CheckIn(ticket=late.id)) is Refusal.NOT_TODAY
    assert refused(core, CheckIn(holder=B)) is Refusal.NOT_TODAY
    assert refused(core, CheckIn(holder=person(3))) is Refusal.UNKNOWN_TICKET
    assert refused(core, CheckIn(number="AY009")) is Refusal.UNKNOWN_TICKET
    assert refused(core, CheckIn(ticket=core.take())) is Refusal.UNKNOWN_TICKET, "a ticket isn't a booking"
    assert refused(core, CheckIn()) is Refusal.SENSELESS


def test_by_person_the_booking_of_today_comes_first() -> None:
    core = booking_hall()
    booked(core, A, MONDAY)
    today = booked(core, A)
    assert core.do(CheckIn(holder=A))["ticket"]["id"] == today.id


def test_the_booking_of_a_day_to_come_is_checked_in_on_its_day() -> None:
    core = booking_hall()
    ticket = booked(core, A, MONDAY)
    core.later(3 * DAY_S)
    assert ticket.id in core.hall.tickets
    check_in(core, ticket)
    assert ticket.state is TicketState.EARLY
    core.later(HOUR_S)
    assert (ticket.state, ticket.reference) == (TicketState.WAITING, ticket.slot)


def test_who_came_early_may_leave_again() -> None:
    core = booking_hall()
    ticket = booked(core, A)
    check_in(core, ticket)
    core.do(Cancel(ticket=ticket.id))
    assert ticket.state is TicketState.CANCELLED
    core.later(HOUR_S)
    assert ticket.state is TicketState.CANCELLED


def test_nobody_is_called_who_isnt_there() -> None:
    core = booking_hall()
    ticket = booked(core, A)
    core.open(PAD_WINDOW)
    assert refused(core, Call(window=PAD_WINDOW, ticket=ticket.id)) is Refusal.ILLEGAL_TRANSITION
