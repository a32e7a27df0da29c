"""Windows that the hall calls to by itself."""

from typing import Any

import pytest

from api.messages.hall_commands import (
    Arrive,
    Back,
    Cancel,
    Finish,
    HallCommand,
    Miss,
    Next,
    OpenWindow,
    Pause,
    Rate,
    ReportWindow,
    Resume,
    Return,
    Take,
    UndoFinish,
    Void,
)
from api.messages.words import HandOver, RatingLevel, RatingOutcome, TicketClass, TicketState, WindowState
from hall_controller.domain.due import next_due_at
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.requests import HALL_ACTOR
from hall_controller.domain.rules import Rules
from tests.support.hall_core import KIOSK
from tests.support.stored_core import StoredCore
from tests.support.window_hall import AUTO_NARROW, AUTO_WIDE, WindowHall, window_config

S = WindowState


@pytest.fixture
def hall() -> WindowHall:
    return WindowHall.of(window_config())


def at(hall: WindowHall, ticket: str) -> int | None:
    return hall.ticket(ticket).window


def last_call(hall: WindowHall) -> Event:
    return next(event for event in reversed(hall.events) if event.kind is EventKind.TICKET_CALLED)


def test_who_comes_is_called_at_once_by_the_hall(hall: WindowHall) -> None:
    hall.open(AUTO_NARROW)
    ticket = hall.come("s-c")
    assert (hall.state(ticket), at(hall, ticket)) == (TicketState.CALLED, AUTO_NARROW)
    event = last_call(hall)
    assert (event.body["source"], event.by, event.command) == ("auto", HALL_ACTOR.name, "")
    assert event.body["why"]["reason"] == "only"
    assert [delivery.device for delivery in hall.told if delivery.call_seq == event.seq] == ["agent/led-5"]


def test_the_answer_shows_the_ticket_as_it_is_after_the_call(hall: WindowHall) -> None:
    hall.open(AUTO_NARROW)
    answer = hall.do(Take(service="s-c", hand_over=HandOver.SCREEN), KIOSK)["ticket"]
    assert (answer["state"], answer["window"]) == ("called", AUTO_NARROW)


def test_a_printed_number_is_called_when_the_paper_is_out(hall: WindowHall) -> None:
    hall.open(AUTO_NARROW)
    ticket = hall.take("s-c", HandOver.PRINTER)
    assert hall.state(ticket) is TicketState.ISSUING
    hall.later(90)
    assert hall.state(ticket) is TicketState.CALLED


def test_the_window_that_can_do_the_least_else_is_called_to(hall: WindowHall) -> None:
    hall.open(AUTO_WIDE)
    hall.later(60)
    hall.open(AUTO_NARROW)
    assert at(hall, hall.come("s-c")) == AUTO_NARROW
    assert at(hall, hall.come("s-c")) == AUTO_WIDE


def test_of_equal_windows_the_one_idle_for_longest_is_called_to() -> None:
    config = window_config()
    windows = tuple(
        window.model_copy(update={"queues": ("c",)}) if window.number == AUTO_WIDE else window for window in config.windows
    )
    hall = WindowHall.of(config.model_copy(update={"windows": windows}))
    hall.open(AUTO_WIDE)
    hall.later(60)
    hall.open(AUTO_NARROW)
    assert at(hall, hall.come("s-c")) == AUTO_WIDE


def test_a_window_that_opens_calls_whom_the_rule_prefers(hall: WindowHall) -> None:
    walk_in = hall.come("s-c")
    hall.later(60)
    elderly = hall.come("s-c", TicketClass.ELDERLY)
    hall.later(60)
    hall.open(AUTO_NARROW)
    assert (hall.state(elderly), hall.state(walk_in)) == (TicketState.CALLED, TicketState.WAITING)


def test_windows_that_become_idle_take_one_each(hall: WindowHall) -> None:
    tickets = [hall.come("s-c") for _ in range(3)]
    hall.open(AUTO_NARROW, AUTO_WIDE)
    assert [at(hall, ticket) for ticket in tickets] == [AUTO_NARROW, AUTO_WIDE, None]


def served(hall: WindowHall, window: int, service: str) -> tuple[str, str]:
    """One who is being served and one who waits."""
    hall.open(window)
    first, second = hall.come(service), hall.come(service)
    hall.do(Arrive(window=window))
    return first, second


def test_after_a_rating_the_next_one_is_called_at_once(hall: WindowHall) -> None:
    _, second = served(hall, AUTO_WIDE, "s-d")
    hall.do(Finish(window=AUTO_WIDE))
    assert hall.state(second) is TicketState.WAITING
    ask = hall.window(AUTO_WIDE).ask or ""
    hall.do(Rate(ask=ask, outcome=RatingOutcome.SUBMITTED, level=RatingLevel.GOOD))
    assert hall.state(second) is TicketState.CALLED


def test_after_a_rating_that_timed_out_too(hall: WindowHall) -> None:
    _, second = served(hall, AUTO_WIDE, "s-d")
    hall.do(Finish(window=AUTO_WIDE))
    hall.later(17)
    assert hall.state(second) is TicketState.CALLED


