"""Which backups are kept: the newest of each of the last days and weeks. Pure."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from tingtang.backup.names import BackupName

Span = Callable[[BackupName], object]
"""The day or week that a backup is of."""


def to_remove(backups: Iterable[BackupName], now: datetime, *, daily: int, weekly: int) -> list[BackupName]:
    """Oldest first. The newest backup stays whatever its age, and so do all of the last 24 hours.

    Args:
        daily: days, today among them, of which the newest stays.
        weekly: the same for weeks (ISO).
    """
    newest_first = sorted(backups, reverse=True)
    keep = set(newest_first[:1]) | {backup for backup in newest_first if now - backup.at < timedelta(hours=24)}
    keep |= _newest_of_each(newest_first, {(now - timedelta(days=day)).date() for day in range(daily)}, _day)
    keep |= _newest_of_each(newest_first, {_week(now - timedelta(weeks=week)) for week in range(weekly)}, _week_of)
    return [backup for backup in reversed(newest_first) if backup not in keep]


def _newest_of_each(
    newest_first: list[BackupName], spans: set[object], span_of: Callable[[BackupName], object]
) -> set[BackupName]:
    found: dict[object, BackupName] = {}
    for backup in newest_first:
        if (span := span_of(backup)) in spans:
            found.setdefault(span, backup)
    return set(found.values())


def _day(backup: BackupName) -> object:
    return backup.at.date()


def _week_of(backup: BackupName) -> object:
    return _week(backup.at)


def _week(at: datetime) -> object:
    return at.isocalendar()[:2]
