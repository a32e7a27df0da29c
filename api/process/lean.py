"""What a process that serves for months doesn't load, though it is installed."""

import sys

LEFT_OUT = ("rich",)
"""structlog loads rich for coloured tracebacks, which write out every local variable too: 5 MB, 40 ms of the start (measured)."""


def leave_out() -> None:
    """Before anything else is imported: these are as if they weren't installed (an entry of None, Python's import system)."""
    for name in LEFT_OUT:
        sys.modules[name] = None  # type: ignore[assignment]
