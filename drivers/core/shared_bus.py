"""Several devices on one line: one owner thread, one question in flight, frames routed to each device by its address.

The owner thread alone touches the port. Each device gets a `BusLink`, which looks to its driver like a line of its own that
delivers whole frames.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from drivers.core.bus_codec import BusCodec
from drivers.core.clock import Clock
from drivers.core.errors import Cancelled, DeviceError, DeviceSilent, LinkLost
from drivers.core.link import Link

ANSWER_WITHIN_S = 0.1
"""How long the line stays reserved for the answer to a question. At 9600 baud a frame of 12 bytes takes 12.5 ms each way; the
rest is the device's time to think. A silent device costs the healthy ones no more than this per question."""
IDLE_READ_S = 1.0
FRAMES_KEPT = 64
"""Frames that wait for one driver; beyond, the oldest is dropped, since a driver that doesn't read is stuck."""


@dataclass(slots=True, eq=False)
class _Request:
    member: "BusLink"
    data: bytes
    expects_answer: bool
    begun: bool = False
    finished: bool = False
    error: DeviceError | None = None


@dataclass(slots=True)
class _Line:
    """What the owner thread works on from opening the port until it is lost."""

    link: Link
    open: bool = False
    questions: deque[_Request] = field(default_factory=deque)
    acknowledgements: deque[_Request] = field(default_factory=deque)
    """What no device answers; sent before the questions."""
    turn: int | None = None
    """Address that is being asked."""
    turn_until_s: float = 0.0

    def next(self) -> _Request | None:
        if self.acknowledgements:
            return self.acknowledgements.popleft()
        return self.questions.popleft() if self.questions else None


