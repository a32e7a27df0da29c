"""Does what ESC/POS steps say, on paper. Knows nothing of status, wires or faults."""

from collections.abc import Callable
from dataclasses import replace

from drivers.emulators.escpos_parser import Step
from drivers.emulators.paper import Feed, Item, QrCode, Raster, Run, Style, TextLine

MISSING = "□"
"""What the printer's font lacks."""
CHARSETS = ("gb2312", "gbk", "gb18030")
GS_ENLARGES, FS_MODE_ENLARGES, FS_DOUBLE_ENLARGES = "gs", "fs-mode", "fs-double"
HANZI_SIZES = (GS_ENLARGES, FS_MODE_ENLARGES, FS_DOUBLE_ENLARGES)
"""Which command enlarges Chinese characters: GS ! (and FS !, FS W), FS ! only, FS W only."""
STORED_WIDTH_BYTES, STORED_ROWS = 24, 96
"""Size of the pictures in the printer's own memory."""


class Interpreter:
    """Print state between steps.

    Args:
        dots: printable width.
        charset: what the built-in font holds; GB 18030 here means its two-byte part, as in real printers.
        put: takes each finished line, picture or code.
        on_cut: the paper was cut.
        hanzi_size: one of HANZI_SIZES.
        chinese_at_reset: two-byte mode is on from the start; else FS & has to come.
        stored_pictures: how many are in its memory.
    """

    def __init__(
        self,
        dots: int,
        charset: str,
        put: Callable[[Item], None],
        on_cut: Callable[[], None],
        *,
        hanzi_size: str = GS_ENLARGES,
        chinese_at_reset: bool = True,
        stored_pictures: int = 0,
    ) -> None:
        if charset not in CHARSETS:
            raise ValueError(f"charset {charset!r}: one of {', '.join(CHARSETS)}")
        if hanzi_size not in HANZI_SIZES:
            raise ValueError(f"hanzi_size {hanzi_size!r}: one of {', '.join(HANZI_SIZES)}")
        self._hanzi_size = hanzi_size
        self._chinese_at_reset = chinese_at_reset
        self._stored_pictures = stored_pictures
        self._dots = dots
        self._charset = charset
        self._put = put
        self._on_cut = on_cut
        self.unknown: list[str] = []
        """Commands that this printer doesn't know, in hexadecimal."""
        self.reset()

    def reset(self) -> None:
        """ESC @: what was set is forgotten, what stands in the line buffer too."""
        self._style = Style()
        self._align = 0
        self._chinese = self._chinese_at_reset
        self._line: list[Run] = []
        self._half: bytes = b""
        self.line_spacing = 30
        """Least dots from line to line."""
        self._qr_data = b""
        self._qr_module, self._qr_level = 3, 0

    def do(self, step: Step) -> None:
        """One step. Status questions are not for here."""
        name, data = step.name, step.data
        if name == b"":
            self._text(data)
        elif name == b"\n":
            self._end_line()
        elif name in (b"\r", b"\t", b"\x0c", b"\x18"):
            return
        elif name == b"\x1dV":
            self._cut(data)
        elif name == b"\x1dv":
            self._raster(data)
        elif name in (b"\x1bi", b"\x1bm"):
            self._cut(b"\x01")
        elif name == b"\x1d(":
            self._function(data)
        elif name == b"\x1cp":
            self._stored_picture(data[0])
        elif name in _STYLES:
            self._restyle(name, data[0])
        elif name in _SETTINGS:
            _SETTINGS[name](self, data)
        elif name not in _WITHOUT_EFFECT:
            self.unknown.append(name.hex())

    # --- text ---

    def _text(self, data: bytes) -> None:
        data = self._half + data
        self._half = b""
        at = 0
        while at < len(data):
            if self._chinese and data[at] >= 0x81:
                pair = data[at : at + 2]
                if len(pair) < 2:
                    self._half = pair
                    return
                self._character(self._decode(pair), chinese=True)
                at += 2
            else:
                # Control characters without a meaning print nothing.
                if data[at] >= 0x20:
                    self._character(bytes((data[at],)).decode("cp437"), chinese=False)
                at += 1

    def _decode(self, pair: bytes) -> str:
        """What the font chip shows: nothing at a user-defined place, and at A1A4 and A1AA the signs that print has there."""
        try:
            character = pair.decode(self._charset)
        except UnicodeDecodeError:
            return MISSING
        if "\ue000" <= character <= "\uf8ff":
            return MISSING
        return {b"\xa1\xa4": "·", b"\xa1\xaa": "—"}.get(pair, character)

    def _restyle(self, name: bytes, value: int) -> None:
        before = self._style
        self._style = _STYLES[name](before, value)
        enlarges = {
            b"\x1c!": self._hanzi_size != FS_DOUBLE_ENLARGES,
            b"\x1cW": self._hanzi_size != FS_MODE_ENLARGES,
            b"\x1d!": self._hanzi_size == GS_ENLARGES,
        }
        if not enlarges.get(name, True):
            self._style = replace(self._style, chinese_width=before.chinese_width, chinese_height=before.chinese_height)

    def _character(self, character: str, *, chinese: bool) -> None:
        run = Run(character, self._style, chinese)
        if sum(one.dots for one in self._line) + run.dots > self._dots:
            self._end_line()
        if self._line and self._line[-1].style == run.style and self._line[-1].chinese == chinese:
            self._line[-1] = replace(self._line[-1], text=self._line[-1].text + character)
        else:
            self._line.append(run)

    def _end_line(self) -> None:
        self._put(TextLine(tuple(self._line), self._align))
        self._line = []

    def _flush(self) -> None:
        if self._line:
            self._end_line()

    # --- pictures, codes, cut ---

    def _raster(self, data: bytes) -> None:
        self._flush()
        width, height = data[2] + 256 * data[3], data[4] + 256 * data[5]
        self._put(Raster(width, height, data[6:], self._align))

    def _function(self, data: bytes) -> None:
        """GS ( k with cn 49: QR code; `data` is k pL pH cn fn …; GS ( L with fn 69: a picture of its memory."""
        if data[0:1] == b"L" and len(data) >= 9 and data[4] == 69:
            self._stored_picture(data[6] - 0x1F)
            return
        if data[0:1] != b"k" or len(data) < 5 or data[3] != 49:
            self.unknown.append((b"\x1d(" + data[:1]).hex())
            return
        function, rest = data[4], data[5:]
        if function == 67:
            self._qr_module = rest[0]
        elif function == 69:
            self._qr_level = rest[0] - 48
        elif function == 80:
            self._qr_data = rest[1:]
        elif function == 81:
            self._flush()
            self._put(QrCode(self._qr_data.decode("utf-8", "replace"), self._qr_module, self._qr_level, self._align))

    def _stored_picture(self, number: int) -> None:
        """A frame with a bar for each number stands for the picture; an empty place prints nothing."""
        if not 1 <= number <= self._stored_pictures:
            return
        self._flush()
        full, edge = b"\xff" * STORED_WIDTH_BYTES, b"\x80" + b"\x00" * (STORED_WIDTH_BYTES - 2) + b"\x01"
        bar = b"\x80" + b"\x3c" * min(number, STORED_WIDTH_BYTES - 2)
        bar += b"\x00" * (STORED_WIDTH_BYTES - 1 - len(bar)) + b"\x01"
        rows = [full] * 2 + [edge] * 30 + [bar] * 32 + [edge] * 30 + [full] * 2
        self._put(Raster(STORED_WIDTH_BYTES, STORED_ROWS, b"".join(rows), self._align))

    def _cut(self, data: bytes) -> None:
        self._flush()
        if len(data) > 1:
            self._put(Feed(data[1]))
        self._on_cut()

    def feed_lines(self, lines: int) -> None:
        self._flush()
        self._put(Feed(lines * self.line_spacing))

    def feed_dots(self, dots: int) -> None:
        self._flush()
        self._put(Feed(dots))

    def set_chinese(self, *, on: bool) -> None:
        self._chinese = on

    def set_align(self, value: int) -> None:
        self._align = value % 48 % 3

    def set_line_spacing(self, dots: int) -> None:
        self.line_spacing = dots


