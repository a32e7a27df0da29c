"""A template filled with data, as the bytes for one printer model: piece by piece, each of which may stand alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from PIL import Image

from drivers.core.errors import UnsupportedData
from drivers.raster.fonts import FontBook
from drivers.receipt_printer import commands, escpos_encoder, pictures
from drivers.receipt_printer.elements import (
    BigElement,
    Element,
    FeedElement,
    ListElement,
    LogoElement,
    PairElement,
    QrElement,
    RuleElement,
    TextElement,
    VerticalElement,
    fill,
)
from drivers.receipt_printer.glyphs import Glyphs
from drivers.receipt_printer.line_encoder import LineEncoder, Piece, Style
from drivers.receipt_printer.profile import DOTS_PER_MM, PrinterProfile, StoredLogo
from drivers.receipt_printer.template import Template
from drivers.receipt_printer.text import clean, clean_lines, columns, mask_name, wrap

MAX_QR_BYTES = 300
"""More doesn't fit on 58 mm paper at a module size that phones read."""
DIGIT_DOTS = 15
"""A digit of font A is at least so high, of its 24 dots."""
STORED_LOGO_DOTS = 100
"""A picture in the printer's memory is taken for so high when paper is counted; nobody can ask."""
QR_QUIET_DOTS = 8
BELOW_COLUMNS_DOTS = 8
"""Or the last letter's tail would touch the line below."""
TEAR_OFF_LINES = 6
"""From the head to the tear-off edge of a printer without a knife."""


@dataclass(frozen=True, slots=True)
class Document:
    """One ticket ready to send."""

    pieces: tuple[Piece, ...]
    end: Piece
    """The cut."""
    pictured_lines: int
    """Lines drawn as pictures because the printer's character set lacks something in them."""
    missing_characters: int
    """Characters that no installed font has; 〓 is printed for them."""

    @property
    def data(self) -> bytes:
        return b"".join(piece.data for piece in (*self.pieces, self.end))

    @property
    def length_mm(self) -> float:
        """Paper it takes."""
        return sum(piece.dots for piece in (*self.pieces, self.end)) / DOTS_PER_MM

    @property
    def largest_piece(self) -> int:
        return max(len(piece.data) for piece in (*self.pieces, self.end))


