"""What happened in a run, line by line: two runs of one seed must write the same bytes."""

import hashlib
from collections.abc import Callable


class Trace:
    """Args: now_s: the run's clock; keep: hold the lines, not only their digest."""

    def __init__(self, now_s: Callable[[], float], *, keep: bool = False) -> None:
        self._now_s = now_s
        self._keep = keep
        self._hash = hashlib.sha256()
        self.lines: list[str] = []
        self.count = 0

    def note(self, who: str, what: str) -> None:
        line = f"{self._now_s():11.6f} {who:<16} {what}"
        self._hash.update(line.encode() + b"\n")
        self.count += 1
        if self._keep:
            self.lines.append(line)

    def digest(self) -> str:
        return self._hash.hexdigest()
