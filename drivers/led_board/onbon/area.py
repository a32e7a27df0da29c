"""Dynamic areas: text in the board's RAM, with unlimited writes. Programs in flash wear out and are never written here.

Source: the vendor's document, chapters 8.2.1 and 9.1.
"""

import struct
from dataclasses import dataclass
from enum import IntEnum

PIXEL_UNITS = 0x8000
"""High bit of X and width: pixels; without it units of 8 pixels."""
MAX_TIMEOUT_S = 0xFFFF
DELETE_ALL = 0xFF
NO_SOUND, SAYS_TEXT, SAYS_SOUND_DATA = 0, 1, 2
BYTE_DOTS = 8


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
class Sound:
    """Speech of cards that have a voice module; ours have loudspeakers, so it is only read."""

    person_and_repeats: int = 0
    volume: int = 5
    speed: int = 5
    data: bytes | None = None
    """Other text to say; None: the one that is shown."""


@dataclass(frozen=True, slots=True)
class DynamicArea:
    """One area; lengths in dots. All fonts inside one area must have one height."""

    number: int
    x: int
    y: int
    width: int
    height: int
    text: bytes
    """Already in the board's character set, with its inline escapes."""
    timeout_s: int
    run_mode: int = RunMode.LOOP_THEN_DELETE
    effect: int = Effect.STATIC
    align: int = Align.CENTRE
    line_mode: int = LineMode.SINGLE
    new_line: int = NewLine.MANUAL
    speed: int = 2
    """0 fastest to 24 slowest."""
    stay: int = 10
    """Half seconds each page stands."""
    line_space: int = 0
    exit_mode: int = 0
    kind: int = 0
    sound: Sound | None = None
    extension: bytes = b""
    """Type setting, character space and what later firmware adds."""
    x_in_bytes: bool = False
    width_in_bytes: bool = False
    """The length was given in units of 8 dots, as old frames do; it is a multiple of 8 then."""


_PLACE = struct.Struct("<BHHHHBBBH")
"""Kind, x, y, width, height, number, line space, run mode, time-out."""
_MANNER = struct.Struct("<BBBBBBBI")
"""Align, line mode, new line, effect, exit, speed, stay, length of the text."""


def encode_area(area: DynamicArea) -> bytes:
    """The area's bytes.

    Raises:
        ValueError: a number doesn't fit its field.
    """
    if not 0 <= area.timeout_s <= MAX_TIMEOUT_S:
        raise ValueError(f"a dynamic area's time-out is 0 to {MAX_TIMEOUT_S} s")
    x, width = _length(area.x, in_bytes=area.x_in_bytes), _length(area.width, in_bytes=area.width_in_bytes)
    manner = (area.align, area.line_mode, area.new_line, area.effect, area.exit_mode, area.speed, area.stay)
    return b"".join(
        (
            _PLACE.pack(area.kind, x, area.y, width, area.height, area.number, area.line_space, area.run_mode, area.timeout_s),
            _sound(area.sound),
            bytes((len(area.extension),)),
            area.extension,
            _MANNER.pack(*manner, len(area.text)),
            area.text,
        )
    )


def decode_area(data: bytes) -> DynamicArea | None:
    """None if a length in it is wrong."""
    try:
        return _decoded(data)
    except (struct.error, IndexError):
        return None


def _decoded(data: bytes) -> DynamicArea | None:
    kind, x, y, width, height, number, line_space, run_mode, timeout_s = _PLACE.unpack_from(data)
    at = _PLACE.size
    sound: Sound | None = None
    mode = data[at]
    at += 1
    if mode != NO_SOUND:
        said: bytes | None = None
        person, volume, speed = data[at], data[at + 1], data[at + 2]
        at += 3
        if mode == SAYS_SOUND_DATA:
            (length,) = struct.unpack_from("<I", data, at)
            said = data[at + 4 : at + 4 + length]
            at += 4 + length
        sound = Sound(person, volume, speed, said)
    extension = data[at + 1 : at + 1 + data[at]]
    at += 1 + data[at]
    align, line_mode, new_line, effect, exit_mode, speed, stay, length = _MANNER.unpack_from(data, at)
    text = data[at + _MANNER.size :]
    if len(text) != length or mode not in (NO_SOUND, SAYS_TEXT, SAYS_SOUND_DATA):
        return None
    return DynamicArea(
        number=number,
        x=_dots(x),
        y=y,
        width=_dots(width),
        height=height,
        text=text,
        timeout_s=timeout_s,
        run_mode=run_mode,
        effect=effect,
        align=align,
        line_mode=line_mode,
        new_line=new_line,
        speed=speed,
        stay=stay,
        line_space=line_space,
        exit_mode=exit_mode,
        kind=kind,
        sound=sound,
        extension=extension,
        x_in_bytes=not x & PIXEL_UNITS,
        width_in_bytes=not width & PIXEL_UNITS,
    )


def _dots(field: int) -> int:
    return field & ~PIXEL_UNITS if field & PIXEL_UNITS else field * BYTE_DOTS


def _length(dots: int, *, in_bytes: bool) -> int:
    if not in_bytes:
        return dots | PIXEL_UNITS
    if dots % BYTE_DOTS:
        raise ValueError(f"{dots} dots aren't a multiple of {BYTE_DOTS}")
    return dots // BYTE_DOTS


def _sound(sound: Sound | None) -> bytes:
    if sound is None:
        return bytes((NO_SOUND,))
    head = bytes((sound.person_and_repeats, sound.volume, sound.speed))
    if sound.data is None:
        return bytes((SAYS_TEXT,)) + head
    return bytes((SAYS_SOUND_DATA,)) + head + len(sound.data).to_bytes(4, "little") + sound.data