def _print_mode(style: Style, mode: int) -> Style:
    """ESC !: Western characters only."""
    return replace(
        style,
        bold=bool(mode & 0x08),
        height=2 if mode & 0x10 else 1,
        width=2 if mode & 0x20 else 1,
        underline=bool(mode & 0x80),
    )


def _chinese_mode(style: Style, mode: int) -> Style:
    """FS !: Chinese characters only."""
    return replace(style, chinese_width=2 if mode & 0x04 else 1, chinese_height=2 if mode & 0x08 else 1)


def _size(style: Style, size: int) -> Style:
    """GS !: all characters; the value before of FS ! is overridden."""
    width, height = (size >> 4 & 7) + 1, (size & 7) + 1
    return replace(style, width=width, height=height, chinese_width=width, chinese_height=height)


_STYLES: dict[bytes, Callable[[Style, int], Style]] = {
    b"\x1b!": _print_mode,
    b"\x1bE": lambda style, on: replace(style, bold=bool(on & 1)),
    b"\x1bG": lambda style, on: replace(style, bold=bool(on & 1)),
    b"\x1b-": lambda style, on: replace(style, underline=on % 48 != 0),
    b"\x1c!": _chinese_mode,
    b"\x1cW": lambda style, on: replace(style, chinese_width=1 + (on & 1), chinese_height=1 + (on & 1)),
    b"\x1d!": _size,
    b"\x1dB": lambda style, on: replace(style, inverse=bool(on & 1)),
}
_SETTINGS: dict[bytes, Callable[[Interpreter, bytes], None]] = {
    b"\x1b@": lambda printer, _: printer.reset(),
    b"\x1ba": lambda printer, data: printer.set_align(data[0]),
    b"\x1bd": lambda printer, data: printer.feed_lines(data[0]),
    b"\x1bJ": lambda printer, data: printer.feed_dots(data[0]),
    b"\x1b2": lambda printer, _: printer.set_line_spacing(30),
    b"\x1b3": lambda printer, data: printer.set_line_spacing(data[0]),
    b"\x1c&": lambda printer, _: printer.set_chinese(on=True),
    b"\x1c.": lambda printer, _: printer.set_chinese(on=False),
}
_WITHOUT_EFFECT = frozenset((b"\x1bM", b"\x1bR", b"\x1bt", b"\x1b{", b"\x1bV", b"\x1c-", b"\x1cS", b"\x1dL", b"\x1dW"))
"""Known to the printer and without a trace on this paper."""
