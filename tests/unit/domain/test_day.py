from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from api.messages.hall_commands import Arrive, CloseDay, Finish, Hold, Miss, Next, OpenWindow, Take
from api.messages.words import RatingOutcome, Refusal, TicketState, WindowState
from hall_controller.domain.due import next_due_at
from hall_controller.domain.events import EventKind
from hall_controller.domain.local_time import LocalTime
from hall_controller.domain.requests import Refused
from tests.support.hall_core import CLERK, MANAGER, MORNING, OTHER_WINDOW, PAD_WINDOW, PLAIN_WINDOW, CoreHall

HOUR_S = 3600


def test_the_first_moment_opens_the_day(core: CoreHall) -> None:
    assert core.kinds() == [EventKind.DAY_OPENED]
    assert core.hall.day == "2025-11-21"


def test_closing_the_day_leaves_nobody_over(core: CoreHall) -> None:
    core.open(PAD_WINDOW, PLAIN_WINDOW, OTHER_WINDOW)
    missed, held, asked, served, called, waiting = (core.take() for _ in range(6))
    core.do(Next(window=PLAIN_WINDOW))
    core.do(Miss(window=PLAIN_WINDOW))
    core.do(Next(window=PLAIN_WINDOW))
    core.do(Arrive(window=PLAIN_WINDOW))
    core.do(Hold(window=PLAIN_WINDOW, reason="form"))
    core.do(Next(window=PAD_WINDOW))
    core.do(Arrive(window=PAD_WINDOW))
    core.do(Finish(window=PAD_WINDOW))
    core.do(Next(window=PLAIN_WINDOW))
    core.do(Arrive(window=PLAIN_WINDOW))
    other = core.take("s-b")
    core.do(Next(window=OTHER_WINDOW))
    ask = str(core.window(PAD_WINDOW).ask)
    core.do(CloseDay(), MANAGER)
    states = {ident: core.state(ident) for ident in (missed, held, asked, served, called, waiting, other)}
    assert states == {
        missed: TicketState.EXPIRED,
        held: TicketState.EXPIRED,
        asked: TicketState.DONE,
        served: TicketState.DONE,
        called: TicketState.EXPIRED,
        waiting: TicketState.EXPIRED,
        other: TicketState.EXPIRED,
    }
    assert core.hall.asks[ask].outcome is RatingOutcome.TIMEOUT
    assert {window.state for window in core.hall.windows.values()} == {WindowState.CLOSED}
    assert EventKind.TICKET_NO_SHOW not in core.kinds()


def test_a_closed_day_gives_no_numbers_and_closes_once(core: CoreHall) -> None:
    core.do(CloseDay(), MANAGER)
    for command in (Take(service="s-a"), CloseDay(), OpenWindow(window=1)):
        with pytest.raises(Refused) as refused:
            core.do(command, MANAGER)
        assert refused.value.refusal in (Refusal.SERVICE_CLOSED, Refusal.ILLEGAL_TRANSITION)


def test_a_clerk_does_not_close_the_day(core: CoreHall) -> None:
    with pytest.raises(Refused) as refused:
        core.do(CloseDay(), CLERK)
    assert refused.value.refusal is Refusal.NOT_PERMITTED


def test_midnight_closes_a_forgotten_day_and_numbers_start_again(core: CoreHall) -> None:
    left = core.take()
    core.open(PLAIN_WINDOW)
    due = next_due_at(core.hall)
    assert datetime.fromtimestamp(due / 1000, ZoneInfo("Asia/Shanghai")).isoformat() == "2025-11-22T00:00:00+08:00"
    kinds = core.later((due - core.now) / 1000)
    assert kinds == [EventKind.TICKET_EXPIRED, EventKind.WINDOW_CLOSED, EventKind.DAY_CLOSED, EventKind.DAY_OPENED]
    assert left not in core.hall.tickets
    core.later(9 * HOUR_S)
    assert core.ticket(core.take()).label == "A001"


def test_a_hall_that_slept_for_days_opens_the_present_one(core: CoreHall) -> None:
    core.later(72 * HOUR_S)
    assert core.hall.day == "2025-11-24"
    assert core.kinds().count(EventKind.DAY_OPENED) == 2


def test_served_counts_and_calls_belong_to_the_day(core: CoreHall) -> None:
    core.take()
    core.open(PLAIN_WINDOW)
    core.do(Next(window=PLAIN_WINDOW))
    core.do(Arrive(window=PLAIN_WINDOW))
    core.do(Finish(window=PLAIN_WINDOW))
    assert core.window(PLAIN_WINDOW).served == 1
    core.later(24 * HOUR_S)
    assert core.window(PLAIN_WINDOW).served == 0
    assert not core.hall.calls
    core.do(OpenWindow(window=PLAIN_WINDOW))


def test_days_of_a_zone_with_summer_time_have_their_own_length() -> None:
    berlin = LocalTime(ZoneInfo("Europe/Berlin"))
    noon = int(datetime(2025, 10, 26, 11, tzinfo=UTC).timestamp() * 1000)
    assert berlin.day(noon) == "2025-10-26"
    end = berlin.day_ends_at(noon)
    assert berlin.day(end) == "2025-10-27"
    assert berlin.day(end - 1) == "2025-10-26"
    assert berlin.minute_of_day(noon) == 12 * 60
    assert berlin.day(noon - 24 * HOUR_S * 1000) == "2025-10-25"


def test_minutes_follow_the_hall_not_utc() -> None:
    assert LocalTime(ZoneInfo("Asia/Shanghai")).minute_of_day(MORNING) == 9 * 60
