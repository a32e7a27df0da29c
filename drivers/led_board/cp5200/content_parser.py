"""Bytes to contents: what a capture of another program's traffic says, for diagnosis and for the vendor's own examples."""

from collections.abc import Callable

from drivers.led_board.cp5200.content_encoder import CLEAR, RICH_TEXT_END, SIMPLE_TEXT
from drivers.led_board.cp5200.contents import (
    MAX_WINDOWS,
    TEXT_END,
    Across,
    Box,
    Clock,
    Content,
    Down,
    Exit,
    Picture,
    PictureFormat,
    PlayStored,
    PureText,
    Rgb,
    RichCharacter,
    RichText,
    SaveOrClear,
    StaticText,
    SubCommand,
    Windows,
)

_RICH_BYTES = 3


def parse_content(data: bytes) -> Content | None:
    """`data` from the sub-command on; None if it is another one, ends early or says what doesn't exist.

    A text that ends without its zero byte, as some programs send it, is taken whole.
    """
    reader = _PARSERS.get(data[0]) if data else None
    if reader is None:
        return None
    try:
        return reader(_Reader(data, 1))
    except (_EndsEarly, ValueError):
        return None


class _EndsEarly(Exception):
    pass


class _Reader:
    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self._at = at

    def take(self, length: int) -> bytes:
        part = self._data[self._at : self._at + length]
        if len(part) < length:
            raise _EndsEarly
        self._at += length
        return part

    def byte(self) -> int:
        return self.take(1)[0]

    def word(self) -> int:
        return int.from_bytes(self.take(2), "big")

    def window(self) -> int:
        number = self.byte()
        if number >= MAX_WINDOWS:
            raise ValueError(number)
        return number

    def box(self) -> Box:
        return Box(self.word(), self.word(), self.word(), self.word())

    def rgb(self) -> Rgb:
        return Rgb(self.byte(), self.byte(), self.byte())

    def rest(self) -> bytes:
        part, self._at = self._data[self._at :], len(self._data)
        return part

    def text(self) -> bytes:
        return self.rest().split(TEXT_END)[0]


def _windows(reader: _Reader) -> Content:
    count = reader.byte()
    if not 1 <= count <= MAX_WINDOWS:
        raise ValueError(count)
    return Windows(tuple(reader.box() for _ in range(count)))


def _pure_text(reader: _Reader) -> Content:
    window, effect, align, speed, stay_s = reader.window(), reader.byte(), reader.byte(), reader.byte(), reader.word()
    font, colour = reader.byte(), reader.rgb()
    across, down = Across(align & 3), Down(align >> 2 & 3)
    return PureText(window, reader.text(), font, colour, effect, across, down, speed, stay_s, align >> 4)


def _rich_text(reader: _Reader) -> Content:
    window, effect, across, speed, stay_s = reader.window(), reader.byte(), reader.byte(), reader.byte(), reader.word()
    data, characters = reader.rest(), []
    for at in range(0, len(data) - _RICH_BYTES + 1, _RICH_BYTES):
        one = data[at : at + _RICH_BYTES]
        if one == RICH_TEXT_END:
            break
        characters.append(RichCharacter(one[0] >> 4, one[0] & 0xF, one[1:].lstrip(b"\x00") or b"\x00"))
    return RichText(window, tuple(characters), effect, Across(across), speed, stay_s)


def _static_text(reader: _Reader) -> Content:
    window, kind, across = reader.window(), reader.byte(), Across(reader.byte())
    if kind != SIMPLE_TEXT:
        raise ValueError(kind)
    box, font, colour = reader.box(), reader.byte(), reader.rgb()
    return StaticText(window, box, reader.text(), font, colour, across)


def _picture(reader: _Reader) -> Content:
    window, effect, speed, stay_s = reader.window(), reader.byte(), reader.byte(), reader.word()
    kind, x, y = PictureFormat(reader.byte()), reader.word(), reader.word()
    return Picture(window, kind, reader.rest(), x, y, effect, speed, stay_s)


def _clock(reader: _Reader) -> Content:
    window, stay_s = reader.window(), reader.word()
    calendar, form, shown, font, colour = reader.byte(), reader.byte(), reader.byte(), reader.byte(), reader.rgb()
    return Clock(window, font, colour, calendar, form, shown, reader.text(), stay_s)


def _exit(reader: _Reader) -> Content:  # noqa: ARG001 (the table's signature)
    return Exit()


def _save_or_clear(reader: _Reader) -> Content:
    return SaveOrClear(reader.byte() == CLEAR)


def _play_stored(reader: _Reader) -> Content:
    options, count = reader.byte(), reader.byte()
    return PlayStored(tuple(reader.take(count)), bool(options & 1))


_PARSERS: dict[int, Callable[[_Reader], Content]] = {
    SubCommand.WINDOWS: _windows,
    SubCommand.RICH_TEXT: _rich_text,
    SubCommand.PICTURE: _picture,
    SubCommand.STATIC_TEXT: _static_text,
    SubCommand.CLOCK: _clock,
    SubCommand.EXIT: _exit,
    SubCommand.SAVE_OR_CLEAR: _save_or_clear,
    SubCommand.PLAY_STORED: _play_stored,
    SubCommand.PURE_TEXT: _pure_text,
}
