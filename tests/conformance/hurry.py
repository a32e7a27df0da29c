"""Time that runs faster for drivers and their links than for their emulators: every time-out is as many times shorter."""

import threading

from drivers.core.clock import SystemClock
from drivers.core.link import Link


class HurriedClock(SystemClock):
    def __init__(self, times: float) -> None:
        self._times = times

    def monotonic_s(self) -> float:
        return super().monotonic_s() * self._times

    def wait(self, condition: threading.Condition, timeout_s: float | None) -> None:
        super().wait(condition, None if timeout_s is None else timeout_s / self._times)


class HurriedLink:
    """A link whose time-outs are given in hurried seconds."""

    def __init__(self, link: Link, times: float) -> None:
        self._link = link
        self._times = times

    @property
    def name(self) -> str:
        return self._link.name

    def open(self) -> None:
        self._link.open()

    def read(self, timeout_s: float) -> bytes:
        return self._link.read(timeout_s / self._times)

    def write(self, data: bytes, timeout_s: float) -> None:
        self._link.write(data, timeout_s / self._times)

    def drain(self, timeout_s: float) -> None:
        self._link.drain(timeout_s / self._times)  # type: ignore[attr-defined]

    def discard(self) -> None:
        self._link.discard()  # type: ignore[attr-defined]

    def cancel(self) -> None:
        self._link.cancel()

    def rearm(self) -> None:
        self._link.rearm()

    def close(self) -> None:
        self._link.close()
