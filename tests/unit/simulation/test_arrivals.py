"""The people of a day follow the model, and only the seed changes them."""

from collections import Counter
from random import Random
from statistics import fmean, pstdev

import pytest

from api.messages.words import TicketClass
from hall_controller.domain.rules import Rules
from hall_controller.simulation.arrivals import UnknownInModel, lognormal, plan_day, queue_weights
from hall_controller.simulation.day_model import Law
from hall_controller.simulation.plan import MS_PER_MIN
from tests.support.simulated_hall import LAND, NAMES, TAX, small_hall, small_model, small_plan

HALF_HOUR_MS = 30 * MS_PER_MIN


def test_the_same_seed_is_the_same_day_and_another_is_another() -> None:
    assert small_plan(seed=3) == small_plan(seed=3)
    assert small_plan(seed=3) != small_plan(seed=4)


def test_people_come_in_order_and_as_many_as_the_model_says() -> None:
    citizens = small_plan().citizens
    assert len(citizens) == 150
    assert [citizen.number for citizen in citizens] == list(range(150))
    assert [citizen.arrives for citizen in citizens] == sorted(citizen.arrives for citizen in citizens)


def test_a_hall_of_half_the_windows_gets_half_the_people() -> None:
    hall = small_hall(windows=[{"number": 1, "names": NAMES, "queues": [TAX]}, {"number": 2, "names": NAMES, "queues": [LAND]}])
    assert len(small_plan(hall).citizens) == 75


def test_half_hours_and_classes_come_by_their_weights() -> None:
    citizens = small_plan(tickets=20_000).citizens
    slots = Counter(citizen.arrives // HALF_HOUR_MS for citizen in citizens)
    assert slots.keys() == {17, 18, 19, 20, 22, 28, 29, 30}, "half hours since midnight that have a weight"
    assert slots[18] / slots[22] == pytest.approx(4, rel=0.15)
    classes = Counter(citizen.ticket_class for citizen in citizens)
    assert classes[TicketClass.WALK_IN] / len(citizens) == pytest.approx(0.7, abs=0.02)
    assert classes[TicketClass.ELDERLY] / len(citizens) == pytest.approx(0.1, abs=0.01)


def test_queues_share_people_by_what_their_windows_can_do() -> None:
    rules = Rules(small_hall())
    weights = queue_weights(small_model(), rules)
    assert weights[TAX] / weights[LAND] == pytest.approx((3 / 10) / (1 / 15)), "windows over mean minutes"
    doubled = queue_weights(small_model(queues={LAND: {"load": 2.0}}), rules)
    assert doubled[LAND] == pytest.approx(2 * weights[LAND])


def test_a_queue_may_have_its_own_profile() -> None:
    rules = Rules(small_hall())
    plan = plan_day(small_model(queues={LAND: {"arrivals": {"16:00": 1}}}), rules, Random(1))
    land = [citizen for citizen in plan.citizens if rules.services[citizen.legs[0].service].queue == LAND]
    assert land
    assert {citizen.arrives // HALF_HOUR_MS for citizen in land} == {32}


def test_services_take_as_long_as_their_law_says() -> None:
    model = small_model(tickets=20_000, service={"scale": 0.5, "services": {"deed": {"mean": 30, "cv": 0.0}}})
    plan = plan_day(model, Rules(small_hall()), Random(1))
    legs = [citizen.legs[0] for citizen in plan.citizens]
    assert {leg.service_ms for leg in legs if leg.service == "deed"} == {30 * MS_PER_MIN}
    assert fmean(leg.service_ms for leg in legs if leg.service == "invoice") == pytest.approx(4 * MS_PER_MIN, rel=0.03)


def test_a_lognormal_duration_has_the_mean_and_the_spread_asked_for() -> None:
    rng = Random(1)
    values = [lognormal(rng, Law(mean=10, cv=0.8), MS_PER_MIN) / MS_PER_MIN for _ in range(40_000)]
    assert fmean(values) == pytest.approx(10, rel=0.02)
    assert pstdev(values) / fmean(values) == pytest.approx(0.8, rel=0.05)


def test_a_visit_with_followers_has_a_leg_for_each_queue() -> None:
    services = [
        {"id": "accept", "names": NAMES, "department": NAMES, "queue": TAX, "minutes": 8, "then": ["pay"]},
        {"id": "pay", "names": NAMES, "department": NAMES, "queue": LAND, "minutes": 3},
    ]
    legs = {tuple(leg.service for leg in citizen.legs) for citizen in small_plan(small_hall(services=services)).citizens}
    assert legs == {("accept", "pay"), ("pay",)}


def test_unknown_queues_and_services_are_named() -> None:
    model = small_model(queues={"tacks": {}}, service={"services": {"ded": {"mean": 5}}})
    with pytest.raises(UnknownInModel, match=r"queues\.tacks: .*\n.*service\.services\.ded"):
        plan_day(model, Rules(small_hall()), Random(1))
