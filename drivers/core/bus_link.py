"""One device's share of a shared line: a `Link` that delivers whole frames."""

import threading
from collections import deque
from dataclasses import dataclass
from typing import Protocol

from drivers.core.clock import Clock
from drivers.core.errors import Cancelled, DeviceError, DeviceSilent, LinkLost

FRAMES_KEPT = 64
"""Frames that wait for one driver; beyond, the oldest is dropped, since a driver that doesn't read is stuck."""


@dataclass(slots=True, eq=False)
class Request:
    """Bytes on their way to the line."""

    member: "BusLink"
    data: bytes
    expects_answer: bool
    asked_s: float
    begun: bool = False
    finished: bool = False
    error: DeviceError | None = None


class Line(Protocol):
    """What a share needs of its line; called with `lock` held."""

    name: str
    lock: threading.RLock

    def join(self, member: "BusLink") -> None: ...
    def leave(self, member: "BusLink") -> None: ...
    def is_open_for(self, member: "BusLink") -> bool: ...
    def ask(self, member: "BusLink", data: bytes) -> Request: ...
    def withdraw(self, request: Request) -> None: ...
    def is_doubtful(self, address: int) -> bool: ...


class BusLink:
    """One device's share of a line; a `Link`."""

    def __init__(self, bus: Line, address: int, clock: Clock) -> None:
        self.address = address
        self.changed = threading.Condition(bus.lock)
        self.frames: deque[bytes] = deque(maxlen=FRAMES_KEPT)
        self.lost: DeviceError | None = None
        self._bus = bus
        self._clock = clock
        self._cancelled = False

    @property
    def name(self) -> str:
        return f"{self._bus.name} address {self.address}"

    def open(self) -> None:
        with self.changed:
            self._raise_if_lost()
            self._bus.join(self)
            while not self._bus.is_open_for(self):
                self._raise_if_lost()
                self._clock.wait(self.changed, None)

    def read(self, timeout_s: float) -> bytes:
        deadline_s = self._clock.monotonic_s() + timeout_s
        with self.changed:
            while True:
                self._raise_if_told()
                if self.frames:
                    return self.frames.popleft()
                left_s = deadline_s - self._clock.monotonic_s()
                if left_s <= 0:
                    return b""
                self._clock.wait(self.changed, left_s)

    def write(self, data: bytes, timeout_s: float) -> None:
        deadline_s = self._clock.monotonic_s() + timeout_s
        with self.changed:
            self._raise_if_lost()
            request = self._bus.ask(self, data)
            while not request.finished:
                self._raise_if_lost()
                left_s = deadline_s - self._clock.monotonic_s()
                if left_s <= 0 and not request.begun:
                    self._bus.withdraw(request)
                    raise self._not_sent()
                self._clock.wait(self.changed, max(left_s, 0.01))
            if request.error:
                raise request.error

    def cancel(self) -> None:
        with self.changed:
            self._cancelled = True
            self.changed.notify_all()

    def rearm(self) -> None:
        with self.changed:
            self._cancelled = False

    def close(self) -> None:
        with self.changed:
            self.lost = self.lost or LinkLost(f"{self.name} was closed", reason="link.closed")
            self._bus.leave(self)
            self.changed.notify_all()

    def _not_sent(self) -> DeviceSilent:
        if self._bus.is_doubtful(self.address):
            return DeviceSilent(f"{self.name}: silent before, and not asked again yet", untouched=True)
        return DeviceSilent(f"{self.name}: the line is busy", reason="link.writeTimeOut", untouched=True)

    def _raise_if_told(self) -> None:
        self._raise_if_lost()
        if self._cancelled:
            self._cancelled = False
            raise Cancelled(f"{self.name}: read cancelled")

    def _raise_if_lost(self) -> None:
        if self.lost:
            raise self.lost
