"""Postpone, move to the top, direct; abandon."""

import pytest
from pydantic import ValidationError

from api.messages.hall_commands import (
    Abandon,
    Arrive,
    Back,
    CloseWindow,
    Direct,
    Hold,
    Miss,
    MoveToTop,
    Next,
    Pause,
    Postpone,
    Return,
    Unhold,
)
from api.messages.words import Refusal, Role, TicketClass, TicketState, WindowState
from api.ports import Actor
from hall_controller.domain.events import Event, EventKind
from tests.support.guarded_hall import refused
from tests.support.visit_hall import CASHIER, DESK, PAD, VisitHall, clerk, visit_hall

AT_THE_CASHIER = Actor("clerk-3", Role.CLERK, frozenset({CASHIER}))


@pytest.fixture
def hall() -> object:
    core = visit_hall()
    core.open(PAD, DESK)
    yield core
    assert core.sound() == []


def last(hall: VisitHall, kind: EventKind) -> Event:
    return next(event for event in reversed(hall.events) if event.kind is kind)


def test_who_postpones_stands_as_if_they_had_come_later(hall: VisitHall) -> None:
    ticket = hall.take_for("question")
    reference = hall.ticket(ticket).reference
    hall.later(600)
    at_the_same_reference = hall.take_for("question")
    hall.later(1)
    hall.do(Postpone(ticket=ticket, minutes=10))
    row = hall.ticket(ticket)
    assert (row.reference - reference, row.postponed, row.state) == (600_000, 1, TicketState.WAITING)
    assert hall.hall.tickets[at_the_same_reference].reference == row.reference
    assert [hall.call(PAD), hall.call(DESK)] == [at_the_same_reference, ticket]


def test_being_passed_over_counts_anew_after_postponing(hall: VisitHall) -> None:
    ticket = hall.take_for("question")
    hall.later(60)
    elder = hall.take_for("question", ticket_class=TicketClass.ELDERLY)
    hall.later(60)
    assert hall.call(PAD) == elder
    assert hall.ticket(ticket).passed == 1
    hall.do(Postpone(ticket=ticket, minutes=1))
    assert hall.ticket(ticket).passed == 0


def test_a_place_before_others_is_given_up_by_postponing(hall: VisitHall) -> None:
    other, ticket = hall.take_for("question"), hall.take_for("question")
    hall.do(MoveToTop(ticket=ticket, reason="faint"))
    hall.do(Postpone(ticket=ticket, minutes=5))
    assert hall.call(PAD) == other


def test_a_held_citizen_who_postpones_isn_t_called_at_once_by_the_owner(hall: VisitHall) -> None:
    ticket = hall.take_for("question")
    hall.serve(DESK)
    hall.do(Hold(window=DESK, reason="a copy"))
    hall.do(Unhold(ticket=ticket))
    hall.later(60)
    other = hall.take_for("question")
    hall.do(Postpone(ticket=ticket, minutes=5))
    assert hall.call(DESK) == other


def test_a_ticket_is_postponed_so_often_and_so_far_only() -> None:
    hall = visit_hall(hall={"site": "610124-01", "names": {"zh-CN": "名"}, "postpones_max": 1, "postpone_max_min": 20})
    ticket = hall.take_for("question")
    assert refused(hall, Postpone(ticket=ticket, minutes=21)) is Refusal.POSTPONED_TOO_FAR
    hall.do(Postpone(ticket=ticket, minutes=20))
    assert refused(hall, Postpone(ticket=ticket, minutes=1)) is Refusal.POSTPONES_USED_UP


def test_top_is_called_next_and_the_list_says_who_and_why(hall: VisitHall) -> None:
    first = hall.take_for("question", ticket_class=TicketClass.ELDERLY)
    later, latest = hall.take_for("question"), hall.take_for("question")
    hall.do(MoveToTop(ticket=latest, reason="faint"), clerk(DESK))
    hall.do(MoveToTop(ticket=later, reason="a child alone"))
    event = last(hall, EventKind.TICKET_TOPPED)
    assert (event.by, event.role, event.body["label"], event.body["reason"]) == ("manager-1", "manager", "A002", "a child alone")
    assert [hall.call(PAD), hall.call(DESK)] == [latest, later]
    assert last(hall, EventKind.TICKET_CALLED).body["why"]["reason"] == "top"
    assert hall.ticket(first).passed == 0


