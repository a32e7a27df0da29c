"""No number is anybody's twice after a restore: what may be given out since the backup is passed over."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.ids import new_id
from api.messages.hall_commands import BackEnter, Book, LeaseNumbers, OpenPaperRange, Take, TakeOffline
from api.messages.words import HandOver, Role
from api.ports import Actor
from hall_controller.config import HallConfig
from hall_controller.domain.after_restore import AT_LEAST, Busiest, NoRoom, could_be_given
from hall_controller.domain.facts import AFTER_RESTORE, Block
from hall_controller.store.after_restore import pass_over
from hall_controller.store.audit import audit
from hall_controller.store.schema import connect_reader
from tests.support.booking_hall import BOOKING, MONDAY, WORKING_WEEK
from tests.support.guarded_hall import guarded_config
from tests.support.hall_core import KIOSK, MORNING
from tests.support.hall_store import HandClock, StoreHall, store_hall

HOUR_MS = 3_600_000
OTHER_KIOSK = Actor("kiosk-02", Role.DEVICE)
HOLDER, OTHER_HOLDER = "a" * 64, "b" * 64


def config(last: int = 999) -> HallConfig:
    queues: dict[str, Any] = {"first": 1, "last": last, "booking": BOOKING}
    return guarded_config(queues=queues, calendar=WORKING_WEEK)


def take(hall: StoreHall) -> str:
    done = hall.do(Take(service="s-a", hand_over=HandOver.SCREEN), KIOSK)
    return str(done.result["ticket"]["number"])


def book(hall: StoreHall, holder: str) -> str:
    done = hall.do(Book(service="s-a", day=MONDAY, slot="10:00", holder=holder), KIOSK)
    return str(done.result["ticket"]["number"])


def keep(path: Path, copy: Path) -> None:
    with closing(connect_reader(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def pass_over_in(copy: Path, *, hours: float = 1, last: int = 999, **seen: int) -> HandClock:
    clock = HandClock(MORNING + round(hours * HOUR_MS))
    pass_over(copy, config(last), backup_at_ms=MORNING, seen=seen, clock=clock, new_id=new_id)
    return clock


@pytest.fixture
def copy(path: Path, tmp_path: Path) -> Path:
    """What was kept after three numbers; the hall went on to give seven more."""
    copy = tmp_path / "copy.db"
    with store_hall(path, config()) as hall:
        for _ in range(3):
            take(hall)
        keep(path, copy)
        assert [take(hall) for _ in range(7)][-1] == "A010"
    return copy


def test_a_number_given_after_the_backup_is_not_given_again(copy: Path) -> None:
    clock = pass_over_in(copy)
    with store_hall(copy, config(), clock) as hall:
        assert take(hall) == f"A{3 + 2 * 3 + AT_LEAST + 1:03d}"
        assert take(hall) == f"A{3 + 2 * 3 + AT_LEAST + 2:03d}"
    assert audit(copy, config()) == []


def test_the_audit_needs_the_record_to_accept_the_gap(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as damaged, damaged:
        damaged.execute("UPDATE counter SET number = 40")
    assert any("counter" in problem for problem in audit(copy, config()))


def test_a_number_that_somebody_saw_decides(copy: Path) -> None:
    clock = pass_over_in(copy, A=10)
    with store_hall(copy, config(), clock) as hall:
        assert take(hall) == "A011"
    assert audit(copy, config()) == []


def test_a_number_below_the_backups_own_takes_nothing_back(copy: Path) -> None:
    clock = pass_over_in(copy, A=1)
    with store_hall(copy, config(), clock) as hall:
        assert take(hall) == "A004"


def test_on_another_day_the_series_starts_beyond_what_the_day_may_have_given(copy: Path) -> None:
    clock = pass_over_in(copy, hours=3 * 24)
    with store_hall(copy, config(), clock) as hall:
        assert take(hall) == f"A{2 * 3 + AT_LEAST + 1:03d}"
    assert audit(copy, config()) == []


def test_a_series_that_is_too_short_asks_for_the_highest_number(copy: Path) -> None:
    with pytest.raises(NoRoom, match=r"queue a: numbers up to A029 .* its last one is A029.* --seen A004"):
        pass_over_in(copy, last=29)
    with pytest.raises(NoRoom, match="Q"):
        pass_over_in(copy, Q=3)


def test_bookings_of_days_to_come_are_passed_over_too(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with store_hall(path, config()) as hall:
        keep(path, copy)
        assert book(hall, HOLDER) == "AY001"
    clock = pass_over_in(copy)
    with store_hall(copy, config(), clock) as hall:
        assert book(hall, OTHER_HOLDER) == f"AY{AT_LEAST + 1:03d}"
    assert audit(copy, config()) == []


def test_an_islands_number_from_a_lost_range_is_taken_in_and_no_one_elses(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with store_hall(path, config()) as hall:
        keep(path, copy)
        lost = hall.do(LeaseNumbers(queue="a", count=20), KIOSK).result["block"]
    clock = pass_over_in(copy)
    with store_hall(copy, config(), clock) as hall:
        fresh = hall.do(LeaseNumbers(queue="a", count=20), OTHER_KIOSK).result["block"]
        assert fresh["first"] > lost["last"]
        offline = TakeOffline(block=lost["id"], number=lost["first"] + 1, service="s-a", taken_at=MORNING)
        entered = hall.do(offline, KIOSK).result["ticket"]["number"]
        assert entered == "AK002"
        again = hall.submit(offline, OTHER_KIOSK)
        assert again.result.get("refusal", again.error_code) is not None
        assert not again.succeeded
    assert audit(copy, config()) == []


def test_paper_printed_after_the_backup_can_still_be_entered(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with store_hall(path, config()) as hall:
        keep(path, copy)
        lost = hall.do(OpenPaperRange(queue="a", count=10)).result["block"]
    clock = pass_over_in(copy)
    with store_hall(copy, config(), clock) as hall:
        kept = next(
            block for block in hall.opened.facts.of(Block).values() if block.holder == AFTER_RESTORE and "P" in block.prefix
        )
        assert kept.first <= lost["first"] <= lost["last"] <= kept.last
        done = hall.do(BackEnter(block=kept.id, number=lost["last"], service="s-a", taken_at=MORNING))
        assert done.result["ticket"]["number"] == "AP010"
    assert audit(copy, config()) == []


@pytest.mark.parametrize(
    ("hours", "busiest", "most"),
    [
        (0.0, Busiest(100, 20), AT_LEAST),
        (0.5, Busiest(100, 20), 2 * 20 + AT_LEAST),
        (3.0, Busiest(100, 20), 2 * 60 + AT_LEAST),
        (10.0, Busiest(100, 20), 2 * 100 + AT_LEAST),
        (9_000.0, Busiest(100, 20), 2 * 100 + AT_LEAST),
    ],
)
def test_what_could_be_given_grows_with_time_and_ends_at_the_busiest_day(hours: float, busiest: Busiest, most: int) -> None:
    assert could_be_given(timedelta(hours=hours), busiest) == most
