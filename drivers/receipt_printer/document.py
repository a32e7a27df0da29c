"""A template filled with data, as the bytes for one printer model."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from drivers.core.errors import UnsupportedData
from drivers.raster.fonts import FontBook, FontMissing
from drivers.raster.line import render_line
from drivers.receipt_printer import commands, escpos_encoder
from drivers.receipt_printer.profile import DOTS_PER_COLUMN, PrinterProfile
from drivers.receipt_printer.template import (
    FeedElement,
    PairElement,
    QrElement,
    RuleElement,
    Template,
    TextElement,
    fill,
)
from drivers.receipt_printer.text import clean, columns, encode, wrap

FONT_DOTS = 2 * DOTS_PER_COLUMN
"""Height of font A and of a Chinese character."""
MAX_QR_BYTES = 300
"""More doesn't fit on 58 mm paper at a module size that phones read."""


@dataclass(frozen=True, slots=True)
class Document:
    """One ticket ready to send."""

    data: bytes
    pictured_lines: int
    """Lines drawn as pictures because the printer's character set lacks something in them."""


class DocumentEncoder:
    """Encodes for one printer model."""

    def __init__(self, profile: PrinterProfile, fonts: FontBook) -> None:
        self._profile = profile
        self._fonts = fonts

    def encode(self, template: Template, data: Mapping[str, str]) -> Document:
        """The whole ticket: initialise, elements, feed, cut.

        Raises:
            UnsupportedData: a QR text is too long, or a line needs a font that isn't installed.
        """
        values = {name: clean(value) for name, value in data.items()}
        parts = [commands.INITIALISE, commands.SELECT_CHINESE]
        pictured = 0
        for element in template.elements:
            if element.when is not None and not values.get(element.when, "").strip():
                continue
            match element:
                case TextElement():
                    for line in wrap(fill(element.text, values), self._profile.columns // element.width):
                        encoded, drawn = self._line(line, element)
                        parts.append(encoded)
                        pictured += drawn
                case PairElement():
                    for line in self._pair(element, values):
                        encoded, drawn = self._line(line, TextElement(text="", bold=element.bold))
                        parts.append(encoded)
                        pictured += drawn
                case RuleElement():
                    width = self._profile.columns // columns(element.character)
                    parts.append(self._line(element.character * width, TextElement(text=""))[0])
                case QrElement():
                    parts.append(self._qr(fill(element.text, values), element.module))
                case FeedElement():
                    parts.append(commands.feed_lines(element.lines))
        parts.append(commands.align("left"))
        parts.append(escpos_encoder.cut() if self._profile.cutter else commands.feed_lines(6))
        return Document(b"".join(parts), pictured)

    def _line(self, line: str, element: TextElement) -> tuple[bytes, bool]:
        encoded = encode(line, self._profile.charset)
        head = commands.align(element.align)
        if encoded is None:
            return head + self._picture(line, element), True
        body = commands.emphasised(on=element.bold) + commands.scale(element.width, element.height) + encoded
        return head + body + commands.LINE_FEED + commands.scale(1, 1) + commands.emphasised(on=False), False

    def _picture(self, line: str, element: TextElement) -> bytes:
        stretch = element.width / element.height
        try:
            image = render_line(line, FONT_DOTS * element.height, self._profile.dots, self._fonts, stretch=stretch)
        except FontMissing as error:
            raise UnsupportedData(str(error), reason="printer.fontMissing") from error
        return escpos_encoder.picture(image, self._profile.dots)

    def _pair(self, element: PairElement, values: Mapping[str, str]) -> Iterator[str]:
        """Label left, value right; a value that doesn't fit beside its label goes below it, wrapped."""
        label, value = fill(element.label, values), fill(element.value, values)
        gap = self._profile.columns - columns(label) - columns(value)
        if gap >= 1:
            yield label + " " * gap + value
            return
        yield label
        yield from ("  " + line for line in wrap(value, self._profile.columns - 2))

    def _qr(self, text: str, module: int) -> bytes:
        if len(text.encode()) > MAX_QR_BYTES:
            raise UnsupportedData(f"a QR text is at most {MAX_QR_BYTES} bytes", reason="printer.qrTooLong")
        code = escpos_encoder.qr(text, module=module, dots=self._profile.dots, native=self._profile.native_qr)
        return commands.align("center") + code + commands.LINE_FEED
