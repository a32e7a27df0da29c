"""限号: which numbers count, and when there is no room."""

import pytest

from hall_controller.config_guards import QuotaSection
from hall_controller.domain.quotas import Issued, Quota, used_up

FRIDAY, SATURDAY = 4, 5
NINE, TWO = 540, 840


def quota(**keys: object) -> Quota:
    return QuotaSection.model_validate({"most": 2, **keys}).value()


def issued(service: str = "s-a", queue: str = "a", minute: int = NINE) -> Issued:
    return Issued(service, queue, minute)


def test_a_queue_s_quota_counts_all_its_services() -> None:
    day = quota(queue="a")
    assert used_up([day], [issued()], issued("other"), FRIDAY) is None
    assert used_up([day], [issued(), issued("other")], issued(), FRIDAY) is day
    assert used_up([day], [issued(), issued()], issued(queue="b"), FRIDAY) is None


def test_services_named_together_are_counted_together() -> None:
    pair = quota(services=["s-a", "s-b"])
    assert used_up([pair], [issued(), issued("s-b", "b")], issued(), FRIDAY) is pair
    assert used_up([pair], [issued(), issued("s-c")], issued(), FRIDAY) is None
    assert used_up([pair], [issued(), issued("s-b")], issued("s-c"), FRIDAY) is None


@pytest.mark.parametrize(
    ("keys", "counted", "minute", "full"),
    [
        ({"half_day": "morning"}, NINE, NINE + 5, True),
        ({"half_day": "morning"}, NINE, TWO, False),
        ({"half_day": "afternoon"}, NINE, TWO, False),
        ({"half_day": "afternoon"}, 720, TWO, True),
        ({"between": "09:00-10:00"}, NINE, 599, True),
        ({"between": "09:00-10:00"}, NINE, 600, False),
        ({"between": "09:00-10:00"}, NINE - 1, 599, False),
    ],
)
def test_only_numbers_of_the_same_part_of_the_day_count(keys: dict[str, object], counted: int, minute: int, full: bool) -> None:
    limit = quota(queue="a", **keys)
    assert (used_up([limit], [issued(minute=counted)] * 2, issued(minute=minute), FRIDAY) is limit) is full


def test_it_holds_on_its_weekdays() -> None:
    saturdays = quota(queue="a", weekdays=["sat"], most=0)
    assert used_up([saturdays], [], issued(), SATURDAY) is saturdays
    assert used_up([saturdays], [], issued(), FRIDAY) is None


def test_the_first_of_several_that_is_used_up_is_named() -> None:
    wide, narrow = quota(queue="a", most=9), quota(services=["s-a"])
    assert used_up([wide, narrow], [issued()] * 2, issued(), FRIDAY) is narrow
