import pytest

from api.messages.hall_commands import MoveToTop, Next, Reclassify
from api.messages.words import Refusal, Role, TicketClass, TicketState, WindowState
from api.ports import Actor
from hall_controller.domain.events import EventKind
from tests.support.booking_hall import booked, booking_hall, check_in
from tests.support.guarded_hall import refused
from tests.support.hall_core import PAD_WINDOW
from tests.support.visit_hall import DESK, PAD, VisitHall, visit_hall

ELDERLY, WALK_IN = TicketClass.ELDERLY, TicketClass.WALK_IN


@pytest.fixture
def hall() -> object:
    core = visit_hall()
    core.open(PAD, DESK)
    yield core
    assert core.sound() == []


def withdrawn(ticket: str, *, serve: bool = True, to: TicketClass = WALK_IN) -> Reclassify:
    return Reclassify(ticket=ticket, ticket_class=to, reason="no card shown", serve=serve)


def test_a_withdrawn_claim_is_served_all_the_same(hall: VisitHall) -> None:
    ticket = hall.take_for("question", ticket_class=ELDERLY)
    hall.serve(DESK)
    hall.do(withdrawn(ticket))
    assert (hall.state(ticket), hall.ticket(ticket).ticket_class) == (TicketState.SERVING, WALK_IN)
    event = hall.events[-1]
    assert (event.kind, event.body["from_class"], event.body["reason"]) == (
        EventKind.TICKET_RECLASSIFIED,
        "elderly",
        "no card shown",
    )


@pytest.mark.parametrize("arrived", [False, True])
def test_or_goes_back_to_where_a_walk_in_of_the_same_age_stands(hall: VisitHall, *, arrived: bool) -> None:
    first = hall.take_for("question")
    hall.later(60)
    ticket = hall.take_for("question", ticket_class=ELDERLY)
    hall.later(60)
    later = hall.take_for("question")
    hall.later(60)
    assert (hall.serve if arrived else hall.call)(DESK) == ticket
    hall.do(withdrawn(ticket, serve=False))
    assert (hall.window(DESK).state, hall.state(ticket)) == (WindowState.IDLE, TicketState.WAITING)
    assert [hall.call(DESK), hall.call(PAD)] == [first, ticket]
    assert hall.state(later) is TicketState.WAITING


def test_a_place_before_others_doesn_t_outlive_the_return_with_another_class(hall: VisitHall) -> None:
    first = hall.take_for("question")
    ticket = hall.take_for("question", ticket_class=ELDERLY)
    hall.do(MoveToTop(ticket=ticket, reason="faint"))
    assert hall.call(DESK) == ticket
    hall.do(withdrawn(ticket, serve=False))
    assert [hall.call(DESK), hall.call(PAD)] == [first, ticket]


def test_a_guide_checks_a_claim_in_the_line(hall: VisitHall) -> None:
    """Both ways."""
    ticket = hall.take_for("question")
    hall.later(60)
    elder = hall.take_for("question", ticket_class=ELDERLY)
    hall.later(60)
    hall.do(withdrawn(elder))
    hall.do(withdrawn(ticket, to=ELDERLY))
    assert [hall.call(DESK), hall.call(PAD)] == [ticket, elder]


def test_the_new_class_s_bound_holds() -> None:
    """Passed over thrice as elderly: as a walk-in, who may be twice, it is due and not beyond."""
    hall = visit_hall(discipline={"overtakes_max": {"walk-in": 2, "elderly": 4}, "rates": {"military": 100}})
    hall.open(PAD, DESK)
    ticket = hall.take_for("question", ticket_class=ELDERLY)
    hall.later(1)
    for _ in range(3):
        soldier = hall.take_for("question", ticket_class=TicketClass.MILITARY)
        hall.later(1)
        assert hall.serve(DESK) == soldier
        hall.finish(DESK)
    soldier = hall.take_for("question", ticket_class=TicketClass.MILITARY)
    assert hall.ticket(ticket).passed == 3
    hall.do(withdrawn(ticket))
    assert hall.ticket(ticket).passed == 2
    hall.later(1)
    assert [hall.call(DESK), hall.call(PAD)] == [ticket, soldier]
    assert hall.sound() == []


def test_no_change_is_none(hall: VisitHall) -> None:
    ticket = hall.take_for("question")
    assert refused(hall, withdrawn(ticket)) is Refusal.CLASS_UNCHANGED
    assert refused(hall, withdrawn(ticket, to=TicketClass.APPOINTMENT)) is Refusal.SENSELESS
    unexplained = Reclassify(ticket=ticket, ticket_class=ELDERLY, reason=" ")
    assert refused(hall, unexplained) is Refusal.REASON_REQUIRED


def test_a_clerk_checks_claims_at_an_own_window(hall: VisitHall) -> None:
    ticket = hall.take_for("question", ticket_class=ELDERLY)
    hall.call(DESK)
    assert refused(hall, withdrawn(ticket), Actor("clerk-1", Role.CLERK, frozenset({PAD}))) is Refusal.NOT_PERMITTED
    hall.do(withdrawn(ticket), Actor("clerk-2", Role.CLERK, frozenset({DESK})))


def test_a_booked_person_may_become_one_again() -> None:
    hall = booking_hall()
    hall.open(PAD_WINDOW)
    ticket = booked(hall, "q7Zr2mXw9TkB4sVn8LcY1d", slot="09:30")
    hall.later(20 * 60)
    check_in(hall, ticket)
    hall.do(withdrawn(ticket.id, to=ELDERLY))
    hall.do(withdrawn(ticket.id, to=TicketClass.APPOINTMENT))
    assert hall.do(Next(window=PAD_WINDOW))["ticket"]["ticket_class"] == "appointment"