class DocumentEncoder:
    """Encodes for one printer.

    Args:
        logo: drawn at the place of a logo element.
        stored_logo: number of a picture in the printer's memory, printed there instead.
    """

    def __init__(
        self, profile: PrinterProfile, fonts: FontBook, *, logo: Image.Image | None = None, stored_logo: int | None = None
    ) -> None:
        self._profile = profile
        self._fonts = fonts
        self._lines = LineEncoder(profile, fonts)
        self._logo = logo
        self._stored_logo = stored_logo

    def encode(self, template: Template, data: Mapping[str, str]) -> Document:
        """The whole ticket: initialise, elements, feed, cut.

        Raises:
            UnsupportedData: a QR text is too long, or a line needs a font that isn't installed.
        """
        glyphs = Glyphs(self._fonts)
        values = {name: clean(mask_name(value) if name in template.masked else value) for name, value in data.items()}
        lists = {name: clean_lines(data.get(name, "")) for name in template.lists}
        pieces = [self.begin()]
        for element in template.elements:
            if element.when is None or values.get(element.when, "").strip():
                pieces += self._element(element, values, lists, glyphs)
        return Document(tuple(pieces), self.end(), sum(piece.pictured for piece in pieces), glyphs.missing)

    def begin(self) -> Piece:
        """Back to a known state."""
        return Piece(
            commands.INITIALISE + bytes.fromhex(self._profile.init) + self._lines.chinese_on() + commands.LINE_SPACING, 0
        )

    def end(self) -> Piece:
        """Past the knife and cut, and out to the citizen; or up to the tear-off edge."""
        if not self._profile.cutter:
            return Piece(
                commands.align("left") + commands.feed_lines(TEAR_OFF_LINES), TEAR_OFF_LINES * commands.LINE_SPACING_DOTS
            )
        dots = self._profile.cut_feed_mm * DOTS_PER_MM
        data = commands.align("left") + commands.feed_dots(dots) + escpos_encoder.cut(full=self._profile.full_cut)
        if self._profile.presenter and self._profile.present_steps:
            data += commands.present(self._profile.present_steps)
        return Piece(data, dots)

    def _element(
        self, element: Element, values: Mapping[str, str], lists: Mapping[str, list[str]], glyphs: Glyphs
    ) -> Iterator[Piece]:
        match element:
            case TextElement():
                style = Style(element.align, element.width, element.height, element.bold)
                yield from self._text(glyphs.drawable(clean(fill(element.text, values))), style)
            case BigElement():
                yield from self._big(glyphs.drawable(clean(fill(element.text, values)).strip()), element.dots)
            case PairElement():
                style = Style(height=element.height, bold=element.bold)
                label, value = (glyphs.drawable(clean(fill(text, values))) for text in (element.label, element.value))
                for left, right in self._pair(label, value):
                    yield from self._lines.encode(left, style, right=right)
            case ListElement():
                for line in self._list(element, lists):
                    yield from self._lines.encode(glyphs.drawable(line), Style())
            case VerticalElement():
                text = glyphs.drawable(clean(fill(element.text, values)))
                for sheet in pictures.columns(text, element.height, element.size, self._profile.dots, self._fonts):
                    yield from self._lines.picture(sheet, "center", pictured=True)
                    yield Piece(commands.feed_dots(BELOW_COLUMNS_DOTS), BELOW_COLUMNS_DOTS)
            case RuleElement():
                width = self._profile.columns // columns(element.character)
                yield from self._lines.encode(clean(element.character) * width, Style())
            case QrElement():
                yield from self._qr(clean(fill(element.text, values)), element.module)
            case LogoElement():
                yield from self._logo_pieces()
            case FeedElement():
                yield Piece(commands.feed_lines(element.lines), element.lines * commands.LINE_SPACING_DOTS)

    def _text(self, text: str, style: Style) -> Iterator[Piece]:
        for line in wrap(text, self._profile.columns // style.width):
            yield from self._lines.encode(line, style)

    def _big(self, text: str, dots: int) -> Iterator[Piece]:
        height = -(-dots // DIGIT_DOTS)
        width = min(height, self._profile.columns // max(1, columns(text)))
        if self._lines.can_scale(text, width, height):
            yield from self._lines.encode(text, Style("center", width, height, bold=True))
        elif text:
            yield from self._lines.picture(
                pictures.large(text, dots, self._profile.dots, self._fonts), "center", pictured=not self._lines.can_write(text)
            )

    def _pair(self, label: str, value: str) -> Iterator[tuple[str, str]]:
        """Label left, value right; a value that doesn't fit beside its label goes below it, wrapped."""
        if columns(label) + 1 + columns(value) <= self._profile.columns:
            yield label, value
            return
        yield from ((line, "") for line in wrap(label, self._profile.columns))
        yield from (("  " + line, "") for line in wrap(value, self._profile.columns - 2))

    def _list(self, element: ListElement, lists: Mapping[str, list[str]]) -> Iterator[str]:
        seconds = lists.get(element.second, []) if element.second is not None else []
        for place, entry in enumerate(lists[element.field]):
            bullet = f"{place + 1}." if element.bullet == "#" else element.bullet
            indent = columns(bullet) + 1
            width = self._profile.columns - indent
            first, *rest = wrap(entry, width)
            yield f"{bullet} {first}"
            for line in [*rest, *(wrap(seconds[place], width) if place < len(seconds) else [])]:
                yield " " * indent + line

    def _qr(self, text: str, module: int) -> Iterator[Piece]:
        if len(text.encode()) > MAX_QR_BYTES:
            raise UnsupportedData(f"a QR text is at most {MAX_QR_BYTES} bytes", reason="printer.qrTooLong")
        picture = escpos_encoder.qr_picture(text, module, self._profile.dots)
        if not self._profile.native_qr:
            yield from self._lines.picture(picture, "center")
            return
        code = commands.align("center") + escpos_encoder.native_qr(
            text, module=escpos_encoder.fitting_module(text, module, self._profile.dots)
        )
        yield Piece(code + commands.LINE_FEED, picture.height + QR_QUIET_DOTS + commands.LINE_SPACING_DOTS)

    def _logo_pieces(self) -> Iterator[Piece]:
        if self._stored_logo is not None:
            by_key = self._profile.stored_logo is StoredLogo.GS_L
            stored = (commands.stored_graphics if by_key else commands.stored_picture)(self._stored_logo)
            yield Piece(commands.align("center") + stored, STORED_LOGO_DOTS)
        elif self._logo is not None:
            yield from self._lines.picture(self._logo, "center")
