"""The restore drill: a backup is really brought back, checked, made ready to start, thrown away; its time is taken."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hall_controller.clock import HallClock
from tingtang.backup.manifest import DATA, Manifest
from tingtang.backup.restoring import Steps, prepared

TOO_LONG_S = 300.0
"""A hall that is down for longer than five minutes hands out paper."""


@dataclass(frozen=True, slots=True)
class Drilled:
    manifest: Manifest
    steps: Steps
    tickets: int
    """Of all days."""

    @property
    def in_time(self) -> bool:
        return self.steps.total_s <= TOO_LONG_S


def drill(sealed: Path, key_file: Path, work: Path, *, clock: HallClock, monotonic_s: Callable[[], float]) -> Drilled:
    """
    Args:
        work: a folder with room for all of it; nothing stays there.

    Raises:
        BackupProblem: a hall could not come back from it; the text says why.
        OSError: the disk.
    """
    with prepared(sealed, key_file, work, seen=None, clock=clock, replay=True, monotonic_s=monotonic_s) as ready:
        rows = next(record.rows or {} for record in ready.manifest.files if record.path == f"{DATA}/hall.sqlite3")
        return Drilled(ready.manifest, ready.steps, rows.get("ticket", 0))