@pytest.mark.parametrize("lease_over", [False, True])
def test_a_call_that_is_returned_keeps_the_place_before_others(hall: VisitHall, *, lease_over: bool) -> None:
    hall.take_for("question", ticket_class=TicketClass.ELDERLY)
    ticket = hall.take_for("question")
    hall.do(MoveToTop(ticket=ticket, reason="faint"))
    assert hall.call(DESK) == ticket
    if lease_over:
        hall.later(hall.rules.call_lease_ms / 1000)
    else:
        hall.do(Return(window=DESK))
    assert hall.call(PAD) == ticket
    assert last(hall, EventKind.TICKET_CALLED).body["why"]["reason"] == "top"


@pytest.mark.parametrize("closed", [False, True])
def test_a_call_that_is_returned_keeps_the_claim_of_the_owner_s_window(hall: VisitHall, *, closed: bool) -> None:
    """As long as somebody works there."""
    ticket = hall.take_for("question")
    hall.serve(DESK)
    hall.do(Hold(window=DESK, reason="a copy"))
    hall.do(Unhold(ticket=ticket))
    assert hall.call(PAD) == ticket
    if closed:
        hall.do(CloseWindow(window=DESK))
    hall.do(Return(window=PAD))
    assert hall.ticket(ticket).owner == (None if closed else DESK)


def test_a_place_before_others_is_used_up_by_a_miss(hall: VisitHall) -> None:
    ticket, other = hall.take_for("question"), hall.take_for("question")
    hall.do(MoveToTop(ticket=ticket, reason="faint"))
    hall.call(DESK)
    hall.do(Miss(window=DESK))
    hall.do(Back(ticket=ticket))
    assert [hall.call(PAD), hall.call(DESK)] == [other, ticket]


def test_top_needs_a_reason_of_at_most_50_characters(hall: VisitHall) -> None:
    ticket = hall.take_for("question")
    assert refused(hall, MoveToTop(ticket=ticket, reason="  ")) is Refusal.REASON_REQUIRED
    with pytest.raises(ValidationError):
        MoveToTop(ticket=ticket, reason="因" * 51)
    hall.do(MoveToTop(ticket=ticket, reason="因" * 50))
    assert refused(hall, MoveToTop(ticket=ticket, reason="again")) is Refusal.ILLEGAL_TRANSITION


def test_a_clerk_moves_only_whom_an_own_window_may_call(hall: VisitHall) -> None:
    ticket = hall.take_for("question")
    move = MoveToTop(ticket=ticket, reason="faint")
    assert refused(hall, move, AT_THE_CASHIER) is Refusal.NOT_PERMITTED
    hall.do(move, Actor("clerk-2", Role.CLERK, frozenset({DESK, CASHIER})))


def test_a_top_ends_the_wait_behind_others_after_a_miss(hall: VisitHall) -> None:
    ticket = hall.take_for("question")
    hall.call(PAD)
    for _ in range(4):
        hall.take_for("question")
    hall.do(Miss(window=PAD))
    hall.do(Back(ticket=ticket))
    assert hall.ticket(ticket).behind == 3
    hall.do(MoveToTop(ticket=ticket, reason="the screen was dark"))
    assert hall.ticket(ticket).behind == 0
    assert hall.call(PAD) == ticket


def test_an_idle_window_calls_whom_it_is_sent_at_once(hall: VisitHall) -> None:
    hall.open(CASHIER)
    ticket = hall.take_for("question")
    hall.do(Direct(ticket=ticket, to_window=CASHIER, reason="they know the case"))
    called = last(hall, EventKind.TICKET_CALLED)
    assert (called.body["window"], called.body["source"], called.body["why"]["reason"]) == (CASHIER, "direct", "chosen")
    assert called.command == last(hall, EventKind.TICKET_DIRECTED).command
    hall.do(Return(window=CASHIER))
    assert hall.call(CASHIER) == ticket


