"""How every process logs: structured, one line each, ids beside the text, never personal data.

Each line says which part of which node wrote it, so that the journals of a whole hall can lie in one place. Names of ids:
`command` or `entry` (a command's id, the same at kiosk, hall and device), `node`, `device`, `ticket`, `window`, `queue`.
"""

import logging
import os
import sys
from collections.abc import Mapping
from typing import Literal, TextIO

import structlog

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


_IDS = frozenset({"command", "entry", "topic", "node", "device"})
"""What records of the standard library may bring along (`extra=`): nothing else of theirs, nobody knows what it holds."""
_PRIORITIES = ((logging.CRITICAL, 2), (logging.ERROR, 3), (logging.WARNING, 4), (logging.INFO, 6))
"""syslog(3)'s, from the most urgent; below them all: 7."""


def configure_logs(
    form: Literal["json", "console"],
    level: Literal["debug", "info", "warning", "error"],
    *,
    environment: Mapping[str, str] = os.environ,
    **about: str,
) -> None:
    """Send structlog's and the standard library's records to standard error, the one way for both.

    Args:
        about: stands in every line, such as `part` and `node`.
    """

    def tell_about(_: object, __: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
        return {**event, **{name: value for name, value in about.items() if name not in event}}

    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        tell_about,
        structlog.stdlib.ExtraAdder(allow=_IDS),
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    last: structlog.types.Processor
    if form == "json":
        shared.append(structlog.processors.format_exc_info)
        last = structlog.processors.JSONRenderer(ensure_ascii=False)
    else:
        # Its usual way, where rich is installed, writes every local variable into the log: names and numbers of citizens.
        plain = structlog.dev.plain_traceback
        last = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    to_journal = form == "json" and is_journal(environment, sys.stderr)
    handler.setFormatter(
        (_ForJournal if to_journal else structlog.stdlib.ProcessorFormatter)(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(LEVELS[level])
    # Each request at `info` would be the longest log of the hall and tell nothing; its faults come at `warning`.
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
    logging.getLogger("httpx").setLevel(logging.WARNING)


def is_journal(environment: Mapping[str, str], stream: TextIO) -> bool:
    """Whether systemd's journal reads it (`JOURNAL_STREAM`, systemd.exec(5))."""
    told = environment.get("JOURNAL_STREAM", "")
    try:
        state = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return False
    return told == f"{state.st_dev}:{state.st_ino}"


class _ForJournal(structlog.stdlib.ProcessorFormatter):
    """The level in front of each line, as sd-daemon(3) says; the journal takes it off, and `journalctl -p warning` works."""

    def format(self, record: logging.LogRecord) -> str:
        priority = next((number for level, number in _PRIORITIES if record.levelno >= level), 7)
        return f"<{priority}>{super().format(record)}"
