"""The frame by which a simple pad tells that a key was pressed: a model that a profile fills in. No port, no clock.

A frame is constant start bytes, something that names the key, perhaps an address, a counter and a check, and constant end
bytes. One frame ends where its length, its end bytes or a silence says so. Positions count from 0; negative ones count from
the end of the frame (-1 is the last byte).
"""

from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator

from drivers.rating_pad.checks import CHECKS

LONGEST_FRAME = 64
"""Bytes. No known pad sends more than some ten; a longer run without an end is noise."""

CheckKind = Literal[
    "xor",
    "sum8",
    "sum8-negated",
    "sum8-inverted",
    "xor-inverted",
    "crc8",
    "crc8-maxim",
    "sum16-le",
    "sum16-be",
    "crc16-modbus-le",
    "crc16-modbus-be",
    "crc16-arc-le",
    "crc16-arc-be",
    "crc16-xmodem-be",
    "crc16-xmodem-le",
    "crc16-ccitt-false-be",
    "crc16-ccitt-false-le",
    "crc16-kermit-le",
    "crc16-kermit-be",
]
Position = Annotated[int, Field(ge=-LONGEST_FRAME, lt=LONGEST_FRAME)]


def hex_text(data: bytes) -> str:
    """As profiles write bytes: `AA 55`."""
    return data.hex(" ").upper()


def _from_hex(value: object) -> object:
    return bytes.fromhex(value) if isinstance(value, str) else value


HexBytes = Annotated[
    bytes, BeforeValidator(_from_hex), Field(max_length=LONGEST_FRAME), PlainSerializer(hex_text, return_type=str)
]
"""Bytes, written as hexadecimal text."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CheckField(_Model):
    """Where a frame's check stands, and over which bytes it runs."""

    kind: CheckKind
    first: Position = 0
    last: Position = -2
    """Both included."""
    at: Position = -1
    """Of its first byte."""

    @property
    def width(self) -> int:
        return CHECKS[self.kind].width


class FrameFormat(_Model):
    """What all frames of one pad have in common."""

    start: HexBytes = b""
    """Constant first bytes."""
    end: HexBytes = b""
    """Constant last bytes."""
    length: int = Field(default=0, ge=0, le=LONGEST_FRAME)
    """Bytes of a whole frame, start, check and end among them; 0: it varies, and `end` or `gap_ms` ends a frame."""
    gap_ms: int = Field(default=0, ge=0, le=500)
    """A silence this long stands between two frames; 0: frames may follow each other at once."""
    key_at: tuple[Position, ...] = ()
    """The bytes that name the key; none: all but start, end, address, counters and check."""
    ignore_at: tuple[Position, ...] = ()
    """Bytes that differ at each press and mean nothing: counters, time stamps."""
    address_at: Position | None = None
    """The byte that names the pad on a line of several."""
    check: CheckField | None = None

    @model_validator(mode="after")
    def _frames_can_be_told_apart(self) -> Self:
        if not (self.length or self.end or self.gap_ms):
            raise ValueError("give `length`, `end` or `gap_ms`: nothing says where a frame ends")
        if self.length > 1 and not (self.start or self.end or self.check or self.gap_ms):
            raise ValueError("frames of several bytes without start, end, check or gap_ms can't be told apart")
        if self.length and self.length < len(self.start) + len(self.end) + (self.check.width if self.check else 0):
            raise ValueError("`length` is shorter than start, end and check together")
        places = (*self.key_at, *self.ignore_at, *(() if self.address_at is None else (self.address_at,)))
        if self.check is not None:
            places = (*places, self.check.at, self.check.first, self.check.last)
        if self.length and any(not -self.length <= place < self.length for place in places):
            raise ValueError(f"a position lies outside a frame of {self.length} bytes")
        return self


@dataclass(frozen=True, slots=True)
class KeyFrame:
    """One sound frame."""

    code: bytes
    """What names the key."""
    address: int | None
    raw: bytes


def read_frame(layout: FrameFormat, raw: bytes) -> KeyFrame | None:
    """The frame in exactly these bytes; None when start, end, length or check don't fit."""
    if (layout.length and len(raw) != layout.length) or not raw:
        return None
    if len(raw) < len(layout.start) + len(layout.end) or not (raw.startswith(layout.start) and raw.endswith(layout.end)):
        return None
    size = len(raw)
    taken = set(range(len(layout.start))) | set(range(size - len(layout.end), size))
    if layout.check is not None:
        at = _place(layout.check.at, size)
        if at is None or not _check_holds(layout.check, raw, at):
            return None
        taken |= set(range(at, at + layout.check.width))
    address_at = None if layout.address_at is None else _place(layout.address_at, size)
    if layout.address_at is not None and address_at is None:
        return None
    taken |= {address_at} if address_at is not None else set()
    taken |= {place for place in (_place(at, size) for at in layout.ignore_at) if place is not None}
    wanted = [_place(at, size) for at in layout.key_at] if layout.key_at else [at for at in range(size) if at not in taken]
    code = bytes(raw[at] for at in wanted if at is not None)
    if len(code) != len(wanted):
        return None
    return KeyFrame(code, None if address_at is None else raw[address_at], raw)


