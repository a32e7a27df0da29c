"""Whether a queue gives numbers now: days, hours, lunch, longer hours, windows, time left before closing."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest

from api.messages.hall_commands import CloseDay, ExtendHours, Pause, Resume
from api.messages.views import QueueView
from api.messages.words import Refusal, TicketClass
from hall_controller.config import HallConfig
from hall_controller.domain.forecasts import Promise
from hall_controller.domain.local_time import LocalTime
from hall_controller.domain.rules import Rules
from hall_controller.domain.state import Place
from hall_controller.domain.views import catalogue_view, manager_view
from tests.support.guarded_hall import guarded, guarded_config, refused, wish
from tests.support.hall_core import CLERK, MANAGER, MORNING, CoreHall

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
LUNCH = {"daily": ["08:30-12:00", "13:30-17:30"]}


def closed_on_fridays() -> CoreHall:
    return guarded(calendar={"weekdays": ["mon", "tue", "wed", "thu"]})


def test_no_number_on_a_closed_day() -> None:
    assert refused(closed_on_fridays(), wish()) is Refusal.CLOSED_TODAY


def test_the_hall_s_own_day_opens_a_closed_one_at_its_own_hours() -> None:
    own = {"date": "2025-11-21", "open": True, "hours": ["09:30-10:00"]}
    core = guarded(calendar={"weekdays": [], "days": [own]})
    assert refused(core, wish()) is Refusal.SERVICE_CLOSED
    core.later(30 * 60)
    core.take()
    core.later(30 * 60)
    assert refused(core, wish()) is Refusal.SERVICE_CLOSED


def test_public_holidays_close_and_swapped_days_open() -> None:
    china = {"weekdays": ["mon", "tue", "wed", "thu", "fri"], "public_holidays": "china"}
    national_day = MORNING - 51 * DAY
    assert refused(guarded(national_day, calendar=china), wish()) is Refusal.CLOSED_TODAY
    worked_sunday = MORNING - 54 * DAY
    guarded(worked_sunday, calendar=china).take()
    assert refused(guarded(MORNING + DAY, calendar=china), wish()) is Refusal.CLOSED_TODAY


def test_2027_is_only_another_year() -> None:
    china = {"weekdays": ["mon", "tue", "wed", "thu", "fri"], "public_holidays": "china"}
    friday_in_2027 = MORNING + 7 * 60 * DAY
    core = guarded(friday_in_2027, calendar=china)
    assert core.hall.day == "2027-01-15"
    core.take()
    core.later(24 * 3600)
    assert refused(core, wish()) is Refusal.CLOSED_TODAY, "a Saturday"


def test_managers_are_told_in_time_that_holidays_aren_t_known() -> None:
    first_unknown = dt.date(max(day.year for day in chinese_calendar.holidays) + 1, 1, 1)

    def warnings_on(day: dt.date, **calendar: Any) -> tuple[str, ...]:
        core = guarded(LocalTime(ZoneInfo("Asia/Shanghai")).instant(day, 600), calendar=calendar)
        return manager_view(core.hall, core.now).warnings

    assert warnings_on(first_unknown - dt.timedelta(days=100), public_holidays="china") == ()
    assert warnings_on(first_unknown - dt.timedelta(days=30), public_holidays="china") == ("holidaysUnknown",)
    assert warnings_on(first_unknown, public_holidays="china") == ("holidaysUnknown",)
    assert warnings_on(first_unknown, public_holidays="china", complete_years=[first_unknown.year]) == ()
    assert warnings_on(first_unknown) == (), "a hall without public holidays lacks nothing"


@pytest.mark.parametrize(("hours", "gives"), [(2.9, True), (3, False), (4.4, False), (4.5, True), (8.4, True), (8.5, False)])
def test_no_number_at_lunch(hours: float, *, gives: bool) -> None:
    core = guarded(MORNING + int(hours * HOUR), hours=LUNCH)
    if gives:
        core.take()
    else:
        assert refused(core, wish()) is Refusal.SERVICE_CLOSED


def test_a_queue_s_own_hours_win() -> None:
    core = guarded(MORNING + 3 * HOUR, hours=LUNCH, queues={"hours": {"daily": ["11:00-13:00"]}})
    core.take()


def test_a_queue_closed_all_day_says_today() -> None:
    assert refused(guarded(hours={"sat": ["09:00-12:00"]}), wish()) is Refusal.CLOSED_TODAY


def test_a_manager_lengthens_today_even_after_closing() -> None:
    core = guarded(MORNING + 9 * HOUR, hours=LUNCH)
    assert refused(core, wish()) is Refusal.SERVICE_CLOSED
    core.do(ExtendHours(queue="a", until="19:00", reason="many people"), MANAGER)
    core.take()
    assert refused(core, wish("s-b")) is Refusal.SERVICE_CLOSED, "that queue only"
    core.later(3600)
    assert refused(core, wish()) is Refusal.SERVICE_CLOSED


def test_longer_hours_are_for_today() -> None:
    core = guarded()
    core.do(ExtendHours(queue="a", until="19:00", reason="many people"), MANAGER)
    core.later(33 * 3600)
    assert refused(core, wish()) is Refusal.SERVICE_CLOSED, "18:00 on the next day"


@pytest.mark.parametrize(
    ("keys", "refusal"),
    [
        ({"queue": "x"}, Refusal.UNKNOWN_QUEUE),
        ({"reason": "  "}, Refusal.REASON_REQUIRED),
        ({"until": "17:30"}, Refusal.TOO_LATE),
        ({"until": "24:30"}, Refusal.SENSELESS),
    ],
)
def test_wrong_extensions(keys: dict[str, Any], refusal: Refusal) -> None:
    command = ExtendHours.model_validate({"queue": "a", "until": "19:00", "reason": "why", **keys})
    assert refused(guarded(), command, MANAGER) is refusal


def test_a_closed_day_can_t_be_lengthened_into_an_open_one() -> None:
    command = ExtendHours(queue="a", until="19:00", reason="why")
    assert refused(closed_on_fridays(), command, MANAGER) is Refusal.CLOSED_TODAY


def test_no_number_when_every_window_is_off_today() -> None:
    assert refused(guarded(windows={"weekdays": ["mon"]}), wish()) is Refusal.NO_WINDOW_TODAY
    guarded(windows={"weekdays": ["fri"]}).take()


def test_no_number_when_every_window_is_paused_until_after_closing() -> None:
    core = guarded()
    core.open(1, 2)
    core.do(Pause(window=1, reason="training", back_at=core.now + 9 * HOUR), CLERK)
    core.do(Pause(window=2, reason="lunch", back_at=core.now + HOUR), CLERK)
    core.take()
    core.do(Resume(window=2), CLERK)
    core.do(Pause(window=2, reason="training", back_at=core.now + 9 * HOUR), CLERK)
    assert refused(core, wish()) is Refusal.NO_WINDOW_TODAY
    core.do(ExtendHours(queue="a", until="19:00", reason="many people"), MANAGER)
    core.take()


def test_no_number_when_no_window_of_the_queue_has_the_skill() -> None:
    config = guarded_config()
    document = config.model_dump(mode="json", exclude_unset=True)
    document["services"][0]["skill"] = "notary"
    document["windows"][2]["skills"] = ["notary"]
    elsewhere = CoreHall(Rules(HallConfig.model_validate(document)))
    assert refused(elsewhere, wish()) is Refusal.NO_WINDOW_TODAY, "window 3 doesn't call queue a"
    document["staff"] = [{"name": "clerk-9", "card": "c" * 16, "skills": ["notary"]}]
    CoreHall(Rules(HallConfig.model_validate(document))).take()


class Promised:
    """A forecast that says the same to everybody."""

    def __init__(self, expected_at: int) -> None:
        self.expected_at = expected_at

    def promise(self, place: Place, ticket_class: TicketClass, at: int, joined: int) -> Promise | None:
        return self.expected_at - 20 * MINUTE, self.expected_at, self.expected_at + 20 * MINUTE


CLOSING = MORNING + 8 * HOUR + 30 * MINUTE


@pytest.mark.parametrize(
    ("rule", "minutes_to_closing", "gives"),
    [
        ({"forecast": "none"}, -60, True),
        ({"forecast": "call"}, 0, True),
        ({"forecast": "call"}, -1, False),
        ({"forecast": "call", "judged_by": "high"}, 20, True),
        ({"forecast": "call", "judged_by": "high"}, 19, False),
        ({"forecast": "end"}, 10, True),
        ({"forecast": "end"}, 9, False),
        ({"forecast": "end", "judged_by": "high"}, 30, True),
        ({"forecast": "end", "judged_by": "high"}, 29, False),
    ],
)
def test_the_last_number_by_the_forecast(rule: dict[str, Any], minutes_to_closing: int, *, gives: bool) -> None:
    core = guarded(guards={"last_ticket": rule})
    core.hall.forecasts = Promised(CLOSING - minutes_to_closing * MINUTE)
    if gives:
        core.take()
    else:
        assert refused(core, wish()) is Refusal.CLOSING_SOON


def test_longer_hours_move_the_last_number() -> None:
    core = guarded(guards={"last_ticket": {"forecast": "call"}})
    core.hall.forecasts = Promised(CLOSING + HOUR)
    assert refused(core, wish()) is Refusal.CLOSING_SOON
    core.do(ExtendHours(queue="a", until="18:30", reason="many people"), MANAGER)
    core.take()


def test_the_last_minutes_hold_without_a_forecast() -> None:
    core = guarded(CLOSING - 10 * MINUTE - 1, guards={"last_ticket": {"forecast": "end", "minutes_before": 10}})
    core.take()
    core.later(0.001)
    assert refused(core, wish()) is Refusal.CLOSING_SOON


def queue_view(core: CoreHall) -> QueueView:
    return catalogue_view(core.hall, core.now).queues[0]


def test_the_catalogue_says_until_when_and_from_when() -> None:
    core = guarded(hours=LUNCH, calendar={"weekdays": ["mon", "fri"]})
    assert (queue_view(core).open, queue_view(core).closes_at) == (True, MORNING + 3 * HOUR)
    core.later(3 * 3600)
    assert (queue_view(core).open, queue_view(core).opens_at) == (False, MORNING + 4 * HOUR + 30 * MINUTE)
    core.later(6 * 3600)
    assert queue_view(core).opens_at == MORNING + 3 * DAY - 30 * MINUTE
    core.do(ExtendHours(queue="a", until="19:00", reason="why"), MANAGER)
    assert (queue_view(core).open, queue_view(core).closes_at) == (True, MORNING + 10 * HOUR)
    core.do(CloseDay(), MANAGER)
    assert (queue_view(core).open, queue_view(core).opens_at) == (False, MORNING + 3 * DAY - 30 * MINUTE)
