"""Which characters the installed fonts have at all. A box for a missing one could be read as a character of a name."""

from PIL import ImageFont

from drivers.raster.fonts import FontBook, FontMissing

SUBSTITUTE = "〓"
"""Printers' sign for a missing type (geta mark); no name has it."""
_NOWHERE = "\U0010fffe"
"""No font has it: what it draws is the box for missing ones."""
_ALWAYS_THERE = 0x3000
"""Below this code point nothing is looked up: fonts have it, or it draws nothing."""


class Glyphs:
    """Counts what is missing in one ticket."""

    def __init__(self, fonts: FontBook) -> None:
        self._fonts = fonts
        self.missing = 0

    def drawable(self, text: str) -> str:
        """`text` with 〓 for each character that no font has. Where fonts aren't installed at all it stays as it is."""
        return "".join(self._drawable(character) for character in text)

    def _drawable(self, character: str) -> str:
        if ord(character) < _ALWAYS_THERE:
            return character
        script = self._fonts.runs(character)[0][0]
        try:
            font = self._fonts.font(script, 16)
        except FontMissing:
            return character
        if _shape(font, character) != _shape(font, _NOWHERE):
            return character
        self.missing += 1
        return SUBSTITUTE


def _shape(font: ImageFont.FreeTypeFont, character: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(character)
    return mask.size, bytes(mask)
