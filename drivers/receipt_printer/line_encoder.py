"""One line of text as bytes, or as a picture where the printer can't write or enlarge it."""

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from drivers.raster.fonts import FontBook
from drivers.receipt_printer import commands, escpos_encoder, pictures
from drivers.receipt_printer.elements import Align
from drivers.receipt_printer.profile import DOTS_PER_COLUMN, ChineseMode, ChineseSize, PrinterProfile
from drivers.receipt_printer.text import columns, encode, has_chinese

FONT_DOTS = 2 * DOTS_PER_COLUMN
"""Height of font A and of a Chinese character."""
LEAST_BAND_ROWS, MAX_BAND_ROWS = 8, 256


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes after which another command may begin."""

    data: bytes
    dots: int
    """Paper it moves."""
    pictured: bool = False
    """Drawn because the character set lacks something."""


@dataclass(frozen=True, slots=True)
class Style:
    align: Align = "left"
    width: int = 1
    height: int = 1
    bold: bool = False


class LineEncoder:
    """For one printer model."""

    def __init__(self, profile: PrinterProfile, fonts: FontBook) -> None:
        self._profile = profile
        self._fonts = fonts
        self._band_bytes = profile.buffer_bytes * 3 // 4

    def chinese_on(self) -> bytes:
        """At the begin of a ticket."""
        match self._profile.chinese_mode:
            case ChineseMode.SELECT:
                return commands.SELECT_CHINESE
            case ChineseMode.SWITCH:
                return commands.CANCEL_CHINESE
            case ChineseMode.FIXED:
                return b""

    def can_write(self, text: str) -> bool:
        return encode(text, self._profile.charset) is not None

    def can_scale(self, text: str, width: int, height: int) -> bool:
        """Whether the printer itself writes `text` in this size."""
        largest = max(width, height)
        if width < 1 or largest > self._profile.max_scale or not self.can_write(text):
            return False
        if largest == 1 or not has_chinese(text):
            return True
        match self._profile.chinese_size:
            case ChineseSize.FS_MODE:
                return largest <= commands.MAX_CHINESE_SCALE
            case ChineseSize.FS_DOUBLE:
                return width == height == commands.MAX_CHINESE_SCALE
        return True

    def encode(self, line: str, style: Style, *, right: str = "") -> Iterator[Piece]:
        """One line that fits the paper.

        Args:
            right: stands at the right edge of the same line.

        Raises:
            UnsupportedData: it must be drawn, and a font for it isn't installed.
        """
        left = line
        if right:
            line = left + " " * (self._profile.columns // style.width - columns(left) - columns(right)) + right
        encoded = encode(line, self._profile.charset)
        if encoded is None or not self.can_scale(line, style.width, style.height):
            height = FONT_DOTS * style.height
            drawn = pictures.line(left, height, self._profile.dots, self._fonts, stretch=style.width / style.height)
            if right:
                drawn = pictures.with_right(drawn, right, height, self._profile.dots, self._fonts, style.width / style.height)
            yield from self.picture(drawn, style.align, pictured=True)
            return
        if self._profile.chinese_mode is ChineseMode.SWITCH and has_chinese(line):
            encoded = commands.SELECT_CHINESE + encoded + commands.CANCEL_CHINESE
        before, after = self._size(style.width, style.height)
        if style.bold:
            before, after = before + commands.emphasised(on=True), after + commands.emphasised(on=False)
        data = commands.align(style.align) + before + encoded + commands.LINE_FEED + after
        yield Piece(data, max(commands.LINE_SPACING_DOTS, FONT_DOTS * style.height))

    def picture(self, image: Image.Image, place: Align, *, pictured: bool = False) -> Iterator[Piece]:
        """Bands of dots, printed without a gap, each small enough for the printer's buffer."""
        rows = max(LEAST_BAND_ROWS, min(MAX_BAND_ROWS, self._band_bytes // (image.width // 8)))
        for top in range(0, image.height, rows):
            band = image.crop((0, top, image.width, min(image.height, top + rows)))
            data = commands.align(place) + escpos_encoder.picture(band, self._profile.dots)
            yield Piece(data, band.height, pictured=pictured and top == 0)

    def _size(self, width: int, height: int) -> tuple[bytes, bytes]:
        if (width, height) == (1, 1):
            return b"", b""
        # The Chinese command first: a printer that takes both obeys the last one, which can say more than double.
        match self._profile.chinese_size:
            case ChineseSize.GS:
                return commands.scale(width, height), commands.scale(1, 1)
            case ChineseSize.FS_DOUBLE:
                double = commands.chinese_double(on=min(width, height) > 1)
                return double + commands.scale(width, height), commands.chinese_double(on=False) + commands.scale(1, 1)
        return (
            commands.chinese_print_mode(width, height) + commands.scale(width, height),
            commands.chinese_print_mode(1, 1) + commands.scale(1, 1),
        )
