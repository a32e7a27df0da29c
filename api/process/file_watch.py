"""Notices that a file was replaced or edited, once its writer is done with it."""

import os
from pathlib import Path

POLL_S = 2.0
"""An editor's half-written file has settled by the second look."""

_Mark = tuple[int, int, int] | None


class FileWatch:
    """Looks at a file's time, size and number; reads nothing. Used on one thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = self._mark()
        self._seen = self._known

    def poll(self) -> bool:
        """True once for each change, at the first look at which the file is as it was at the look before."""
        last, self._seen = self._seen, self._mark()
        if self._seen is None or self._seen != last or self._seen == self._known:
            return False
        self._known = self._seen
        return True

    def _mark(self) -> _Mark:
        try:
            status = os.stat(self._path)
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size
