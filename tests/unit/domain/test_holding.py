"""挂起: owner, timer, who may take it back."""

import pytest

from api.messages.hall_commands import Arrive, Call, CloseWindow, Hold, Next, OpenWindow, Pause, TakeBack, Transfer, Unhold
from api.messages.words import Refusal, TicketState
from hall_controller.domain.events import EventKind
from hall_controller.domain.views import desk_view
from tests.support.guarded_hall import refused
from tests.support.visit_hall import CASHIER, DESK, EXIT, PAD, VisitHall, clerk, visit_hall


@pytest.fixture
def hall() -> object:
    core = visit_hall()
    core.open(PAD, DESK, CASHIER)
    yield core
    assert core.sound() == []


def held(hall: VisitHall, minutes: int | None = None) -> str:
    ticket = hall.take_for("question")
    assert hall.serve(DESK) == ticket
    hall.do(Hold(window=DESK, reason="a copy", minutes=minutes))
    return ticket


def test_the_clock_brings_the_citizen_back_into_line(hall: VisitHall) -> None:
    ticket = held(hall, minutes=5)
    assert hall.ticket(ticket).back_at == hall.now + 300_000
    assert hall.later(299) == []
    assert hall.later(1) == [EventKind.TICKET_UNHELD]
    assert hall.state(ticket) is TicketState.WAITING


def test_the_hall_s_setting_holds_when_no_minutes_are_given(hall: VisitHall) -> None:
    held(hall)
    assert hall.later(30 * 60) == [EventKind.TICKET_UNHELD]


def test_a_later_hold_has_a_time_of_its_own(hall: VisitHall) -> None:
    ticket = held(hall, minutes=5)
    hall.later(60)
    hall.do(TakeBack(window=DESK, ticket=ticket))
    hall.do(Arrive(window=DESK))
    hall.do(Hold(window=DESK, reason="another copy", minutes=10))
    assert hall.later(300) == []
    assert hall.later(300) == [EventKind.TICKET_UNHELD]


def test_back_again_the_owner_calls_first(hall: VisitHall) -> None:
    earlier = hall.take_for("question")
    hall.serve(PAD)
    ticket = held(hall)
    hall.take_for("question")
    hall.do(Unhold(ticket=ticket))
    answer = hall.do(Next(window=DESK))
    assert answer["ticket"]["id"] == ticket
    assert hall.window(DESK).why is not None
    assert hall.window(DESK).why["reason"] == "owner"
    assert hall.state(earlier) is TicketState.SERVING


def test_another_window_calls_it_by_its_turn(hall: VisitHall) -> None:
    ticket = held(hall)
    hall.later(60)
    hall.take_for("question")
    hall.do(Unhold(ticket=ticket))
    assert hall.call(PAD) == ticket


def test_the_owner_may_choose_whom_its_list_wouldn_t_let_it_call(hall: VisitHall) -> None:
    """Sent here from another queue, held here, back: the queue's own windows and the owner may call."""
    ticket = hall.take_for("question")
    hall.serve(DESK)
    hall.do(Transfer(window=DESK, to_window=CASHIER))
    hall.serve(CASHIER)
    hall.do(Hold(window=CASHIER, reason="a copy"))
    hall.do(Unhold(ticket=ticket))
    hall.do(Call(window=CASHIER, ticket=ticket))
    assert hall.window(CASHIER).ticket == ticket


def test_while_its_owner_works_only_the_owner_takes_it_back(hall: VisitHall) -> None:
    ticket = held(hall)
    assert refused(hall, TakeBack(window=PAD, ticket=ticket)) is Refusal.NOT_THIS_WINDOW
    hall.do(Pause(window=DESK, reason="lunch"))
    assert refused(hall, TakeBack(window=PAD, ticket=ticket)) is Refusal.NOT_THIS_WINDOW


def test_once_the_owner_closed_any_window_of_the_queue_takes_it_back(hall: VisitHall) -> None:
    ticket = held(hall)
    hall.do(CloseWindow(window=DESK))
    assert refused(hall, TakeBack(window=CASHIER, ticket=ticket)) is Refusal.NOT_THIS_WINDOW
    shown = desk_view(hall.hall, PAD, hall.now)
    assert shown is not None
    assert [line.id for line in shown.held] == [ticket]
    unseen = desk_view(hall.hall, CASHIER, hall.now)
    assert unseen is not None
    assert unseen.held == ()
    hall.do(TakeBack(window=PAD, ticket=ticket))
    assert (hall.window(PAD).ticket, hall.state(ticket)) == (ticket, TicketState.CALLED)


def test_an_owner_that_closed_in_between_has_no_claim(hall: VisitHall) -> None:
    """Whether it closes before or after the citizen is back."""
    first, second = held(hall), held(hall)
    hall.do(Unhold(ticket=first))
    hall.do(CloseWindow(window=DESK))
    hall.do(Unhold(ticket=second))
    assert [hall.ticket(ticket).owner for ticket in (first, second)] == [None, None]
    hall.do(OpenWindow(window=DESK), clerk(DESK))
    assert hall.call(DESK) == first
    assert hall.window(DESK).why is not None
    assert hall.window(DESK).why["reason"] == "turn"


def test_a_window_that_reopens_takes_back_what_is_still_held(hall: VisitHall) -> None:
    ticket = held(hall)
    hall.do(CloseWindow(window=DESK))
    hall.do(OpenWindow(window=DESK), clerk(EXIT))
    hall.do(TakeBack(window=DESK, ticket=ticket))
    assert hall.window(DESK).ticket == ticket
