"""The last frames of a device, for diagnosis. Personal bytes are masked before they are kept, never afterwards."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from drivers.core.errors import Misconfigured
from drivers.core.link import BaudLink, Link, PlaybackLink, RenewableLink

TRACE_FRAMES = 200
FRAME_BYTES = 64
"""Bytes kept of one frame; the rest is counted only (a raster ticket has 60 000)."""
LINE_OVERHEAD = 4
"""Quotes, comma and a blank around each line in JSON."""
MASKED_BYTE = "··"


class Direction(StrEnum):
    SENT = "sent"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class Frame:
    at_s: float
    """By the worker's monotonic clock."""
    direction: Direction
    head: bytes
    """The first FRAME_BYTES; masked ones are zero here already."""
    masked: tuple[tuple[int, int], ...]
    """[start, end) within `head`."""
    length: int

    @property
    def text(self) -> str:
        """Hexadecimal; made when somebody looks, since nearly every frame is forgotten unseen."""
        parts = self.head.hex(" ").upper().split(" ") if self.head else []
        for start, end in self.masked:
            parts[start:end] = [MASKED_BYTE] * (end - start)
        return " ".join(parts)


PersonalRanges = Callable[[Direction, bytes], Sequence[tuple[int, int]]]
"""Which [start, end) of these bytes may name a person."""


class Trace:
    """A ring of frames; thread-safe."""

    def __init__(self, clock_s: Callable[[], float], personal: PersonalRanges, limit: int = TRACE_FRAMES) -> None:
        self._clock_s = clock_s
        self._personal = personal
        self._frames: deque[Frame] = deque(maxlen=limit)
        self._lock = threading.Lock()
        self.bytes_sent = 0
        self.bytes_received = 0

    def record(self, direction: Direction, data: bytes) -> None:
        head = bytes(data[:FRAME_BYTES])
        ranges = ((max(0, start), min(end, len(head))) for start, end in self._personal(direction, data))
        masked = tuple((start, end) for start, end in ranges if start < end)
        for start, end in masked:
            head = head[:start] + bytes(end - start) + head[end:]
        with self._lock:
            self._frames.append(Frame(self._clock_s(), direction, head, masked, len(data)))
            if direction is Direction.SENT:
                self.bytes_sent += len(data)
            else:
                self.bytes_received += len(data)

    def frames(self) -> list[Frame]:
        with self._lock:
            return list(self._frames)

    def records(self) -> list[dict[str, Any]]:
        """One record per frame, oldest first, for a file."""
        now_s = self._clock_s()
        return [
            {"before_s": round(now_s - f.at_s, 3), "direction": f.direction.value, "length": f.length, "bytes": f.text}
            for f in self.frames()
        ]

    def dump(self, most_characters: int | None = None) -> list[str]:
        """One line per frame, oldest first: seconds before now, direction, length, bytes. With a limit, the newest that fit."""
        now_s = self._clock_s()
        lines: deque[str] = deque()
        left = most_characters
        for frame in reversed(self.frames()):
            line = f"-{now_s - frame.at_s:.3f}s {frame.direction.value} {frame.length}B {frame.text}"
            if left is not None:
                left -= len(line.encode()) + LINE_OVERHEAD
                if left < 0:
                    break
            lines.appendleft(line)
        return list(lines)


class TracedLink:
    """A link whose traffic goes into a trace; each use also tells the watchdog that its worker is alive."""

    def __init__(self, link: Link, trace: Trace, tick: Callable[[], None]) -> None:
        self._link = link
        self._trace = trace
        self._tick = tick

    @property
    def name(self) -> str:
        return self._link.name

    def open(self) -> None:
        self._link.open()

    def read(self, timeout_s: float) -> bytes:
        self._tick()
        data = self._link.read(timeout_s)
        if data:
            self._trace.record(Direction.RECEIVED, data)
        return data

    def write(self, data: bytes, timeout_s: float) -> None:
        self._tick()
        self._trace.record(Direction.SENT, data)
        self._link.write(data, timeout_s)

    def drain(self, timeout_s: float) -> None:
        """See `PlaybackLink.drain`.

        Raises:
            Misconfigured: the link isn't one that plays.
        """
        player = self._playback()
        self._tick()
        player.drain(timeout_s)

    @property
    def baud(self) -> int | None:
        """None for a link without a speed, such as TCP."""
        return self._link.baud if isinstance(self._link, BaudLink) else None

    def set_baud(self, baud: int) -> None:
        """See `BaudLink.set_baud`; nothing happens on a link without a speed."""
        if isinstance(self._link, BaudLink):
            self._tick()
            self._link.set_baud(baud)

    def renew(self) -> None:
        """See `RenewableLink.renew`.

        Raises:
            Misconfigured: the link can't be opened anew under its driver, as a serial port.
        """
        if not isinstance(self._link, RenewableLink):
            raise Misconfigured(f"{self.name} isn't a network connection; use a tcp link", reason="link.wrongType")
        self._tick()
        self._link.renew()

    def discard(self) -> None:
        """See `PlaybackLink.discard`.

        Raises:
            Misconfigured: the link isn't one that plays.
        """
        self._playback().discard()

    def _playback(self) -> PlaybackLink:
        if not isinstance(self._link, PlaybackLink):
            raise Misconfigured(f"{self.name} can't play sound; use a tcp or aplay link", reason="link.wrongType")
        return self._link

    def cancel(self) -> None:
        self._link.cancel()

    def rearm(self) -> None:
        self._link.rearm()

    def close(self) -> None:
        self._link.close()
