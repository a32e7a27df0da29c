"""Counters on disk: written whole beside the old file and put in its place, so that a kill leaves one of the two."""

import contextlib
import json
import os
from pathlib import Path

from drivers.receipt_printer.roll import Counters


class CounterFile:
    """One printer's. Reads once, when it is first asked."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Counters:
        """What was kept; zeros when there is nothing readable."""
        try:
            return Counters.parse(json.loads(self._path.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return Counters()

    def write(self, counters: Counters) -> bool:
        """False when the disk refuses: printing goes on, the count is then only in memory."""
        fresh = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with fresh.open("w", encoding="utf-8") as file:
                json.dump(counters.document(), file)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._path)
        except OSError:
            with contextlib.suppress(OSError):
                fresh.unlink()
            return False
        return True
