"""Days out of a hall's database: found by halving, with what was set and booked before them."""

from dataclasses import replace
from pathlib import Path

import pytest

from api.messages.words import RuleName, TicketClass
from api.process.settings_file import ConfigurationError
from hall_controller.simulation.journal import NotReplayable
from hall_controller.simulation.plan import MS_PER_MIN, RuleChange
from tests.support.simulated_hall import small_hall, small_plan
from tests.support.simulated_journal import write_journal
from tingtang.commands.whatif import as_in_force
from tingtang.simulation.journal_file import hall_beside, open_journal

FIRST, SECOND, LATER = "2025-11-13", "2025-11-14", "2025-11-21"


@pytest.fixture(name="db")
def journal(tmp_path: Path) -> Path:
    """A manager sets first come, first served at ten on the first day; a week passes before the last."""
    change = RuleChange(600 * MS_PER_MIN, RuleName.FIFO, dict.fromkeys(TicketClass, 0.5))
    days = [replace(small_plan(seed=seed), day=day) for seed, day in enumerate((FIRST, SECOND, LATER))]
    days[0] = replace(days[0], rule_changes=(change,))
    write_journal(tmp_path / "hall.sqlite3", small_hall(), days)
    return tmp_path / "hall.sqlite3"


def test_each_day_is_its_own(db: Path) -> None:
    with open_journal(db, small_hall()) as found:
        for seed, day in enumerate((FIRST, SECOND, LATER)):
            plan = found.read(day).plan
            assert plan.day == day
            assert [citizen.arrives for citizen in plan.citizens] == [c.arrives for c in small_plan(seed=seed).citizens]
        assert found.last_day() == LATER


def test_the_last_days_skip_those_without_numbers(db: Path) -> None:
    with open_journal(db, small_hall()) as found:
        assert [was.plan.day for was in found.last_days(2, "2025-11-22")] == [SECOND, LATER]
        assert [was.plan.day for was in found.last_days(5, LATER)] == [FIRST, SECOND]


def test_a_rule_that_was_set_before_the_day_is_in_force(db: Path) -> None:
    with open_journal(db, small_hall()) as found:
        assert found.rule_before(FIRST) is None
        change = found.rule_before(SECOND)
    assert change is not None
    hall = as_in_force(small_hall(), change)
    assert hall.discipline.rule is RuleName.FIFO
    assert hall.discipline.rates[TicketClass.WALK_IN] == 0.5


def test_the_database_isnt_written(db: Path) -> None:
    before = db.read_bytes()
    with open_journal(db, small_hall()) as found:
        found.read(FIRST)
    assert db.read_bytes() == before


def test_the_halls_file_is_looked_for_beside_the_database(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tingtang.simulation.journal_file.HALL_BESIDE", ("hall.toml",))
    with pytest.raises(ConfigurationError, match=r"--hall FILE\.toml"):
        hall_beside(db)
    db.with_name("hall.toml").touch()
    assert hall_beside(db) == str(db.with_name("hall.toml").resolve())


def test_an_empty_folder_has_no_journal(tmp_path: Path) -> None:
    with pytest.raises(NotReplayable, match="there is no journal"), open_journal(tmp_path, small_hall()):
        pass
