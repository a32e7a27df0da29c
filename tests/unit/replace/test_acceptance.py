"""Is the new machine the unit now: each point by what the hall knows."""

from dataclasses import replace

import pytest

from api.releases.orders import Report
from tingtang.replace.acceptance import Certificate, Known, Point, judge

SINCE_MS = 1_750_000_000_000
OLD = Certificate(SINCE_MS - 86_400_000, revoked=True)
NEW = Certificate(SINCE_MS + 60_000, revoked=False)
SERIAL = "10000000abcd1234"
REPORT = Report(version="1.1.0", serial=SERIAL)
ALL_GOOD = Known(SINCE_MS, SERIAL, (OLD, NEW), SINCE_MS + 200_000, REPORT)


def failing(known: Known) -> set[Point]:
    return {finding.point for finding in judge(known) if not finding.good}


def test_a_machine_in_its_place() -> None:
    assert failing(ALL_GOOD) == set()
    assert failing(replace(ALL_GOOD, serial="")) == set(), "nobody said which machine it shall be"


def test_right_after_the_order_only_the_old_one_is_cut_off() -> None:
    asked_before = replace(ALL_GOOD, certificates=(OLD,), heard_ms=SINCE_MS - 1)
    assert failing(asked_before) == {Point.ENROLLED, Point.ASKED, Point.RIGHT_MACHINE, Point.WELL}


@pytest.mark.parametrize(
    ("known", "point"),
    [
        (replace(ALL_GOOD, certificates=(replace(OLD, revoked=False), NEW)), Point.CUT_OFF),
        (replace(ALL_GOOD, certificates=(OLD, replace(NEW, revoked=True))), Point.ENROLLED),
        (replace(ALL_GOOD, serial="somebody-elses"), Point.RIGHT_MACHINE),
        (replace(ALL_GOOD, report=Report(version="1.1.0", serial=SERIAL, well=False)), Point.WELL),
    ],
)
def test_each_point_is_asked_by_itself(known: Known, point: Point) -> None:
    assert failing(known) == {point}


def test_a_certificate_of_the_same_second_is_the_new_one() -> None:
    assert failing(replace(ALL_GOOD, since_ms=SINCE_MS + 900, certificates=(OLD, replace(NEW, made_ms=SINCE_MS)))) == set()
