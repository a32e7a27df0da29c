"""A whole day on the real core: everybody ends somewhere, the rule decides, and nothing but the rule differs."""

from dataclasses import replace
from statistics import fmean

import pytest

from api.messages.words import RuleName, TicketClass
from hall_controller.config import HallConfig
from hall_controller.domain.events import Event, EventKind
from hall_controller.simulation.journeys import DayResult
from hall_controller.simulation.plan import MS_PER_MIN, MS_PER_S, Citizen, DayPlan, Leg, Shift
from hall_controller.simulation.report import DayReport
from hall_controller.simulation.run_day import midnight_of, run_day
from hall_controller.simulation.staffing import parse_changes
from hall_controller.simulation.variant import Variant
from tests.support.simulated_hall import LAND, NAMES, TAX, small_hall, small_plan

HOUR_MS = 60 * MS_PER_MIN
NINE = 9 * HOUR_MS


def _under(rule: str, plan: DayPlan | None = None) -> DayResult:
    return run_day(Variant.of_rule(rule).hall(small_hall()), plan or small_plan())


def _leg(service: str = "mortgage", minutes: float = 10, **changes: int | None) -> Leg:
    return replace(Leg(service, 20 * MS_PER_S, round(minutes * MS_PER_MIN), 5 * MS_PER_S, None), **changes)


