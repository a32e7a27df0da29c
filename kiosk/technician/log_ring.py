"""The newest lines of this process's log, for who stands before the kiosk without a keyboard. In memory only.

What is logged holds no personal data by rule; a line here holds less still: time, level and the event's fixed name, no arguments.
"""

import logging
import re
from collections import deque
from dataclasses import dataclass

LINES_KEPT = 200
LONGEST = 80
_NAME = re.compile(r"[A-Za-z][A-Za-z_ .,:;'()/…-]*")
"""Letters of our own words: a name in Chinese or a number of any kind ends the line."""


@dataclass(frozen=True, slots=True)
class LogLine:
    at_s: float
    """Wall clock."""
    level: str
    text: str


class LogRing(logging.Handler):
    """Hang it on the root logger."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._lines: deque[LogLine] = deque(maxlen=LINES_KEPT)

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(LogLine(record.created, record.levelname.lower(), event_of(record)))

    def newest(self) -> tuple[LogLine, ...]:
        """Newest first."""
        return tuple(reversed(self._lines))


def event_of(record: logging.LogRecord) -> str:
    """The fixed part of what was logged: structlog's event, or the template of the standard library's message."""
    said = record.msg
    if isinstance(said, dict):
        said = said.get("event", "")
    # A template's arguments are `%s` still; whatever isn't plain words ends the line.
    found = _NAME.match(str(said).replace("%s", "…").replace("%d", "…"))
    return f"{record.name}: {found.group()[:LONGEST].strip() if found else '…'}"


def ring_on_root() -> LogRing:
    """The process's ring; made once."""
    root = logging.getLogger()
    for handler in root.handlers:
        if isinstance(handler, LogRing):
            return handler
    ring = LogRing()
    root.addHandler(ring)
    return ring