def build_frame(layout: FrameFormat, raw: bytes, *, address: int | None = None) -> bytes:
    """`raw` with the address set and the check made anew: for answers that a pad expects in its own format.

    Raises:
        ValueError: `raw` is too short for the address or the check.
    """
    frame = bytearray(raw)
    size = len(frame)
    if address is not None and layout.address_at is not None:
        at = _place(layout.address_at, size)
        if at is None:
            raise ValueError(f"no place for the address in {size} bytes")
        frame[at] = address
    if layout.check is not None:
        check_at = _place(layout.check.at, size)
        covered = _covered(layout.check, bytes(frame))
        if check_at is None or covered is None or check_at + layout.check.width > size:
            raise ValueError(f"no place for the check in {size} bytes")
        frame[check_at : check_at + layout.check.width] = CHECKS[layout.check.kind].of(covered)
    return bytes(frame)


def _place(at: int, size: int) -> int | None:
    place = at if at >= 0 else size + at
    return place if 0 <= place < size else None


def _covered(check: CheckField, raw: bytes) -> bytes | None:
    first, last = _place(check.first, len(raw)), _place(check.last, len(raw))
    return None if first is None or last is None or first > last else raw[first : last + 1]


def _check_holds(check: CheckField, raw: bytes, at: int) -> bool:
    covered = _covered(check, raw)
    return covered is not None and raw[at : at + check.width] == CHECKS[check.kind].of(covered)


class KeyFrameDecoder:
    """Finds frames in a stream of any cut; resynchronises after noise; keeps at most LONGEST_FRAME bytes.

    The time of each piece is handed in, because a silence may be what separates frames.
    """

    def __init__(self, layout: FrameFormat) -> None:
        self._layout = layout
        self._held = b""
        self._last_s = 0.0
        self.rejected = 0
        """Bytes skipped because no sound frame began with them."""

    def feed(self, data: bytes, at_s: float) -> list[KeyFrame]:
        """All frames that `data`, arrived at `at_s`, completes."""
        frames = self.silent(at_s)
        if data:
            self._held += data
            self._last_s = at_s
            frames += self._by_silence_later() if self._ends_by_silence else self._whole()
        return frames

    def silent(self, at_s: float) -> list[KeyFrame]:
        """Nothing came until `at_s`: what the silence completes. Half a frame before a gap is dropped."""
        if not self._held or not self._layout.gap_ms or at_s - self._last_s < self._layout.gap_ms / 1000:
            return []
        held, self._held = self._held, b""
        frame = read_frame(self._layout, held) if self._ends_by_silence else None
        if frame is None:
            self.rejected += len(held)
            return []
        return [frame]

    def ends_within_s(self, at_s: float) -> float | None:
        """Seconds until a silence would complete what is held; None when no silence is awaited."""
        if not self._held or not self._ends_by_silence:
            return None
        return max(0.0, self._last_s + self._layout.gap_ms / 1000 - at_s)

    @property
    def _ends_by_silence(self) -> bool:
        return not self._layout.length and not self._layout.end

    def _by_silence_later(self) -> list[KeyFrame]:
        if len(self._held) > LONGEST_FRAME:
            self.rejected += len(self._held)
            self._held = b""
        return []

    def _whole(self) -> list[KeyFrame]:
        frames: list[KeyFrame] = []
        start = 0
        while start < len(self._held):
            found = self._held.find(self._layout.start, start) if self._layout.start else start
            if found < 0:
                # The last bytes may be the beginning of a start.
                found = max(start, len(self._held) - len(self._layout.start) + 1)
                self.rejected += found - start
                start = found
                break
            self.rejected += found - start
            start = found
            size = self._size_at(start)
            if size is None:
                break
            frame = read_frame(self._layout, self._held[start : start + size]) if size else None
            if frame is None:
                self.rejected += 1
                start += 1
                continue
            frames.append(frame)
            start += size
        self._held = self._held[start:]
        return frames

    def _size_at(self, start: int) -> int | None:
        """Bytes of the frame that begins here; None when more must come, 0 when none can begin here."""
        available = len(self._held) - start
        if self._layout.length:
            return self._layout.length if available >= self._layout.length else None
        found = self._held.find(self._layout.end, start + len(self._layout.start), start + LONGEST_FRAME)
        if found < 0:
            return 0 if available > LONGEST_FRAME else None
        size = found + len(self._layout.end) - start
        return size if size <= LONGEST_FRAME else 0
