"""潮汐窗口: idle windows help a queue through its peak."""

import pytest

from api.messages.hall_commands import (
    Cancel,
    CloseDay,
    CloseWindow,
    DismissAlert,
    EndTidal,
    Next,
    OpenTidal,
    Pause,
)
from api.messages.words import AlertKind, Refusal, TicketClass, TicketState
from hall_controller.domain.events import EventKind
from hall_controller.domain.facts import Alert, Peak
from hall_controller.domain.forecasts import Promise
from hall_controller.domain.state import Place
from hall_controller.domain.views import desk_view, hall_board, manager_view
from tests.support.window_hall import PLAIN, TIDAL_ONE, TIDAL_TWO, WindowHall, clerk, window_config

TIDAL = {"waiting_max": 4, "restore_below": 2, "forecast_max_min": 15}


@pytest.fixture
def hall() -> WindowHall:
    """Proposes."""
    return WindowHall.of(window_config(tidal=TIDAL))


@pytest.fixture
def by_itself() -> WindowHall:
    return WindowHall.of(window_config(tidal={**TIDAL, "open_by_itself": True}))


def crowd(hall: WindowHall, count: int) -> list[str]:
    return [hall.come() for _ in range(count)]


def kinds(hall: WindowHall, *wanted: EventKind) -> list[EventKind]:
    return [event.kind for event in hall.events if event.kind in wanted]


class WaitOf:
    """A forecast that says so many minutes to everybody."""

    minutes: int | None = None

    def promise(self, place: Place, ticket_class: TicketClass, at: int, joined: int) -> Promise | None:
        assert (place, ticket_class) == (("queue", "a", ""), TicketClass.WALK_IN)
        if self.minutes is None:
            return None
        expected = at + self.minutes * 60_000
        return expected - 60_000, expected, expected + 60_000


def test_a_long_queue_is_proposed_once_with_the_windows_that_could_help(hall: WindowHall) -> None:
    hall.open(TIDAL_TWO, TIDAL_ONE)
    crowd(hall, 4)
    assert not hall.hall.facts.of(Alert)
    crowd(hall, 3)
    (alert,) = manager_view(hall.hall, hall.now).alerts
    assert (alert.kind, alert.id) == (AlertKind.TIDAL, "tidal:a")
    assert alert.detail == {
        "queue": "a",
        "waiting": 5,
        "forecast_min": None,
        "windows": [TIDAL_ONE, TIDAL_TWO],
        "opened": False,
    }
    assert kinds(hall, EventKind.ALERT_RAISED, EventKind.TIDAL_OPENED) == [EventKind.ALERT_RAISED]


def test_a_window_that_is_paused_busy_or_has_people_of_its_own_is_not_proposed(hall: WindowHall) -> None:
    hall.open(TIDAL_ONE, TIDAL_TWO)
    hall.do(Pause(window=TIDAL_ONE, reason="lunch"))
    hall.come("s-e")
    crowd(hall, 5)
    (alert,) = hall.hall.facts.of(Alert).values()
    assert alert.detail["windows"] == []


def test_a_dismissed_proposal_is_not_made_again_in_the_same_peak(hall: WindowHall) -> None:
    tickets = crowd(hall, 5)
    hall.do(DismissAlert(alert="tidal:a"))
    tickets += crowd(hall, 3)
    assert not hall.hall.facts.of(Alert)
    for ticket in tickets:
        hall.do(Cancel(ticket=ticket))
    assert not hall.hall.facts.of(Peak)
    crowd(hall, 5)
    assert hall.hall.facts.of(Alert)


def test_a_manager_opens_a_window_and_it_serves_its_own_queue_first(hall: WindowHall) -> None:
    helped = crowd(hall, 5)
    hall.open(TIDAL_ONE)
    assert hall.refusal(Next(window=TIDAL_ONE)) is Refusal.NOBODY_WAITING
    hall.do(OpenTidal(window=TIDAL_ONE, queue="a"))
    own = hall.come("s-e")
    assert hall.call_next(TIDAL_ONE) == own
    hall.serve(TIDAL_ONE)
    assert hall.call_next(TIDAL_ONE) == helped[0]


def test_the_board_and_the_desk_show_the_help(hall: WindowHall) -> None:
    hall.open(TIDAL_ONE)
    hall.do(OpenTidal(window=TIDAL_ONE, queue="a"))
    board = hall_board(hall.hall, hall.now)
    assert next(window.queues for window in board.windows if window.number == TIDAL_ONE) == ("e", "a")
    assert next(queue.open_windows for queue in board.queues if queue.id == "a") == 1
    desk = desk_view(hall.hall, TIDAL_ONE, hall.now)
    assert desk is not None
    assert desk.tidal == ("a",)


