"""限号 in the hall's file: which services, days and minutes a quota means."""

import pytest

from hall_controller.config_guards import QuotaSection
from hall_controller.domain.quotas import Quota

SERVICES_OF = {"a": ["s-a", "s-c"], "b": ["s-b"]}
FRIDAY, SATURDAY = 4, 5


def quota(**keys: object) -> Quota:
    return QuotaSection.model_validate({"most": 2, **keys}).value(SERVICES_OF)


def test_a_queue_s_quota_means_all_its_services() -> None:
    assert quota(queue="a").services == {"s-a", "s-c"}
    assert quota(services=["s-a", "s-b"]).services == {"s-a", "s-b"}


@pytest.mark.parametrize(
    ("keys", "first", "end"),
    [
        ({}, 0, 1440),
        ({"half_day": "morning"}, 0, 720),
        ({"half_day": "afternoon"}, 720, 1440),
        ({"between": "09:00-10:30"}, 540, 630),
    ],
)
def test_the_part_of_the_day(keys: dict[str, object], first: int, end: int) -> None:
    limit = quota(queue="a", **keys)
    assert [limit.holds(FRIDAY, minute) for minute in (first - 1, first, end - 1, end)] == [False, True, True, False]


def test_it_holds_on_its_weekdays() -> None:
    saturdays = quota(queue="a", weekdays=["sat"])
    assert saturdays.holds(SATURDAY, 600)
    assert not saturdays.holds(FRIDAY, 600)
