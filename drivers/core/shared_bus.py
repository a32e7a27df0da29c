"""Several devices on one line: one owner thread, one question in flight, frames routed to each device by its address.

The owner thread alone touches the port. Each device gets a `BusLink`, which looks to its driver like a line of its own that
delivers whole frames. `Turns` says who is asked next and how long the line waits for the answer.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from drivers.core.bus_codec import AnswerTeller, BusCodec
from drivers.core.bus_link import BusLink, Request
from drivers.core.bus_queue import BusQueue
from drivers.core.bus_trouble import BusTrouble, TroubleBook
from drivers.core.bus_turns import Turns
from drivers.core.clock import Clock
from drivers.core.errors import Cancelled, DeviceError, LinkLost
from drivers.core.link import Link

__all__ = ["ANSWER_WITHIN_S", "BusLink", "SharedBus"]

ANSWER_WITHIN_S = 0.1
"""How long the line stays reserved for the answer to a question after its last byte, until devices have shown how fast they
are. A driver may wait longer for its answer than its line does: a late one reaches it all the same."""
IDLE_READ_S = 1.0
WRITE_TIMEOUT_S = 1.0
"""Beyond the time that the bytes take on the wire."""

OnTrouble = Callable[[int, BusTrouble, bool], None]
"""(address, what, whether it is so now), in the owner thread."""


@dataclass(slots=True)
class _Line:
    """What the owner thread works on from opening the port until it is lost."""

    link: Link
    queue: BusQueue
    open: bool = False


class SharedBus:
    """One RS-485 line (or its TCP box). The port is opened for the first device and closed after the last.

    Args:
        make_link: a new link, not open yet.
        codec: tells frames apart; fed by the owner thread only.
        bytes_per_s: of the wire behind the port; None when it is much faster than the devices.
    """

    def __init__(
        self,
        name: str,
        make_link: Callable[[], Link],
        codec: BusCodec,
        clock: Clock,
        answer_within_s: float = ANSWER_WITHIN_S,
        *,
        bytes_per_s: float | None = None,
        on_trouble: OnTrouble = lambda *_: None,
    ) -> None:
        self.name = name
        self._make_link = make_link
        self._codec = codec
        self._teller = codec if isinstance(codec, AnswerTeller) else None
        self._clock = clock
        self._bytes_per_s = bytes_per_s
        self._on_trouble = on_trouble
        self._turns = Turns(answer_within_s)
        self._troubles = TroubleBook()
        self.lock = threading.RLock()
        self._members: dict[int, BusLink] = {}
        self._line: _Line | None = None
        self._thread: threading.Thread | None = None
        """The last owner; it may have left the line already and be closing the port."""
        self.strays = 0
        """Frames from addresses that nobody drives."""
        self.on_stray: Callable[[int, bytes], None] | None = None
        """Told each of them with its address, in the owner thread; for tools that look for devices."""
        self._counts = {"asked": 0, "unanswered": 0, "garbled": 0}

    def member(self, address: int) -> BusLink:
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
                "silent": [address for address in self._turns.silent() if address in self._members],
                "windows_ms": {a: round(1000 * self._turns.window_s(a)) for a in sorted(self._members)},
                "strays": self.strays,
                **self._counts,
            }

    # --- for BusLink, lock held ---

    def join(self, member: BusLink) -> None:
        """Put the device on the line; starts the owner thread when there is none."""
        if self._members.get(member.address, member) is not member:
            raise LinkLost(f"{self.name}: address {member.address} is taken", reason="link.inUse", untouched=True)
        self._members[member.address] = member
        if self._line is None:
            self._line = _Line(self._make_link(), BusQueue(self._turns))
            self._thread = threading.Thread(
                target=self._own, args=(self._line, self._thread), name=f"bus {self.name}", daemon=True
            )
            self._thread.start()

    def leave(self, member: BusLink) -> None:
        if self._members.get(member.address) is member:
            del self._members[member.address]
            member.lost = member.lost or LinkLost(f"{member.name} was closed", reason="link.closed")
            member.changed.notify_all()
            if not self._members and self._line:
                self._line.link.cancel()
                if not self._line.open:
                    self._line.link.close()
                    self._line = None

    def is_open_for(self, member: BusLink) -> bool:
        return self._line is not None and self._line.open and self._members.get(member.address) is member

    def is_doubtful(self, address: int) -> bool:
        return self._turns.is_doubtful(address)

    def ask(self, member: BusLink, data: bytes) -> Request:
        """Queue bytes; acknowledgements go before questions."""
        line = self._line
        if line is None or not self.is_open_for(member):
            raise member.lost or LinkLost(f"{member.name} isn't open", reason="link.closed")
        request = Request(member, data, self._codec.expects_answer(data), self._clock.monotonic_s())
        line.queue.add(request)
        line.link.cancel()
        return request

    def withdraw(self, request: Request) -> None:
        """Take back what wasn't begun."""
        if self._line:
            self._line.queue.withdraw(request)

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
            changes = self._end_turn_if_due(line, now_s)
            request = line.queue.next(now_s)
            if request:
                request.begun = True
        self._tell(changes)
        if request:
            self._send(line, request)
        with self.lock:
            wait_s = line.queue.wait_s(self._clock.monotonic_s(), IDLE_READ_S)
        try:
            data = line.link.read(wait_s)
        except Cancelled:
            return
        if data:
            self._take(line, data)

    def _send(self, line: _Line, request: Request) -> None:
        begun_s = self._clock.monotonic_s()
        wire_s = len(request.data) / self._bytes_per_s if self._bytes_per_s else 0.0
        try:
            line.link.write(request.data, wire_s + WRITE_TIMEOUT_S)
        except DeviceError as error:
            request.error = error
            raise
        finally:
            with self.lock:
                request.finished = True
                if request.expects_answer and request.error is None:
                    # The port takes the bytes at once; on the wire they are only later.
                    sent_s = max(self._clock.monotonic_s(), begun_s + wire_s)
                    line.queue.begin_turn(request.member.address, begun_s, sent_s)
                    self._counts["asked"] += 1
                request.member.changed.notify_all()

    def _end_turn_if_due(self, line: _Line, now_s: float) -> list[tuple[int, BusTrouble, bool]]:
        turn = line.queue.end_turn_if_due(now_s)
        if turn is None:
            return []
        self._counts["unanswered"] += 1
        self._counts["garbled"] += int(turn.noise > 0)
        troubles = self._troubles.garbled(turn.address) if turn.noise else self._troubles.silent(turn.address)
        return [(turn.address, trouble, present) for trouble, present in troubles]

    def _take(self, line: _Line, data: bytes) -> None:
        frames = self._codec.feed(data)
        if not frames:
            with self.lock:
                line.queue.noise(len(data))
        for address, frame in frames:
            self._route(line, address, frame)

    def _route(self, line: _Line, address: int, frame: bytes) -> None:
        changes: list[tuple[int, BusTrouble, bool]] = []
        with self.lock:
            is_answer = self._teller is None or self._teller.is_answer(frame)
            if is_answer:
                asked = line.queue.answered(address, self._clock.monotonic_s())
                if self._teller is not None:
                    changes = [(address, *change) for change in self._troubles.answered(address, asked=asked)]
            member = self._members.get(address)
            if member is None:
                self.strays += 1
            else:
                member.frames.append(frame)
                member.changed.notify_all()
        if member is None and self.on_stray is not None:
            self.on_stray(address, frame)
        self._tell(changes)

    def _tell(self, changes: list[tuple[int, BusTrouble, bool]]) -> None:
        for address, trouble, present in changes:
            self._on_trouble(address, trouble, present)

    def _end(self, line: _Line, lost: DeviceError) -> None:
        for request in line.queue.empty():
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