def test_what_can_not_be_opened_or_ended(hall: WindowHall) -> None:
    assert hall.refusal(OpenTidal(window=TIDAL_ONE, queue="a")) is Refusal.WINDOW_NOT_OPEN
    hall.open(TIDAL_ONE, PLAIN)
    assert hall.refusal(OpenTidal(window=99, queue="a")) is Refusal.UNKNOWN_WINDOW
    assert hall.refusal(OpenTidal(window=TIDAL_ONE, queue="x")) is Refusal.UNKNOWN_QUEUE
    assert hall.refusal(OpenTidal(window=TIDAL_ONE, queue="b")) is Refusal.NOT_THIS_WINDOW
    assert hall.refusal(OpenTidal(window=PLAIN, queue="a")) is Refusal.NOT_THIS_WINDOW
    assert hall.refusal(EndTidal(window=TIDAL_ONE, queue="a")) is Refusal.UNKNOWN_ENTRY
    hall.do(OpenTidal(window=TIDAL_ONE, queue="a"))
    assert hall.refusal(OpenTidal(window=TIDAL_ONE, queue="a")) is Refusal.ILLEGAL_TRANSITION
    assert hall.refusal(OpenTidal(window=TIDAL_TWO, queue="a"), clerk(TIDAL_TWO)) is Refusal.NOT_PERMITTED


def test_a_manager_s_window_goes_back_when_ended_or_closed(hall: WindowHall) -> None:
    hall.open(TIDAL_ONE, TIDAL_TWO)
    for window in (TIDAL_ONE, TIDAL_TWO):
        hall.do(OpenTidal(window=window, queue="a"))
    hall.do(EndTidal(window=TIDAL_ONE, queue="a"))
    hall.do(CloseWindow(window=TIDAL_TWO))
    hall.open(TIDAL_TWO)
    crowd(hall, 1)
    for window in (TIDAL_ONE, TIDAL_TWO):
        assert hall.refusal(Next(window=window)) is Refusal.NOBODY_WAITING


def test_a_manager_s_window_helps_also_when_there_is_no_peak(hall: WindowHall) -> None:
    hall.open(TIDAL_ONE)
    hall.do(OpenTidal(window=TIDAL_ONE, queue="a"))
    hall.later(60)
    ticket = hall.come()
    assert hall.call_next(TIDAL_ONE) == ticket


def test_idle_windows_are_opened_by_the_hall_and_go_back_after_the_peak(by_itself: WindowHall) -> None:
    hall = by_itself
    hall.open(TIDAL_ONE)
    tickets = crowd(hall, 5)
    assert hall.window(TIDAL_ONE).tidal == ("a",)
    for expected in tickets[:3]:
        assert hall.call_next(TIDAL_ONE) == expected
        hall.serve(TIDAL_ONE)
    assert hall.window(TIDAL_ONE).tidal == ("a",)
    assert hall.call_next(TIDAL_ONE) == tickets[3]
    assert hall.window(TIDAL_ONE).tidal == ()
    assert kinds(hall, EventKind.PEAK_BEGUN, EventKind.TIDAL_OPENED, EventKind.PEAK_OVER, EventKind.TIDAL_ENDED) == [
        EventKind.PEAK_BEGUN,
        EventKind.TIDAL_OPENED,
        EventKind.PEAK_OVER,
        EventKind.TIDAL_ENDED,
    ]
    assert not hall.hall.facts.of(Alert)
    hall.serve(TIDAL_ONE)
    assert hall.refusal(Next(window=TIDAL_ONE)) is Refusal.NOBODY_WAITING


def test_a_window_that_becomes_idle_in_the_peak_helps_too(by_itself: WindowHall) -> None:
    hall = by_itself
    hall.open(TIDAL_ONE)
    hall.come("s-e")
    hall.call_next(TIDAL_ONE)
    crowd(hall, 5)
    assert hall.window(TIDAL_ONE).tidal == ()
    hall.serve(TIDAL_ONE)
    assert hall.window(TIDAL_ONE).tidal == ("a",)


def test_a_long_forecast_begins_a_peak_and_its_fall_to_the_half_ends_it(hall: WindowHall) -> None:
    forecast = WaitOf()
    hall.hall.forecasts = forecast
    for minutes, peaks in ((None, 0), (15, 0), (16, 1), (9, 1), (8, 1), (7, 0), (15, 0), (16, 1)):
        forecast.minutes = minutes
        hall.later(5)
        assert len(hall.hall.facts.of(Peak)) == peaks, minutes
    (alert,) = hall.hall.facts.of(Alert).values()
    assert (alert.detail["waiting"], alert.detail["forecast_min"]) == (0, 16)


def test_between_the_two_numbers_nothing_changes(hall: WindowHall) -> None:
    tickets = crowd(hall, 5)
    hall.do(Cancel(ticket=tickets[0]))
    hall.do(Cancel(ticket=tickets[1]))
    crowd(hall, 1)
    assert kinds(hall, EventKind.PEAK_BEGUN, EventKind.PEAK_OVER) == [EventKind.PEAK_BEGUN]


def test_the_end_of_the_day_ends_the_peak(by_itself: WindowHall) -> None:
    hall = by_itself
    hall.open(TIDAL_ONE)
    tickets = crowd(hall, 6)
    hall.do(CloseDay())
    assert not hall.hall.facts.of(Peak)
    assert not hall.hall.facts.of(Alert)
    assert {hall.state(ticket) for ticket in tickets} == {TicketState.EXPIRED}


def test_a_hall_without_tidal_windows_has_no_peaks() -> None:
    config = window_config(tidal=TIDAL)
    windows = tuple(window.model_copy(update={"tidal": ()}) for window in config.windows)
    hall = WindowHall.of(config.model_copy(update={"windows": windows}))
    crowd(hall, 20)
    assert kinds(hall, EventKind.PEAK_BEGUN) == []
