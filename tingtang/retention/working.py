"""One night's work: count, erase, count again, write it down."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from hall_controller.accounts.store import AccountError
from hall_controller.config import HallConfig
from hall_controller.side_file import SideFileError
from hall_controller.store.schema import connect_reader
from tingtang.retention.erasing import ERASE, Erased
from tingtang.retention.evidence import Night
from tingtang.retention.rules import Count, Keeper, Rule, count, rules_of


@dataclass(frozen=True, slots=True)
class Stock:
    """What there is now."""

    counts: dict[str, Count]
    """By rule; a file that isn't there yet has none."""
    problems: dict[str, str] = field(default_factory=dict)
    """By file: the kind of error."""

    @property
    def due(self) -> dict[str, int]:
        """What the next run erases, by rule."""
        return {key: found.due for key, found in self.counts.items() if found.due}

    @property
    def overdue(self) -> dict[str, int]:
        return {key: found.overdue for key, found in self.counts.items() if found.overdue}


def stock(data_dir: Path, config: HallConfig, now: int) -> Stock:
    """Reads only; may run beside the controller."""
    counts: dict[str, Count] = {}
    problems: dict[str, str] = {}
    for keeper in Keeper:
        path = keeper.file(data_dir)
        if not path.exists():
            continue
        try:
            with closing(connect_reader(path)) as connection:
                counts |= {rule.key: count(connection, rule, now) for rule in _of(keeper, config)}
        except sqlite3.Error as error:
            problems[keeper.value] = type(error).__name__
    return Stock(counts, problems)


def erase(data_dir: Path, config: HallConfig, now: int) -> Night:
    """A file that can't be worked on costs only itself; the next night tries again."""
    erased: Erased = {}
    problems: dict[str, str] = {}
    for keeper, work in ERASE.items():
        path = keeper.file(data_dir)
        if not path.exists():
            continue
        try:
            erased |= work(path, config, now)
        except (sqlite3.Error, OSError, SideFileError, AccountError) as error:
            problems[keeper.value] = type(error).__name__
    left = stock(data_dir, config, now)
    return Night(at_ms=now, erased=erased, overdue=left.overdue, problems={**problems, **left.problems})


def _of(keeper: Keeper, config: HallConfig) -> list[Rule]:
    return [rule for rule in rules_of(config) if rule.keeper is keeper]