def _plan(*citizens: Citizen, window: int = 4, **changes: object) -> DayPlan:
    shift = Shift(window, NINE - HOUR_MS // 2, 17 * HOUR_MS)
    return replace(DayPlan("2025-11-21", citizens, (shift,), 18 * HOUR_MS, kiosks=1), **changes)


def test_everybody_ends_somewhere() -> None:
    result = _under("apq")
    report = DayReport.of("apq", result)
    assert len(result.journeys) == 150
    assert report.served + report.no_shows + report.cancelled + report.expired + sum(report.refused.values()) == 150
    assert report.served > 120
    assert sum(window.served for window in result.windows.values()) == report.served


def test_the_same_day_twice_is_the_same() -> None:
    first, second = _under("apq"), _under("apq")
    assert [journey.called_at for journey in first.journeys] == [journey.called_at for journey in second.journeys]
    assert first.operations == second.operations


def test_first_come_first_served_passes_nobody_over_and_strict_serves_classes_apart() -> None:
    fifo, strict = DayReport.of("fifo", _under("fifo")), DayReport.of("strict", _under("strict"))
    assert fifo.passes == 0
    assert strict.passes > 0
    assert strict.classes[TicketClass.ELDERLY].mean < fifo.classes[TicketClass.ELDERLY].mean
    assert strict.classes[TicketClass.WALK_IN].mean > fifo.classes[TicketClass.WALK_IN].mean


def test_accumulating_lies_between_first_come_and_strict() -> None:
    walk_in = {
        rule: DayReport.of(rule, _under(rule, small_plan(tickets=230))).classes[TicketClass.WALK_IN].mean
        for rule in ("fifo", "apq", "strict")
    }
    assert walk_in["fifo"] < walk_in["apq"] < walk_in["strict"]


def test_nobody_is_passed_over_beyond_the_bound_unless_it_is_off() -> None:
    hall = small_hall(discipline={"overtakes_max": {"walk-in": 3}})
    plan = small_plan(hall, tickets=230)
    bounded = Variant("strict", RuleName.STRICT)
    bare = replace(bounded, bounded=False)
    assert DayReport.of("", run_day(bounded.hall(hall), plan)).classes[TicketClass.WALK_IN].passed_over_max <= 3
    assert DayReport.of("", run_day(bare.hall(hall), plan)).classes[TicketClass.WALK_IN].passed_over_max > 3


@pytest.mark.parametrize("rule", ["ratio", "ratio:1", "edd"])
def test_rules_of_the_simulator_run(rule: str) -> None:
    report, fifo = DayReport.of(rule, _under(rule)), DayReport.of("fifo", _under("fifo"))
    assert report.passes > 0
    assert report.classes[TicketClass.ELDERLY].mean < fifo.classes[TicketClass.ELDERLY].mean


def test_one_window_more_shortens_its_queue_and_no_other() -> None:
    hall, plan = small_hall(), small_plan(tickets=230)
    more = Variant("more", staffing=tuple(parse_changes("tax=+1")))
    before = DayReport.of("", run_day(hall, plan))
    after = DayReport.of("", run_day(more.hall(hall), more.plan(hall, plan)))
    assert after.queues[TAX].mean < before.queues[TAX].mean
    assert after.queues[LAND].mean == pytest.approx(before.queues[LAND].mean)


def test_a_wait_is_what_the_one_before_takes() -> None:
    plan = _plan(*(Citizen(n, NINE + n * MS_PER_S, TicketClass.WALK_IN, (_leg(),)) for n in range(3)))
    waits = [journey.waited_ms for journey in run_day(small_hall(), plan).journeys]
    one = 20 * MS_PER_S + 10 * MS_PER_MIN + 5 * MS_PER_S
    assert waits == [2 * MS_PER_S, 2 * MS_PER_S + one - MS_PER_S, 2 * MS_PER_S + 2 * one - 2 * MS_PER_S]


def test_a_rating_pad_keeps_its_window_until_the_answer_or_the_time_out() -> None:
    def second_wait(rating_ms: int | None) -> int:
        people = (Citizen(n, NINE, TicketClass.WALK_IN, (_leg("deed", rating_ms=rating_ms),)) for n in range(2))
        return run_day(small_hall(), _plan(*people, window=3)).journeys[1].waited_ms or 0

    assert second_wait(9 * MS_PER_S) - second_wait(1 * MS_PER_S) == 4 * MS_PER_S, "5 s pass between two people anyway"
    assert second_wait(None) - second_wait(1 * MS_PER_S) == (15 + 2 - 5) * MS_PER_S, "time-out and margin"


def test_who_stays_away_costs_the_window_the_calls_and_may_come_back() -> None:
    people = (
        Citizen(0, NINE, TicketClass.WALK_IN, (_leg(),), absent=True, back_after_ms=5 * MS_PER_MIN),
        Citizen(1, NINE, TicketClass.WALK_IN, (_leg(),), absent=True),
        Citizen(2, NINE, TicketClass.WALK_IN, (_leg(),)),
    )
    back, away, there = run_day(small_hall(), _plan(*people)).journeys
    assert (back.served, back.no_show) == (True, False)
    assert (away.served, away.no_show) == (False, True)
    assert there.waited_ms == 2 * MS_PER_S + 2 * (45 + 5) * MS_PER_S


def test_patience_ends_with_a_word_or_without() -> None:
    waiting = [Citizen(0, NINE, TicketClass.WALK_IN, (_leg(minutes=60),))]
    waiting += [
        Citizen(n, NINE, TicketClass.WALK_IN, (_leg(),), patience_ms=20 * MS_PER_MIN, says_so=says_so)
        for n, says_so in ((1, True), (2, False))
    ]
    _, says, goes = run_day(small_hall(), _plan(*waiting)).journeys
    assert (says.cancelled, says.called_at) == (True, None)
    assert (goes.cancelled, goes.no_show, goes.left_without_a_word) == (False, True, True)


def test_who_still_waits_when_the_day_is_closed_expires() -> None:
    people = (Citizen(n, 16 * HOUR_MS, TicketClass.WALK_IN, (_leg(minutes=100),)) for n in range(3))
    result = run_day(small_hall(), _plan(*people))
    assert [journey.expired for journey in result.journeys] == [False, False, True]


def test_a_clerk_who_doesnt_stay_goes_after_the_present_citizen() -> None:
    people = [Citizen(n, NINE, TicketClass.WALK_IN, (_leg(minutes=30),)) for n in range(3)]
    shift = Shift(4, NINE, NINE + 10 * MS_PER_MIN, stays=False)
    result = run_day(small_hall(), _plan(*people, shifts=(shift,)))
    assert [journey.served for journey in result.journeys] == [True, False, False]


def test_a_break_begins_when_the_citizen_is_done_and_lasts_its_time() -> None:
    people = [Citizen(n, NINE, TicketClass.WALK_IN, (_leg(minutes=10),)) for n in range(2)]
    shift = Shift(4, NINE, 17 * HOUR_MS, breaks=((NINE + 5 * MS_PER_MIN, NINE + 35 * MS_PER_MIN),))
    result = run_day(small_hall(), _plan(*people, shifts=(shift,)))
    without = run_day(small_hall(), _plan(*people, shifts=(replace(shift, breaks=()),)))
    assert (result.journeys[1].waited_ms or 0) - (without.journeys[1].waited_ms or 0) == 30 * MS_PER_MIN
    assert result.windows[4].paused_ms == 30 * MS_PER_MIN
    assert result.windows[4].busy_ms == without.windows[4].busy_ms


def test_a_visit_goes_on_at_its_next_queue() -> None:
    services = [
        {"id": "accept", "names": NAMES, "department": NAMES, "queue": TAX, "then": ["pay"]},
        {"id": "pay", "names": NAMES, "department": NAMES, "queue": LAND},
    ]
    hall = small_hall(services=services)
    heard: list[Event] = []
    citizen = Citizen(0, NINE, TicketClass.WALK_IN, (_leg("accept"), _leg("pay", 3)))
    shifts = (Shift(1, NINE, 17 * HOUR_MS), Shift(4, NINE, 17 * HOUR_MS))
    run_day(hall, _plan(citizen, shifts=shifts), on_event=heard.append)
    calls = [event.body["window"] for event in heard if event.kind is EventKind.TICKET_CALLED]
    assert calls == [1, 4]
    assert sum(event.kind is EventKind.TICKET_FINISHED for event in heard) == 2


def test_an_unplanned_second_stop_is_a_transfer() -> None:
    heard: list[Event] = []
    citizen = Citizen(0, NINE, TicketClass.WALK_IN, (_leg("deed"), _leg("mortgage", 3)))
    shifts = (Shift(1, NINE, 17 * HOUR_MS), Shift(4, NINE, 17 * HOUR_MS))
    result = run_day(small_hall(), _plan(citizen, shifts=shifts), on_event=heard.append)
    assert [event.body["window"] for event in heard if event.kind is EventKind.TICKET_TRANSFERRED] == [1]
    assert result.journeys[0].served


def test_refusals_are_counted_by_reason() -> None:
    early = Citizen(0, 7 * HOUR_MS, TicketClass.WALK_IN, (_leg(),))
    report = DayReport.of("", run_day(small_hall(), _plan(early)))
    assert sum(report.refused.values()) == 1
    assert report.served == 0


def test_a_free_window_with_less_else_to_do_is_called_to_first() -> None:
    windows = [
        {"number": 1, "names": NAMES, "queues": [TAX, LAND]},
        {"number": 2, "names": NAMES, "queues": [LAND]},
    ]
    heard: list[Event] = []
    citizen = Citizen(0, NINE + HOUR_MS, TicketClass.WALK_IN, (_leg(),))
    shifts = (Shift(1, NINE, 17 * HOUR_MS), Shift(2, NINE, 17 * HOUR_MS))
    run_day(small_hall(windows=windows), _plan(citizen, shifts=shifts), on_event=heard.append)
    assert [event.body["window"] for event in heard if event.kind is EventKind.TICKET_CALLED] == [2]


def test_a_window_that_calls_by_itself_has_its_break_and_its_evening() -> None:
    windows = [{"number": 4, "names": NAMES, "queues": [LAND], "auto_call": True}]
    people = [Citizen(n, NINE, TicketClass.WALK_IN, (_leg(minutes=10),)) for n in range(4)]
    begin = NINE + 5 * MS_PER_MIN
    shift = Shift(4, NINE, NINE + 70 * MS_PER_MIN, breaks=((begin, begin + 30 * MS_PER_MIN),), stays=False)
    result = run_day(small_hall(windows=windows), _plan(*people, shifts=(shift,)))
    assert result.windows[4].paused_ms == 30 * MS_PER_MIN
    assert [journey.served for journey in result.journeys] == [True, True, True, True]
    short = replace(shift, closes=NINE + 45 * MS_PER_MIN)
    fewer = run_day(small_hall(windows=windows), _plan(*people, shifts=(short,)))
    assert [journey.served for journey in fewer.journeys] == [True, True, False, False]


def test_time_is_told_in_order_and_the_local_day_is_the_halls() -> None:
    times: list[int] = []
    plan = small_plan()
    run_day(small_hall(), plan, on_time=times.append)
    midnight = midnight_of(plan.day, "Asia/Shanghai")
    assert times == sorted(times)
    assert midnight < times[0]
    assert times[-1] == midnight + plan.ends


def test_a_hall_with_boards_and_speakers_has_nothing_to_tell_them() -> None:
    hall: HallConfig = small_hall(zones=[{"id": "main", "names": NAMES, "speakers": ["agent/speaker-1"]}])
    assert fmean(j.waited_ms or 0 for j in run_day(hall, small_plan()).journeys) == fmean(
        j.waited_ms or 0 for j in _under("apq").journeys
    )