class SharedBus:
    """One RS-485 line (or its TCP box). The port is opened for the first device and closed after the last.

    Args:
        make_link: a new link, not open yet.
        codec: tells frames apart; fed by the owner thread only.
    """

    def __init__(
        self, name: str, make_link: Callable[[], Link], codec: BusCodec, clock: Clock, answer_within_s: float = ANSWER_WITHIN_S
    ) -> None:
        self.name = name
        self._make_link = make_link
        self._codec = codec
        self._clock = clock
        self._answer_within_s = answer_within_s
        self.lock = threading.RLock()
        self._members: dict[int, BusLink] = {}
        self._line: _Line | None = None
        self._thread: threading.Thread | None = None
        """The last owner; it may have left the line already and be closing the port."""
        self.strays = 0
        """Frames from addresses that nobody drives."""

    def member(self, address: int) -> "BusLink":
        """The link of one device on the line; opens nothing yet."""
        return BusLink(self, address, self._clock)

    def close(self, timeout_s: float = 1.0) -> bool:
        """After all devices are closed: wait for the owner thread's end. True when it has ended."""
        with self.lock:
            for member in list(self._members.values()):
                self.leave(member)
            thread = self._thread
        if thread is None:
            return True
        thread.join(timeout_s)
        return not thread.is_alive()

    def diagnose(self) -> dict[str, Any]:
        """What a technician wants to know of the line."""
        with self.lock:
            return {
                "open": self._line is not None and self._line.open,
                "addresses": sorted(self._members),
                "strays": self.strays,
            }

    # --- for BusLink, lock held ---

    def join(self, member: "BusLink") -> None:
        """Put the device on the line; starts the owner thread when there is none."""
        if self._members.get(member.address, member) is not member:
            raise LinkLost(f"{self.name}: address {member.address} is taken", reason="link.inUse", untouched=True)
        self._members[member.address] = member
        if self._line is None:
            self._line = _Line(self._make_link())
            self._thread = threading.Thread(
                target=self._own, args=(self._line, self._thread), name=f"bus {self.name}", daemon=True
            )
            self._thread.start()

    def leave(self, member: "BusLink") -> None:
        if self._members.get(member.address) is member:
            del self._members[member.address]
            member.lost = member.lost or LinkLost(f"{member.name} was closed", reason="link.closed")
            member.changed.notify_all()
            if not self._members and self._line:
                self._line.link.cancel()
                if not self._line.open:
                    self._line.link.close()
                    self._line = None

    def is_open_for(self, member: "BusLink") -> bool:
        return self._line is not None and self._line.open and self._members.get(member.address) is member

    def ask(self, member: "BusLink", data: bytes) -> _Request:
        """Queue bytes; acknowledgements go before questions."""
        line = self._line
        if line is None or not self.is_open_for(member):
            raise member.lost or LinkLost(f"{member.name} isn't open", reason="link.closed")
        request = _Request(member, data, self._codec.expects_answer(data))
        (line.questions if request.expects_answer else line.acknowledgements).append(request)
        line.link.cancel()
        return request

    def withdraw(self, request: _Request) -> None:
        """Take back what wasn't begun."""
        if self._line:
            waiting = self._line.questions if request.expects_answer else self._line.acknowledgements
            if request in waiting:
                waiting.remove(request)

    # --- the owner thread ---

    def _own(self, line: _Line, previous: threading.Thread | None) -> None:
        lost: DeviceError = LinkLost(f"{self.name} was closed", reason="link.closed")
        if previous is not None:
            # It may still be closing the port, which only one may have.
            previous.join()
        try:
            line.link.open()
            with self.lock:
                self._codec.reset()
                line.open = True
                self._notify_members()
            while not self._deserted(line):
                self._step(line)
        except DeviceError as error:
            lost = error
        finally:
            line.link.close()
            with self.lock:
                if self._line is line:
                    self._end(line, lost)

    def _deserted(self, line: _Line) -> bool:
        """No device is left. From here on one that joins begins a line of its own, not this one in its last moment."""
        with self.lock:
            if not self._members and self._line is line:
                self._line = None
        return self._line is not line

    def _step(self, line: _Line) -> None:
        with self.lock:
            now_s = self._clock.monotonic_s()
            if line.turn is not None and now_s >= line.turn_until_s:
                line.turn = None
            request = line.next() if line.turn is None else None
            if request:
                request.begun = True
        if request:
            self._send(line, request)
        wait_s = IDLE_READ_S if line.turn is None else max(0.0, line.turn_until_s - self._clock.monotonic_s())
        with self.lock:
            if (line.questions or line.acknowledgements) and line.turn is None:
                wait_s = 0.0
        try:
            data = line.link.read(wait_s)
        except Cancelled:
            return
        if data:
            for address, frame in self._codec.feed(data):
                self._route(line, address, frame)

    def _send(self, line: _Line, request: _Request) -> None:
        try:
            line.link.write(request.data, self._answer_within_s + 1.0)
        except DeviceError as error:
            request.error = error
            raise
        finally:
            with self.lock:
                request.finished = True
                if request.expects_answer and request.error is None:
                    line.turn = request.member.address
                    line.turn_until_s = self._clock.monotonic_s() + self._answer_within_s
                request.member.changed.notify_all()

    def _route(self, line: _Line, address: int, frame: bytes) -> None:
        with self.lock:
            if line.turn == address:
                line.turn = None
            member = self._members.get(address)
            if member is None:
                self.strays += 1
                return
            member.frames.append(frame)
            member.changed.notify_all()

    def _end(self, line: _Line, lost: DeviceError) -> None:
        for request in (*line.acknowledgements, *line.questions):
            request.finished, request.error = True, lost
        for member in self._members.values():
            member.lost = lost
        self._notify_members()
        # Devices that joined while the thread was ending are told as well, and come back after their back-off.
        self._members.clear()
        self._line = None

    def _notify_members(self) -> None:
        for member in self._members.values():
            member.changed.notify_all()


class BusLink:
    """One device's share of a line; a `Link`."""

    def __init__(self, bus: SharedBus, address: int, clock: Clock) -> None:
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
                    raise DeviceSilent(f"{self.name}: the line is busy", reason="link.writeTimeOut", untouched=True)
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

    def _raise_if_told(self) -> None:
        self._raise_if_lost()
        if self._cancelled:
            self._cancelled = False
            raise Cancelled(f"{self.name}: read cancelled")

    def _raise_if_lost(self) -> None:
        if self.lost:
            raise self.lost
