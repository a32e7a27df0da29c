"""Power that fails before the n-th change of a folder: the process ends there, what is on the disk stays.

CPython tells an audit hook of every file that is opened, renamed, linked or removed before it does so
(https://docs.python.org/3/library/audit_events.html); the hook ends the run at the one chosen.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.upgrade_rig import POWER

CHANGES = frozenset({"os.rename", "os.symlink", "os.remove", "os.mkdir", "os.rmdir", "os.truncate"})
WRITES = os.O_WRONLY | os.O_RDWR


class PowerCut(BaseException):
    """Nothing catches it: not even what mends an error."""


class _Meter:
    """Counts changes below one folder; at the chosen one power fails. One hook for the process, since hooks can't be removed."""

    def __init__(self) -> None:
        self.folder: str | None = None
        self.left = -1
        self.seen = 0
        sys.addaudithook(self._heard)

    def _heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.folder is None or not self._counts(event, arguments):
            return
        self.seen += 1
        if self.left == 0:
            self.folder = None
            raise PowerCut(f"{event} {arguments!r}")
        self.left -= 1

    def _counts(self, event: str, arguments: tuple[Any, ...]) -> bool:
        if event == POWER:
            return True
        if event == "open":
            path, _, flags = arguments
            return bool(flags & WRITES) and self._below(path)
        return event in CHANGES and any(self._below(path) for path in arguments[:2])

    def _below(self, path: object) -> bool:
        return isinstance(path, str | bytes | Path) and self.folder is not None and os.fsdecode(path).startswith(self.folder)


_meters: list[_Meter] = []


@contextmanager
def power_fails_at(change: int, folder: Path) -> Iterator[None]:
    """Before change number `change` (from 0) below `folder`; a negative one: never.

    Raises:
        PowerCut
    """
    if not _meters:
        _meters.append(_Meter())
    meter = _meters[0]
    meter.folder, meter.left, meter.seen = str(folder), change, 0
    try:
        yield
    finally:
        meter.folder = None


def changes_seen() -> int:
    """In the last run."""
    return _meters[0].seen