def test_a_clerk_sends_only_whom_an_own_window_may_call_and_calls_to_own_windows_only(hall: VisitHall) -> None:
    hall.open(CASHIER)
    ticket = hall.take_for("question")
    at_the_desk = Actor("clerk-2", Role.CLERK, frozenset({DESK}))
    assert refused(hall, Direct(ticket=ticket, to_window=CASHIER), AT_THE_CASHIER) is Refusal.NOT_PERMITTED
    hall.do(Direct(ticket=ticket, to_window=PAD), at_the_desk)
    assert (hall.state(ticket), hall.window(PAD).state) == (TicketState.WAITING, WindowState.IDLE)
    assert hall.call(PAD) == ticket
    other = hall.take_for("question")
    hall.do(Direct(ticket=other, to_window=DESK), at_the_desk)
    assert hall.window(DESK).ticket == other


def test_a_busy_window_has_whom_it_is_sent_as_its_next(hall: VisitHall) -> None:
    hall.take_for("question")
    hall.serve(DESK)
    for _ in range(3):
        hall.take_for("question", ticket_class=TicketClass.ELDERLY)
    ticket = hall.take_for("question")
    hall.do(Direct(ticket=ticket, to_window=DESK))
    assert hall.state(ticket) is TicketState.WAITING
    assert hall.call(PAD) != ticket
    hall.finish(DESK)
    assert hall.call(DESK) == ticket


def test_a_direction_ends_with_its_window(hall: VisitHall) -> None:
    hall.do(Pause(window=DESK, reason="lunch"))
    ticket = hall.take_for("question")
    hall.do(Direct(ticket=ticket, to_window=DESK))
    assert refused(hall, Next(window=PAD)) is Refusal.NOBODY_WAITING
    hall.do(CloseWindow(window=DESK))
    assert hall.call(PAD) == ticket


@pytest.mark.parametrize(("window", "expected"), [(9, Refusal.UNKNOWN_WINDOW), (CASHIER, Refusal.WINDOW_NOT_OPEN)])
def test_nobody_is_sent_where_nobody_is(hall: VisitHall, window: int, expected: Refusal) -> None:
    ticket = hall.take_for("question")
    assert refused(hall, Direct(ticket=ticket, to_window=window)) is expected


def test_who_came_back_for_one_window_waits_for_calls_of_that_window(hall: VisitHall) -> None:
    hall.open(CASHIER)
    ticket = hall.take_for("question")
    hall.do(Direct(ticket=ticket, to_window=CASHIER))
    for _ in range(3):
        hall.take_for("question")
    others = [hall.take_for("fee") for _ in range(2)]
    hall.do(Miss(window=CASHIER))
    hall.do(Back(ticket=ticket))
    assert (hall.ticket(ticket).behind, hall.hall.place_of(hall.ticket(ticket))) == (2, ("window", "3", ""))
    hall.call(DESK)
    assert hall.ticket(ticket).behind == 2
    for other in others:
        assert hall.serve(CASHIER) == other
        hall.finish(CASHIER)
    assert (hall.ticket(ticket).behind, hall.call(CASHIER)) == (0, ticket)


def test_who_is_known_not_to_come_is_given_up_by_name(hall: VisitHall) -> None:
    ticket = hall.take_for("question")
    hall.call(DESK)
    assert refused(hall, Abandon(ticket=ticket), AT_THE_CASHIER) is Refusal.NOT_PERMITTED
    hall.do(Abandon(ticket=ticket), clerk(DESK))
    event = last(hall, EventKind.TICKET_NO_SHOW)
    assert (event.by, event.body["reason"], hall.state(ticket)) == ("clerk-2", "abandoned", TicketState.NO_SHOW)
    assert hall.window(DESK).state is WindowState.IDLE
    assert [delivery.body["layout"] for delivery in hall.told if delivery.device == "agent/led-2"] == ["idle"]


def test_a_missed_one_too(hall: VisitHall) -> None:
    ticket = hall.take_for("question")
    hall.call(DESK)
    hall.do(Miss(window=DESK))
    hall.do(Abandon(ticket=ticket))
    assert hall.state(ticket) is TicketState.NO_SHOW
    assert hall.later(3600) == []


def test_arrival_ends_every_reservation(hall: VisitHall) -> None:
    ticket = hall.take_for("question")
    hall.do(Direct(ticket=ticket, to_window=DESK))
    hall.do(Arrive(window=DESK))
    assert (hall.ticket(ticket).reserved, hall.ticket(ticket).front) == (None, 0)
