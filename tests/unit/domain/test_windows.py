"""A clerk comes, pauses, goes; cards; what a window lacks; a call that is left alone."""

from typing import Any

import pytest

from api.messages.hall_commands import (
    Arrive,
    Call,
    CloseDay,
    CloseWindow,
    Finish,
    Hold,
    LogInByCard,
    Next,
    OpenWindow,
    Pause,
    Recall,
    ReportWindow,
    Resume,
    Return,
    Transfer,
    UndoFinish,
    Unhold,
)
from api.messages.words import AlertKind, Refusal, Role, TicketState, WindowState
from api.ports import Actor
from hall_controller.domain.events import EventKind
from hall_controller.domain.facts import Alert
from hall_controller.domain.views import desk_view, hall_board, manager_view
from tests.support.hall_core import KIOSK
from tests.support.window_hall import (
    ANY,
    AUTO_WIDE,
    CARDS,
    DEVICE,
    LEVELS,
    LI,
    PLAIN,
    SKILLED,
    WANG,
    WindowHall,
    clerk,
    window_config,
)

S = WindowState
LEASE_S = 600


@pytest.fixture
def hall() -> WindowHall:
    return WindowHall.of(window_config(call_lease_min=LEASE_S // 60))


def state(hall: WindowHall, window: int = PLAIN) -> WindowState:
    return hall.window(window).state


def report(hall: WindowHall, window: int = PLAIN, *, fault: str = "", offline: bool = False) -> None:
    hall.do(ReportWindow(window=window, fault=fault, offline=offline), KIOSK)


def called(hall: WindowHall, window: int = PLAIN) -> str:
    ticket = hall.come()
    hall.open(window)
    assert hall.call_next(window) == ticket
    return ticket


# Pauses.


def test_a_pause_has_a_reason_and_a_time_to_be_back(hall: WindowHall) -> None:
    hall.open(PLAIN)
    hall.do(Pause(window=PLAIN, reason=" lunch ", back_at=hall.now + 1_800_000))
    window = hall.window(PLAIN)
    assert (window.state, window.pause_reason, window.back_at) == (S.PAUSED, "lunch", hall.now + 1_800_000)
    assert hall.refusal(Next(window=PLAIN)) is Refusal.WINDOW_NOT_OPEN
    assert hall.refusal(Pause(window=PLAIN, reason="tea")) is Refusal.WINDOW_NOT_OPEN
    hall.do(Resume(window=PLAIN))
    assert (window.state, window.pause_reason, window.back_at) == (S.IDLE, "", None)


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_pause_without_a_reason_is_none(hall: WindowHall, reason: str) -> None:
    hall.open(PLAIN)
    assert hall.refusal(Pause(window=PLAIN, reason=reason)) is Refusal.REASON_REQUIRED


def test_a_pause_gives_the_called_citizen_the_old_place_back(hall: WindowHall) -> None:
    first = called(hall)
    second = hall.come()
    hall.later(60)
    hall.do(Pause(window=PLAIN, reason="meeting"))
    assert (hall.state(first), state(hall)) == (TicketState.WAITING, S.PAUSED)
    hall.open(LEVELS)
    assert [hall.call_next(LEVELS), hall.state(second)] == [first, TicketState.WAITING]


def test_a_window_that_serves_somebody_does_not_pause(hall: WindowHall) -> None:
    called(hall)
    hall.do(Arrive(window=PLAIN))
    assert hall.refusal(Pause(window=PLAIN, reason="lunch")) is Refusal.WINDOW_BUSY


# Cards.


def test_a_card_opens_the_window_for_its_person(hall: WindowHall) -> None:
    assert hall.card(LI, PLAIN) == {"clerk": LI}
    assert (state(hall), hall.window(PLAIN).clerk) == (S.IDLE, LI)
    assert hall.events[-1].body == {"window": PLAIN, "clerk": LI}


def test_an_unknown_card_opens_nothing(hall: WindowHall) -> None:
    assert hall.refusal(LogInByCard(window=PLAIN, card="card-of-nobody-0"), KIOSK) is Refusal.UNKNOWN_STAFF


def test_a_card_is_held_to_a_reader_and_not_sent_by_a_person(hall: WindowHall) -> None:
    assert hall.refusal(LogInByCard(window=PLAIN, card=CARDS[LI]), Actor("li", Role.CLERK)) is Refusal.NOT_PERMITTED


def test_a_window_changes_hands_while_it_is_idle(hall: WindowHall) -> None:
    hall.card(LI, PLAIN)
    hall.do(Pause(window=PLAIN, reason="lunch"))
    hall.card(WANG, PLAIN)
    window = hall.window(PLAIN)
    assert (window.state, window.clerk, window.pause_reason) == (S.IDLE, WANG, "")


@pytest.mark.parametrize("work", ["called", "serving", "rating"])
def test_a_window_with_a_citizen_does_not_change_hands(hall: WindowHall, work: str) -> None:
    hall.card(LI, AUTO_WIDE)
    hall.come("s-d")
    if work != "called":
        hall.do(Arrive(window=AUTO_WIDE))
    if work == "rating":
        hall.do(Finish(window=AUTO_WIDE))
    assert hall.refusal(LogInByCard(window=AUTO_WIDE, card=CARDS[WANG]), KIOSK) is Refusal.WINDOW_BUSY


def test_the_same_card_again_ends_a_pause_and_else_does_nothing(hall: WindowHall) -> None:
    hall.card(LI, PLAIN)
    seq = hall.hall.seq
    hall.card(LI, PLAIN)
    assert hall.hall.seq == seq
    hall.do(Pause(window=PLAIN, reason="lunch"))
    hall.card(LI, PLAIN)
    assert state(hall) is S.IDLE


def test_a_person_who_comes_to_another_window_has_left_the_first(hall: WindowHall) -> None:
    hall.card(LI, PLAIN)
    hall.card(LI, SKILLED)
    assert (state(hall, PLAIN), hall.window(SKILLED).clerk) == (S.CLOSED, LI)
    hall.do(OpenWindow(window=LEVELS), Actor(LI, Role.CLERK))
    assert (state(hall, SKILLED), hall.window(LEVELS).clerk) == (S.CLOSED, LI)


def test_a_person_who_still_serves_somebody_can_not_leave(hall: WindowHall) -> None:
    hall.come()
    hall.card(LI, PLAIN)
    hall.call_next(PLAIN)
    assert hall.refusal(LogInByCard(window=LEVELS, card=CARDS[LI]), KIOSK) is Refusal.WINDOW_BUSY
    assert state(hall, LEVELS) is S.CLOSED


def test_an_account_without_a_card_may_be_several_people(hall: WindowHall) -> None:
    shared = Actor("counter", Role.CLERK)
    hall.do(OpenWindow(window=PLAIN), shared)
    hall.do(OpenWindow(window=LEVELS), shared)
    assert [hall.window(number).clerk for number in (PLAIN, LEVELS)] == ["counter", "counter"]


def test_who_waits_for_a_person_goes_along_to_the_next_window(hall: WindowHall) -> None:
    ticket = hall.come()
    hall.open(ANY)
    hall.card(LI, PLAIN)
    hall.call_next(ANY)
    hall.do(Arrive(window=ANY))
    hall.do(Transfer(window=ANY, to_clerk=LI))
    hall.card(LI, LEVELS)
    assert hall.refusal(Call(window=ANY, ticket=ticket)) is Refusal.NOT_THIS_WINDOW
    assert hall.call_next(LEVELS) == ticket


def test_who_waits_for_a_person_goes_to_the_queue_when_another_takes_the_window(hall: WindowHall) -> None:
    ticket = hall.come()
    hall.open(ANY)
    hall.card(LI, PLAIN)
    hall.call_next(ANY)
    hall.do(Arrive(window=ANY))
    hall.do(Transfer(window=ANY, to_clerk=LI))
    hall.card(WANG, PLAIN)
    assert hall.call_next(ANY) == ticket


def test_the_new_hand_can_not_undo_what_the_old_one_finished(hall: WindowHall) -> None:
    hall.come()
    hall.card(LI, PLAIN)
    hall.call_next(PLAIN)
    hall.serve(PLAIN)
    hall.card(WANG, PLAIN)
    assert hall.refusal(UndoFinish(window=PLAIN)) is Refusal.TOO_LATE


@pytest.mark.parametrize("command", [OpenWindow(window=PLAIN), LogInByCard(window=PLAIN, card=CARDS[LI])])
def test_nobody_logs_in_after_the_day_was_closed(hall: WindowHall, command: Any) -> None:
    hall.do(CloseDay())
    actor = KIOSK if isinstance(command, LogInByCard) else clerk(PLAIN)
    assert hall.refusal(command, actor) is Refusal.SERVICE_CLOSED


# Faults and lost connections.


def test_a_window_without_a_device_it_needs_calls_nobody_and_says_why(hall: WindowHall) -> None:
    hall.come()
    hall.open(PLAIN)
    report(hall, fault=DEVICE)
    assert (state(hall), hall.window(PLAIN).fault) == (S.FAULT, DEVICE)
    assert hall.refusal(Next(window=PLAIN)) is Refusal.WINDOW_FAULT
    report(hall)
    assert state(hall) is S.IDLE
    hall.call_next(PLAIN)


def test_a_citizen_at_a_window_that_falls_out_is_served_to_the_end(hall: WindowHall) -> None:
    first = called(hall)
    report(hall, fault=DEVICE)
    assert state(hall) is S.CALLING
    hall.do(Arrive(window=PLAIN))
    hall.come()
    hall.do(Finish(window=PLAIN))
    assert (hall.state(first), state(hall)) == (TicketState.DONE, S.FAULT)
    hall.do(UndoFinish(window=PLAIN))
    assert (hall.state(first), state(hall)) == (TicketState.SERVING, S.SERVING)


def test_a_called_citizen_can_be_put_back_from_a_window_that_fell_out(hall: WindowHall) -> None:
    ticket = called(hall)
    report(hall, fault=DEVICE)
    hall.do(Return(window=PLAIN))
    assert (hall.state(ticket), state(hall)) == (TicketState.WAITING, S.FAULT)


def test_a_kept_next_does_not_fire_at_a_window_that_fell_out(hall: WindowHall) -> None:
    hall = WindowHall.of(window_config())
    hall.come("s-d")
    hall.open(AUTO_WIDE)
    hall.do(Arrive(window=AUTO_WIDE))
    hall.do(Finish(window=AUTO_WIDE))
    hall.do(Next(window=AUTO_WIDE))
    waiting = hall.come("s-d")
    report(hall, AUTO_WIDE, fault=DEVICE)
    hall.later(20)
    assert (state(hall, AUTO_WIDE), hall.state(waiting)) == (S.FAULT, TicketState.WAITING)


def test_a_fault_is_known_before_the_clerk_comes_and_after_a_pause(hall: WindowHall) -> None:
    report(hall, fault=DEVICE)
    assert state(hall) is S.CLOSED
    hall.open(PLAIN)
    assert state(hall) is S.FAULT
    hall.do(Pause(window=PLAIN, reason="lunch"))
    assert state(hall) is S.PAUSED
    hall.do(Resume(window=PLAIN))
    assert state(hall) is S.FAULT
    hall.do(CloseWindow(window=PLAIN))
    assert state(hall) is S.CLOSED


def test_a_report_that_says_nothing_new_changes_nothing(hall: WindowHall) -> None:
    hall.open(PLAIN)
    report(hall, fault=DEVICE)
    seq, since = hall.hall.seq, hall.window(PLAIN).since
    report(hall, fault=DEVICE)
    assert hall.hall.seq == seq
    hall.later(60)
    report(hall, fault=DEVICE, offline=True)
    assert (state(hall), hall.window(PLAIN).since) == (S.FAULT, since)


def test_who_calls_from_a_window_taken_for_offline_is_there(hall: WindowHall) -> None:
    ticket = hall.come()
    hall.open(PLAIN)
    report(hall, offline=True)
    assert state(hall) is S.OFFLINE
    assert hall.call_next(PLAIN) == ticket
    hall.serve(PLAIN)
    assert state(hall) is S.IDLE


def test_a_window_that_closes_is_no_longer_offline(hall: WindowHall) -> None:
    hall.open(PLAIN)
    report(hall, offline=True)
    hall.do(CloseWindow(window=PLAIN))
    hall.open(PLAIN)
    assert state(hall) is S.IDLE


def test_only_supervision_reports(hall: WindowHall) -> None:
    assert hall.refusal(ReportWindow(window=PLAIN, fault="x"), clerk(PLAIN)) is Refusal.NOT_PERMITTED
    assert hall.refusal(ReportWindow(window=99, fault="x"), KIOSK) is Refusal.UNKNOWN_WINDOW


def test_queues_count_windows_that_can_call(hall: WindowHall) -> None:
    hall.open(PLAIN, LEVELS)

    def open_windows() -> int:
        return next(queue.open_windows for queue in hall_board(hall.hall, hall.now).queues if queue.id == "a")

    assert open_windows() == 2
    report(hall, PLAIN, fault=DEVICE)
    report(hall, LEVELS, offline=True)
    assert open_windows() == 0


def test_the_desk_shows_the_fault_and_can_undo_meanwhile(hall: WindowHall) -> None:
    called(hall)
    report(hall, fault=DEVICE)
    hall.serve(PLAIN)
    desk = desk_view(hall.hall, PLAIN, hall.now)
    assert desk is not None
    assert (desk.window.state, desk.fault, desk.undo_until) == (S.FAULT, DEVICE, hall.now + 10_000)


# A call that is left alone.


def test_a_call_that_is_left_alone_goes_back_and_staff_are_told(hall: WindowHall) -> None:
    ticket = called(hall)
    assert hall.later(LEASE_S - 1) == []
    assert hall.later(1) == [EventKind.TICKET_RETURNED, EventKind.WINDOW_PAUSED, EventKind.ALERT_RAISED]
    assert (hall.state(ticket), state(hall), hall.window(PLAIN).pause_reason) == (TicketState.WAITING, S.PAUSED, "leaseExpired")
    (alert,) = manager_view(hall.hall, hall.now).alerts
    assert (alert.kind, alert.detail["window"], alert.detail["number"]) == (AlertKind.LEASE_EXPIRED, PLAIN, "A001")
    hall.open(LEVELS)
    assert hall.call_next(LEVELS) == ticket


def test_at_the_end_of_the_day_nobody_need_look_after_a_call_any_more(hall: WindowHall) -> None:
    called(hall)
    hall.later(LEASE_S)
    hall.do(CloseDay())
    assert manager_view(hall.hall, hall.now).alerts == ()


def test_a_recall_begins_the_lease_anew_and_an_arrival_ends_it(hall: WindowHall) -> None:
    ticket = called(hall)
    hall.later(LEASE_S - 1)
    hall.do(Recall(window=PLAIN))
    assert hall.later(LEASE_S - 1) == []
    hall.do(Arrive(window=PLAIN))
    assert hall.later(2 * LEASE_S) == []
    assert hall.state(ticket) is TicketState.SERVING


@pytest.mark.parametrize("ends", [Resume(window=PLAIN), CloseWindow(window=PLAIN)])
def test_the_alert_ends_when_somebody_is_at_the_window_again(hall: WindowHall, ends: Any) -> None:
    called(hall)
    hall.later(LEASE_S)
    hall.do(ends)
    assert not hall.hall.facts.of(Alert)


def test_without_a_lease_a_call_stands_for_ever() -> None:
    hall = WindowHall.of(window_config(call_lease_min=0))
    ticket = called(hall)
    assert hall.later(6 * 3600) == []
    assert hall.state(ticket) is TicketState.CALLED


def test_a_held_citizen_of_a_window_in_fault_may_be_called_elsewhere(hall: WindowHall) -> None:
    ticket = called(hall)
    hall.do(Arrive(window=PLAIN))
    hall.do(Hold(window=PLAIN, reason="papers"))
    report(hall, fault=DEVICE)
    hall.do(Unhold(ticket=ticket))
    hall.open(LEVELS)
    assert hall.call_next(LEVELS) == ticket
