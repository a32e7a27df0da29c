import pytest

from api.messages.hall_commands import Abandon, Back, CloseDay, Miss, Reactivate, Reject, UndoFinish
from api.messages.words import Refusal, TicketState
from hall_controller.domain.events import EventKind
from tests.support.guarded_hall import refused
from tests.support.hall_core import CLERK
from tests.support.visit_hall import CASHIER, DESK, PAD, VisitHall, visit_hall


@pytest.fixture
def hall() -> object:
    core = visit_hall()
    core.open(PAD, DESK, CASHIER)
    yield core
    assert core.sound() == []


def again(ticket: str, service: str | None = None) -> Reactivate:
    return Reactivate(ticket=ticket, reason="a paper was missed", service=service)


def done(hall: VisitHall) -> str:
    ticket = hall.take_for("question")
    hall.serve(DESK)
    hall.finish(DESK)
    return ticket


def test_a_finished_ticket_comes_back_as_a_new_leg_with_its_age(hall: VisitHall) -> None:
    ticket = done(hall)
    closed_at = hall.now
    reference = hall.ticket(ticket).reference
    hall.later(600)
    other = hall.take_for("question")
    hall.do(again(ticket))
    row = hall.ticket(ticket)
    assert (row.state, row.legs, row.reference, row.reason) == (TicketState.WAITING, 2, reference, "a paper was missed")
    final = hall.intervals[-1]
    assert (final.state, final.started_at, final.ended_at, final.leg) == (TicketState.DONE, closed_at, hall.now, 1)
    assert [hall.call(DESK), hall.call(PAD)] == [ticket, other]


def test_for_another_service_at_its_own_queue(hall: VisitHall) -> None:
    ticket = done(hall)
    hall.do(again(ticket, "fee"))
    assert hall.call(CASHIER) == ticket


def test_a_finish_before_it_isn_t_undone_any_more(hall: VisitHall) -> None:
    ticket = done(hall)
    hall.do(again(ticket))
    assert refused(hall, UndoFinish(window=DESK)) is Refusal.TOO_LATE


def test_who_was_given_up_has_the_chance_to_come_back_again(hall: VisitHall) -> None:
    ticket = hall.take_for("question")
    hall.call(DESK)
    hall.do(Miss(window=DESK))
    hall.do(Back(ticket=ticket))
    hall.call(DESK)
    hall.do(Abandon(ticket=ticket))
    hall.do(again(ticket))
    assert hall.call(DESK) == ticket
    hall.do(Miss(window=DESK))
    assert hall.state(ticket) is TicketState.MISSED


def test_the_visit_goes_on_where_it_was_rejected(hall: VisitHall) -> None:
    ticket = hall.take_for("permit")
    hall.serve(DESK)
    hall.do(Reject(window=DESK, reason="papers"))
    hall.do(again(ticket))
    hall.serve(DESK)
    hall.finish(DESK)
    assert (hall.ticket(ticket).queue, hall.state(ticket)) == ("pay", TicketState.WAITING)


def test_whom_the_hall_closed_upon_is_served_after_all_and_the_day_closes_again(hall: VisitHall) -> None:
    ticket = hall.take_for("question")
    hall.do(CloseDay())
    assert refused(hall, CloseDay()) is Refusal.ILLEGAL_TRANSITION
    hall.do(again(ticket))
    hall.open(DESK)
    assert hall.serve(DESK) == ticket
    hall.finish(DESK)
    hall.do(CloseDay())
    assert hall.state(ticket) is TicketState.DONE
    assert hall.kinds().count(EventKind.DAY_CLOSED) == 2


def test_midnight_closes_what_was_brought_back(hall: VisitHall) -> None:
    ticket = hall.take_for("question")
    hall.do(CloseDay())
    hall.do(again(ticket))
    hall.open(DESK)
    hall.later(24 * 3600)
    expired = [event.body["ticket"] for event in hall.events if event.kind is EventKind.TICKET_EXPIRED]
    assert expired == [ticket, ticket]
    assert refused(hall, again(ticket)) is Refusal.UNKNOWN_TICKET
    hall.intervals.clear()


def test_a_manager_does_it_with_a_reason_for_a_service_somebody_serves(hall: VisitHall) -> None:
    ticket = done(hall)
    assert refused(hall, again(ticket), CLERK) is Refusal.NOT_PERMITTED
    assert refused(hall, Reactivate(ticket=ticket, reason=" ")) is Refusal.REASON_REQUIRED
    assert refused(hall, again(ticket, "nothing")) is Refusal.UNKNOWN_SERVICE


def test_another_service_brings_what_follows_from_it(hall: VisitHall) -> None:
    ticket = done(hall)
    hall.do(again(ticket, "permit"))
    assert [leg.service for leg in hall.ticket(ticket).plan] == ["fee", "document"]
