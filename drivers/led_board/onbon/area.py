"""Dynamic areas: text in the board's RAM, with unlimited writes. Programs in flash wear out and are never written here.

Source: the vendor's document, chapters 8.2.1 and 9.1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

PIXEL_UNITS = 0x8000
"""High bit of X and width: pixels; without it units of 8 pixels."""
MAX_TIMEOUT_S = 0xFFFF
DELETE_ALL = 0xFF
NO_SOUND = 0x00
NO_EXTENSION = 0x00
REPLY_WANTED = 0x01
STAY_UNIT_S = 0.5
MAX_STAY = 0xFF


class RunMode(IntEnum):
    LOOP = 0
    HOLD_LAST_PAGE = 1
    LOOP_THEN_DELETE = 2
    """After the time-out the board deletes the area by itself: a dead controller leaves no stale call on the wall."""


class Effect(IntEnum):
    STATIC = 1
    FAST = 2
    LEFT = 3
    RIGHT = 4
    UP = 5
    DOWN = 6


class Align(IntEnum):
    """Bits 0 and 1: left to right; bits 2 and 3: top to bottom."""

    LEFT = 0b0000
    RIGHT = 0b0001
    CENTRE = 0b0010


class LineMode(IntEnum):
    SINGLE = 1
    MULTIPLE = 2


class NewLine(IntEnum):
    MANUAL = 1
    AUTOMATIC = 2


@dataclass(frozen=True, slots=True)
class DynamicArea:
    """One area; lengths in pixels. All fonts inside one area must have one height."""

    number: int
    x: int
    y: int
    width: int
    height: int
    text: bytes
    """Already in the board's character set, with its inline escapes."""
    timeout_s: int
    run_mode: RunMode = RunMode.LOOP_THEN_DELETE
    effect: Effect = Effect.STATIC
    align: Align = Align.CENTRE
    line_mode: LineMode = LineMode.SINGLE
    new_line: NewLine = NewLine.MANUAL
    speed: int = 2
    """0 fastest to 24 slowest."""
    stay: int = 10
    """Half seconds each page stands."""


def encode_area(area: DynamicArea) -> bytes:
    """The area's bytes.

    Raises:
        ValueError: a number doesn't fit its field.
    """
    if not 1 <= area.timeout_s <= MAX_TIMEOUT_S:
        raise ValueError(f"a dynamic area's time-out is 1 to {MAX_TIMEOUT_S} s")
    return b"".join(
        (
            b"\x00",
            (area.x | PIXEL_UNITS).to_bytes(2, "little"),
            area.y.to_bytes(2, "little"),
            (area.width | PIXEL_UNITS).to_bytes(2, "little"),
            area.height.to_bytes(2, "little"),
            bytes((area.number, 0, area.run_mode)),
            area.timeout_s.to_bytes(2, "little"),
            bytes((NO_SOUND, NO_EXTENSION, area.align, area.line_mode, area.new_line, area.effect, 0, area.speed, area.stay)),
            len(area.text).to_bytes(4, "little"),
            area.text,
        )
    )


def update_areas(areas: Sequence[DynamicArea], *, delete: Sequence[int] | None = ()) -> bytes:
    """Command A3 06: delete some areas (None: all of them), then write the given ones, in one step."""
    deletion = bytes((DELETE_ALL,)) if delete is None else bytes((len(delete), *delete))
    encoded = [encode_area(area) for area in areas]
    return b"".join(
        (
            bytes((0xA3, 0x06, REPLY_WANTED, 0, 0)),
            deletion,
            bytes((len(encoded),)),
            *(len(one).to_bytes(2, "little") + one for one in encoded),
        )
    )
