"""Placed lines to windows with text; pictures where the card's font lacks a character."""

import io
from dataclasses import dataclass

from PIL import Image

from drivers.led_board.bitmap.paint import RGB, still_mask
from drivers.led_board.card import Entrance, PlacedLine
from drivers.led_board.colour import Colour
from drivers.led_board.cp5200.contents import (
    Across,
    Box,
    Content,
    Down,
    Effect,
    Picture,
    PictureFormat,
    PureText,
    Rgb,
    RichCharacter,
    RichText,
)
from drivers.led_board.cp5200.profile import FONT_CODES, Cp5200Profile, PictureCommand, TextCommand
from drivers.led_board.cp5200.simple_picture import BLUE, GREEN, RED, encode_picture
from drivers.led_board.cp5200.text import EncodedText, encode_text
from drivers.raster.fonts import FontBook

LINE_END = b"\r\n"
STANDS_S = 0xFFFF
"""After its stay a window's text starts over; a line that came in moving would move again."""
ENTER_SPEED = 2
PLANES = {1: RED, 2: RED | GREEN, 3: RED | GREEN | BLUE}
RICH_COLOURS = {
    Colour.RED: 1,
    Colour.GREEN: 2,
    Colour.YELLOW: 3,
    Colour.BLUE: 4,
    Colour.MAGENTA: 5,
    Colour.CYAN: 6,
    Colour.WHITE: 7,
}
MAX_SQUEEZE = 1.25
"""A picture up to so much wider than its place is squeezed into it; a wider line scrolls as text, with 〓 for what is missing."""


@dataclass(frozen=True, slots=True)
class Windowed:
    box: Box
    content: Content
    replaced: int = 0
    """Characters the card can't show."""


class LineContents:
    """Makes the windows' contents for one board."""

    def __init__(self, profile: Cp5200Profile, fonts: FontBook) -> None:
        self._profile = profile
        self._fonts = fonts

    def make(self, number: int, line: PlacedLine) -> Windowed:
        """One line as window `number`.

        Raises:
            FontMissing: a character has to be drawn, and no font for it is installed.
        """
        box = Box(line.x, line.y, line.width, line.height)
        encoded = [encode_text(page, self._profile.charset) for page in line.pages]
        if line.vertical or line.solid or any(one.replaced for one in encoded):
            picture = self._picture(number, line)
            if picture is not None:
                return Windowed(box, picture)
        return Windowed(box, self._text(number, line, encoded), sum(one.replaced for one in encoded))

    def empty(self, box: Box) -> Windowed:
        """A board without lines: one window with a blank, so that the card leaves its stored programmes."""
        line = PlacedLine((" ",), Colour.RED, box.x, box.y, box.width, self._profile.fonts[0], 0.0)
        return Windowed(box, self._text(0, line, [encode_text(" ", self._profile.charset)]))

    def _text(self, number: int, line: PlacedLine, pages: list[EncodedText]) -> Content:
        profile = self._profile
        scrolls = line.entrance is Entrance.SCROLL
        effect, speed, stay_s = {
            Entrance.SCROLL: (profile.scroll_effect, profile.scroll_speed, 0),
            Entrance.ENTER: (Effect.MOVE_LEFT, ENTER_SPEED, STANDS_S),
            Entrance.STILL: (Effect.DRAW, 1, STANDS_S),
        }[line.entrance]
        if len(pages) > 1 and not scrolls:
            effect, stay_s = Effect.DRAW, profile.page_stay_s
        across = Across.LEFT if scrolls else Across.CENTRE
        height = max(font for font in profile.fonts if font <= max(line.height, profile.fonts[0]))
        if profile.text_command is TextCommand.RICH:
            start = RichCharacter(RICH_COLOURS[line.colour], profile.rich_codes()[height], b" ")
            characters = _rich(start, pages, b" " if scrolls else LINE_END)
            return RichText(number, characters, effect, across, speed, stay_s)
        text = (b"    " if scrolls else LINE_END).join(page.data for page in pages)
        font = FONT_CODES[height] | profile.font_style << 4
        return PureText(number, text, font, Rgb(*RGB[line.colour]), effect, across, Down.CENTRE, speed, stay_s)

    def _picture(self, number: int, line: PlacedLine) -> Content | None:
        """None: the card takes none, or the line is too long for one."""
        if self._profile.picture is PictureCommand.NONE:
            return None
        drawn = Image.new("RGB", (line.width, line.height))
        if line.solid:
            drawn.paste(RGB[line.colour], (0, 0, line.width, line.height))
        else:
            mask = still_mask(line, line.pages[0], self._fonts)
            if not line.vertical and mask.width > line.width * MAX_SQUEEZE:
                return None
            if mask.width > line.width or mask.height > line.height:
                mask = mask.resize((min(mask.width, line.width), min(mask.height, line.height)), Image.Resampling.LANCZOS)
            drawn.paste(RGB[line.colour], ((line.width - mask.width) // 2, (line.height - mask.height) // 2), mask)
        return Picture(number, *self._encoded(drawn), stay_s=STANDS_S)

    def _encoded(self, drawn: Image.Image) -> tuple[PictureFormat, bytes]:
        if self._profile.picture is PictureCommand.SIMPLE:
            return PictureFormat.SIMPLE, encode_picture(drawn, planes=PLANES[self._profile.colours])
        gif = io.BytesIO()
        drawn.quantize(8).save(gif, "GIF")
        return PictureFormat.GIF, gif.getvalue()


def _rich(start: RichCharacter, pages: list[EncodedText], between: bytes) -> tuple[RichCharacter, ...]:
    codes: list[bytes] = []
    for page in pages:
        if codes:
            codes += [bytes((byte,)) for byte in between]
        codes += page.characters
    return tuple(RichCharacter(start.colour, start.size, code) for code in codes)
