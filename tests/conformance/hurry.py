"""Time that runs faster for drivers and their links than for their emulators: every time-out is as many times shorter."""

import threading

from drivers.core.clock import SystemClock
from drivers.core.link import Link
from tests.conformance.wrapped_link import WrappedLink


class HurriedClock(SystemClock):
    def __init__(self, times: float) -> None:
        self._times = times

    def monotonic_s(self) -> float:
        return super().monotonic_s() * self._times

    def wait(self, condition: threading.Condition, timeout_s: float | None) -> None:
        super().wait(condition, None if timeout_s is None else timeout_s / self._times)


class HurriedLink(WrappedLink):
    """A link whose time-outs are given in hurried seconds."""

    def __init__(self, link: Link, times: float) -> None:
        super().__init__(link)
        self._times = times

    def read(self, timeout_s: float) -> bytes:
        return super().read(timeout_s / self._times)

    def write(self, data: bytes, timeout_s: float) -> None:
        super().write(data, timeout_s / self._times)

    def drain(self, timeout_s: float) -> None:
        super().drain(timeout_s / self._times)
