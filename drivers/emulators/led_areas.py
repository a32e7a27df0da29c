"""Dynamic areas as they stand in the card's RAM, read from the bytes of command A3 06."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from drivers.emulators.led_text import Span, read_text, with_clock

DELETE_ALL = 0xFF


class BadArea(Exception):
    """The bytes don't make an area."""


class NoMemory(Exception):
    """More areas, or a bigger one, than the card has room for."""


@dataclass(frozen=True, slots=True)
class Area:
    number: int
    x: int
    y: int
    width: int
    height: int
    run_mode: int
    timeout_s: int
    align: int
    single_line: bool
    effect: int
    speed: int
    stay_s: float
    lines: tuple[tuple[Span, ...], ...]
    shown_s: float
    """When it arrived, by the card's clock."""

    @property
    def text(self) -> str:
        return "\n".join("".join(span.text for span in line) for line in self.lines)

    def told(self, digits: Mapping[str, str]) -> "Area":
        """The same area with the card's time in its clock escapes."""
        lines = tuple(tuple(replace(span, text=with_clock(span.text, digits)) for span in line) for line in self.lines)
        return replace(self, lines=lines)

    def alive(self, now_s: float) -> bool:
        return self.run_mode != 2 or now_s < self.shown_s + self.timeout_s


@dataclass(frozen=True, slots=True)
class Update:
    delete_all: bool
    delete: tuple[int, ...]
    areas: tuple[Area, ...]


def read_update(data: bytes, now_s: float, *, max_areas: int, max_area_bytes: int) -> Update:
    """`data` from the group byte on.

    Raises:
        BadArea, NoMemory, NoSuchFont: what the card answers with an error.
    """
    reader = _Reader(data, 5)
    count = reader.number(1)
    deletes = () if count == DELETE_ALL else tuple(reader.number(1) for _ in range(count))
    areas = [_area(reader.bytes(reader.number(2)), now_s, max_area_bytes) for _ in range(reader.number(1))]
    if any(area.number >= max_areas for area in areas):
        raise NoMemory("area number")
    return Update(count == DELETE_ALL, deletes, tuple(areas))


class _Reader:
    def __init__(self, data: bytes, at: int = 0) -> None:
        self._data = data
        self._at = at

    def bytes(self, length: int) -> bytes:
        part = self._data[self._at : self._at + length]
        if len(part) < length:
            raise BadArea("ends early")
        self._at += length
        return part

    def number(self, length: int) -> int:
        return int.from_bytes(self.bytes(length), "little")


def _pixels(value: int) -> int:
    """X and width: bit 15 says pixels, else units of 8 pixels."""
    return value & 0x7FFF if value & 0x8000 else value * 8


def _area(data: bytes, now_s: float, max_area_bytes: int) -> Area:
    reader = _Reader(data)
    reader.number(1)
    x, y, width, height = _pixels(reader.number(2)), reader.number(2), _pixels(reader.number(2)), reader.number(2)
    number, _, run_mode, timeout_s = reader.number(1), reader.number(1), reader.number(1), reader.number(2)
    sound = reader.number(1)
    if sound:
        reader.bytes(3)
        if sound == 2:
            reader.bytes(reader.number(4))
    reader.bytes(reader.number(1))
    align, single, _, effect, _, speed, stay = (reader.number(1) for _ in range(7))
    text = reader.bytes(reader.number(4))
    if len(text) > max_area_bytes:
        raise NoMemory("area text")
    lines = tuple(tuple(line) for line in read_text(text))
    return Area(number, x, y, width, height, run_mode, timeout_s, align, single == 1, effect, speed, stay * 0.5, lines, now_s)
