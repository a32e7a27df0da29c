"""One controller for each hall: an exclusive lock beside the database, let go by the kernel when its process ends."""

import fcntl
import os
from pathlib import Path
from typing import IO


class HallIsTaken(Exception):
    """Another controller works on this hall's database."""


class HallLock:
    """Held from `acquire` to `release`, or to the end of the process."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}.lock")
        self._file: IO[str] | None = None

    def acquire(self) -> None:
        """
        Raises:
            HallIsTaken: the lock is held; the text names the process if it can be known.
        """
        file = self._path.open("a+", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            file.close()
            raise HallIsTaken(
                f"{self._path}: another hall controller (process {holder}) works on this hall; stop it before starting a second"
            ) from error
        file.seek(0)
        file.truncate()
        try:
            file.write(f"{os.getpid()}\n")
            file.flush()
        except OSError:
            # The process number only helps whoever reads the error; the lock itself needs no room on a full disk.
            pass
        self._file = file

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
