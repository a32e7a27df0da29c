"""A day read from its journal is the day that was, and replayed as it was it comes out nearly as it was."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest

from api.messages.hall_commands import Arrive, Finish, Next
from api.messages.words import RuleName, TicketClass
from hall_controller.config import HallConfig
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.rules import Rules
from hall_controller.simulation.fit_of_replay import ReplayFit
from hall_controller.simulation.journal import JournalDay, NotReplayable, read_day
from hall_controller.simulation.journeys import DayResult
from hall_controller.simulation.plan import MS_PER_MIN, MS_PER_S, Citizen, DayPlan, Leg, RuleChange, Shift
from hall_controller.simulation.report import DayReport
from hall_controller.simulation.run_day import midnight_of, run_day
from hall_controller.simulation.variant import Variant
from tests.support.booking_hall import DAY_S, HOUR_S, MONDAY, booked, booking_hall, check_in
from tests.support.guarded_hall import person
from tests.support.simulated_hall import NAMES, TAX, small_hall, small_plan

NINE = 9 * 60 * MS_PER_MIN


def _journal(plan: DayPlan, hall: HallConfig | None = None) -> tuple[DayResult, list[Event]]:
    events: list[Event] = []
    return run_day(hall or small_hall(), plan, on_event=events.append), events


def _read(events: Sequence[Event], hall: HallConfig | None = None, day: str = "2025-11-21") -> JournalDay:
    return read_day(events, day, midnight_of(day, "Asia/Shanghai"), Rules(hall or small_hall()), Random(1))


def test_the_day_is_read_as_it_was() -> None:
    plan = small_plan(tickets=230)
    ran, events = _journal(plan)
    was = _read(events)
    simulated, real = DayReport.of("", ran), DayReport.of("", was.real)
    assert real.classes == simulated.classes
    assert real.queues == simulated.queues
    assert (real.served, real.no_shows, real.cancelled, real.expired) == (
        simulated.served,
        simulated.no_shows,
        simulated.cancelled,
        simulated.expired,
    )
    assert {n: (w.busy_ms, w.paused_ms) for n, w in was.real.windows.items()} == {
        n: (w.busy_ms, w.paused_ms) for n, w in ran.windows.items()
    }
    assert was.by_hand == 0


def test_people_and_services_are_the_days_own() -> None:
    plan = small_plan()
    _, events = _journal(plan)
    again = _read(events).plan
    assert [(c.arrives, c.ticket_class, c.legs[0].service) for c in again.citizens] == [
        (c.arrives, c.ticket_class, c.legs[0].service) for c in plan.citizens
    ]
    served = {event.body["ticket"] for event in events if event.kind is EventKind.TICKET_FINISHED}
    issued = [event.body["ticket"] for event in events if event.kind is EventKind.TICKET_ISSUED]
    for ticket, old, new in zip(issued, plan.citizens, again.citizens, strict=True):
        if ticket in served:
            assert (new.legs[0].walk_ms, new.legs[0].service_ms) == (old.legs[0].walk_ms, old.legs[0].service_ms)
    assert again.habits.miss_after_ms == plan.habits.miss_after_ms
    assert again.habits.notices_ms == plan.habits.notices_ms


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_replay_is_close_to_the_day(seed: int) -> None:
    hall = small_hall()
    _, events = _journal(small_plan(seed=seed, tickets=230))
    was = _read(events)
    replay = run_day(hall, was.plan)
    fit = ReplayFit.of(was.real, replay)
    assert fit.is_close
    assert fit.people > 150
    assert fit.typical_difference < 0.1 * fit.real_mean
    real, again = DayReport.of("", was.real), DayReport.of("", replay)
    for kind, waits in real.classes.items():
        assert again.classes[kind].mean == pytest.approx(waits.mean, rel=0.1, abs=0.5)


def test_an_alternative_on_the_replay_is_the_alternative_on_the_day() -> None:
    hall, plan = small_hall(), small_plan(tickets=230)
    fifo = Variant.of_rule("fifo")
    _, events = _journal(plan)
    replayed = DayReport.of("", run_day(fifo.hall(hall), fifo.plan(hall, _read(events).plan)))
    ran = DayReport.of("", run_day(fifo.hall(hall), plan))
    assert replayed.everybody.mean == pytest.approx(ran.everybody.mean, rel=0.1)
    assert replayed.passes == 0


def test_a_replay_that_is_far_off_says_so() -> None:
    _, events = _journal(small_plan(tickets=230))
    was = _read(events)
    hurried = replace(was.plan, citizens=tuple(replace(c, legs=(replace(c.legs[0], service_ms=1),)) for c in was.plan.citizens))
    assert not ReplayFit.of(was.real, run_day(small_hall(), hurried)).is_close


def test_a_stop_elsewhere_is_replayed_as_one() -> None:
    legs = tuple(Leg(service, 20 * MS_PER_S, 5 * MS_PER_MIN, 5 * MS_PER_S, None) for service in ("deed", "mortgage"))
    shifts = (Shift(1, NINE, 2 * NINE - NINE // 2), Shift(4, NINE, 2 * NINE - NINE // 2))
    plan = DayPlan("2025-11-21", (Citizen(0, NINE, TicketClass.WALK_IN, legs),), shifts, 2 * NINE, kiosks=1)
    _, events = _journal(plan)
    (citizen,) = _read(events).plan.citizens
    assert [(leg.service, leg.service_ms) for leg in citizen.legs] == [("deed", 5 * MS_PER_MIN), ("mortgage", 5 * MS_PER_MIN)]


def test_whoever_was_never_served_takes_as_long_as_somebody_of_the_same_service() -> None:
    people = tuple(
        Citizen(n, 16 * 60 * MS_PER_MIN, TicketClass.WALK_IN, (Leg("deed", 0, 100 * MS_PER_MIN, 0, None),)) for n in range(3)
    )
    shift = Shift(1, NINE, 17 * 60 * MS_PER_MIN)
    _, events = _journal(DayPlan("2025-11-21", people, (shift,), 18 * 60 * MS_PER_MIN, kiosks=1))
    was = _read(events)
    assert [journey.expired for journey in was.real.journeys] == [False, False, True]
    assert was.plan.citizens[2].legs[0].service_ms == 100 * MS_PER_MIN


def test_a_rule_that_was_set_during_the_day_is_set_again() -> None:
    rates = dict.fromkeys(TicketClass, 0.5)
    change = RuleChange(NINE + 60 * MS_PER_MIN, RuleName.FIFO, rates)
    plan = replace(small_plan(tickets=230), rule_changes=(change,))
    ran, events = _journal(plan)
    was = _read(events)
    assert was.plan.rule_changes == (change,)
    assert ReplayFit.of(ran, run_day(small_hall(), was.plan)).is_close
    assert Variant.of_rule("apq").plan(small_hall(), was.plan).rule_changes == (), "another rule holds all day"


def test_a_day_without_numbers_or_with_unknown_services_cant_be_replayed() -> None:
    with pytest.raises(NotReplayable, match="nobody took a number"):
        _read([])
    _, events = _journal(small_plan())
    services = [{"id": "other", "names": NAMES, "department": NAMES, "queue": TAX}]
    with pytest.raises(NotReplayable, match="any more: deed, invoice, mortgage"):
        _read(events, small_hall(services=services))


def test_booked_people_stand_in_line_from_their_check_in() -> None:
    """One of today and one of an earlier day; the second comes too early and waits from a moment before the slot."""
    core = booking_hall()
    core.open(2)
    earlier, today = booked(core, person(1), MONDAY, "10:30"), booked(core, person(2))
    first_day = len(core.events)
    core.now += 3 * DAY_S * 1000
    core.run_timers()
    core.open(2)
    check_in(core, earlier)
    core.later(HOUR_S * 1.25)
    core.later(HOUR_S * 0.25)
    for command in (Next, Arrive, Finish):
        core.do(command(window=2))
        core.later(60)
    bookings = [event for event in core.events[:first_day] if event.kind is EventKind.TICKET_BOOKED]
    on_monday = [event for event in bookings if event.body["day"] == MONDAY] + core.events[first_day:]
    was = read_day(on_monday, MONDAY, midnight_of(MONDAY, "Asia/Shanghai"), core.rules, Random(1))
    (citizen,) = was.plan.citizens
    assert citizen.ticket_class is TicketClass.APPOINTMENT
    assert citizen.arrives == (10 * 60 + 15) * MS_PER_MIN, "a quarter of an hour before the slot"
    assert citizen.legs[0].service_ms == MS_PER_MIN
    assert was.real.journeys[0].waited_ms == 15 * MS_PER_MIN
    assert today.id not in {event.body.get("ticket") for event in on_monday if event.kind is EventKind.TICKET_CALLED}


def test_a_visit_that_ended_before_its_planned_stops_ends_there_again() -> None:
    services = [
        {"id": "accept", "names": NAMES, "department": NAMES, "queue": TAX, "then": ["pay"]},
        {"id": "pay", "names": NAMES, "department": NAMES, "queue": "land"},
    ]
    hall = small_hall(services=services)
    citizen = Citizen(0, NINE, TicketClass.WALK_IN, (Leg("accept", 0, 5 * MS_PER_MIN, 0, None),))
    shifts = (Shift(1, NINE, 2 * NINE - NINE // 2), Shift(4, NINE, 2 * NINE - NINE // 2))
    _, events = _journal(DayPlan("2025-11-21", (citizen,), shifts, 2 * NINE, kiosks=1), hall)
    assert EventKind.TICKET_REJECTED in {event.kind for event in events}
    again = _read(events, hall).plan
    assert [leg.service for leg in again.citizens[0].legs] == ["accept"]
    assert run_day(hall, again).journeys[0].served
