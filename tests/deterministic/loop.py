"""An event loop without sockets, threads and real time: its clock stands still while code runs and jumps to the next timer.

What would run in a thread runs at once, in its place. So a program on it does the same in every run.
"""

import asyncio
from collections.abc import Callable
from typing import Any


class NothingWillHappen(Exception):
    """Everybody waits for somebody else, and no timer is set."""


class _NoSockets:
    """The loop's selector: nothing is ever ready; waiting is moving the clock."""

    def __init__(self, loop: "VirtualLoop") -> None:
        self._loop = loop

    def select(self, timeout_s: float | None) -> list[Any]:
        if timeout_s is None:
            raise NothingWillHappen
        self._loop.now_s += max(0.0, timeout_s)
        return []

    def close(self) -> None:
        pass


class VirtualLoop(asyncio.BaseEventLoop):
    """`now_s` starts at 0."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0
        self._selector = _NoSockets(self)
        self._clock_resolution = 1e-9

    def time(self) -> float:
        return self.now_s

    def run_in_executor(  # type: ignore[override]
        self, executor: object, func: Callable[..., Any], *args: Any
    ) -> "asyncio.Future[Any]":
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except BaseException as error:
            future.set_exception(error)
        return future

    def _process_events(self, event_list: list[Any]) -> None:
        """There are none."""

    def _write_to_self(self) -> None:
        """Nobody calls from another thread, so the loop never sleeps while there is something to do."""