def test_without_a_pad_the_next_one_is_called_when_the_finish_stands(hall: WindowHall) -> None:
    _, second = served(hall, AUTO_NARROW, "s-c")
    hall.do(Finish(window=AUTO_NARROW))
    hall.later(10)
    assert hall.state(second) is TicketState.WAITING
    hall.later(0.001)
    assert (hall.state(second), last_call(hall).at) == (TicketState.CALLED, hall.now)


def test_a_restart_within_that_time_calls_no_later() -> None:
    core = StoredCore(Rules(window_config()))
    core.do(OpenWindow(window=AUTO_NARROW))
    core.do(Take(service="s-c", hand_over=HandOver.SCREEN), KIOSK)
    core.do(Arrive(window=AUTO_NARROW))
    core.do(Finish(window=AUTO_NARROW))
    core.do(Take(service="s-c", hand_over=HandOver.SCREEN), KIOSK)
    core.restart()
    assert next_due_at(core.hall) == core.now + core.rules.undo_finish_ms + 1
    core.close()


def test_a_clerk_who_is_quicker_presses_next(hall: WindowHall) -> None:
    _, second = served(hall, AUTO_NARROW, "s-c")
    hall.do(Finish(window=AUTO_NARROW))
    assert hall.call_next(AUTO_NARROW) == second


def test_an_undone_finish_is_never_in_the_way_of_a_call(hall: WindowHall) -> None:
    first, second = served(hall, AUTO_NARROW, "s-c")
    hall.do(Finish(window=AUTO_NARROW))
    hall.later(9)
    hall.do(UndoFinish(window=AUTO_NARROW))
    hall.later(60)
    assert (hall.state(first), hall.state(second)) == (TicketState.SERVING, TicketState.WAITING)


def test_a_number_that_is_put_back_pauses_the_window_instead_of_coming_again(hall: WindowHall) -> None:
    hall.open(AUTO_NARROW)
    ticket = hall.come("s-c")
    hall.do(Return(window=AUTO_NARROW))
    window = hall.window(AUTO_NARROW)
    assert (hall.state(ticket), window.state, window.pause_reason) == (TicketState.WAITING, S.PAUSED, "callReturned")
    hall.do(Resume(window=AUTO_NARROW))
    assert hall.state(ticket) is TicketState.CALLED


def after_void(ticket: str) -> HallCommand:
    return Void(ticket=ticket, reason="wrong")


@pytest.mark.parametrize("ends", [lambda _: Miss(window=AUTO_NARROW), after_void], ids=["miss", "void"])
def test_when_the_called_one_is_gone_the_next_is_called(hall: WindowHall, ends: Any) -> None:
    hall.open(AUTO_NARROW)
    first, second = hall.come("s-c"), hall.come("s-c")
    hall.do(ends(first))
    assert hall.state(second) is TicketState.CALLED


def test_nobody_is_called_to_a_window_that_is_paused_out_or_offline(hall: WindowHall) -> None:
    hall.open(AUTO_NARROW)
    for stops, goes_on in (
        (Pause(window=AUTO_NARROW, reason="lunch"), Resume(window=AUTO_NARROW)),
        (ReportWindow(window=AUTO_NARROW, fault="agent/reader-9"), ReportWindow(window=AUTO_NARROW)),
        (ReportWindow(window=AUTO_NARROW, offline=True), ReportWindow(window=AUTO_NARROW)),
    ):
        actor = KIOSK if isinstance(stops, ReportWindow) else None
        hall.do(stops, actor)
        ticket = hall.come("s-c")
        assert hall.state(ticket) is TicketState.WAITING
        hall.do(goes_on, actor)
        assert hall.state(ticket) is TicketState.CALLED
        hall.do(Void(ticket=ticket, reason="done"))


def test_who_comes_back_after_a_miss_is_called_again(hall: WindowHall) -> None:
    hall.open(AUTO_NARROW)
    ticket = hall.come("s-c")
    hall.do(Miss(window=AUTO_NARROW))
    hall.do(Back(ticket=ticket))
    assert hall.state(ticket) is TicketState.CALLED


def test_an_empty_queue_calls_nobody(hall: WindowHall) -> None:
    hall.open(AUTO_NARROW)
    ticket = hall.come("s-c")
    hall.do(Miss(window=AUTO_NARROW))
    hall.do(Cancel(ticket=ticket))
    assert hall.window(AUTO_NARROW).state is S.IDLE


def test_the_strip_goes_from_one_number_to_the_next_without_a_flash(hall: WindowHall) -> None:
    hall.open(AUTO_NARROW)
    hall.come("s-c")
    hall.come("s-c")
    hall.do(Miss(window=AUTO_NARROW))
    assert [delivery.body["layout"] for delivery in hall.told if delivery.device == "agent/led-5"] == ["calling"]


def test_other_windows_wait_for_their_clerk_s_key(hall: WindowHall) -> None:
    hall.open(1)
    ticket = hall.come("s-a")
    hall.later(3_600)
    assert hall.state(ticket) is TicketState.WAITING
    hall.do(Next(window=1))
    assert hall.state(ticket) is TicketState.CALLED
