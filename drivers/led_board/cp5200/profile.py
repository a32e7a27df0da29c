"""A C-Power board: size, colours, fonts, and what sources or firmwares tell differently."""

from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, model_validator

from drivers.charset import Charset
from drivers.led_board.cp5200.contents import MAX_WINDOWS, Effect
from drivers.led_board.profile import BoardProfile

FONT_CODES = {8: 0, 12: 1, 16: 2, 24: 3, 32: 4, 40: 5, 48: 6, 56: 7}
"""Font size codes by height in dots. Source: the maker's "External Calls Communication Protocol" V1.9, font size code."""
SHORT_FONT_CODES = {8: 0, 16: 1, 24: 2, 32: 3, 40: 4, 48: 5, 56: 6}
"""As an older copy of the same document has them for rich text, without 12 dots."""


class Framing(StrEnum):
    SERIAL = "serial"
    """RS-232, RS-485, and boxes that carry a serial line over TCP."""
    NETWORK = "network"
    """The card's own network port, TCP 5200."""


class TextCommand(StrEnum):
    PURE = "pure"
    """Sub-command 12."""
    RICH = "rich"
    """Sub-command 02, for cards that don't know 12."""


class PictureCommand(StrEnum):
    """How lines are sent that the card's font can't write."""

    SIMPLE = "simple"
    GIF = "gif"
    NONE = "none"
    """Such characters are shown as 〓."""


class Cp5200Profile(BoardProfile):
    protocol: Literal["cp5200"]
    framing: Framing = Framing.SERIAL
    network_id: int = Field(default=0xFFFFFFFF, ge=0, le=0xFFFFFFFF)
    """Must equal the card's own setting; its factory value takes any."""
    charset: Charset = Charset.GB2312
    fonts: tuple[int, ...]
    """Heights in dots that the card has, from low to high; of 8, 12, 16, 24, 32, 40, 48, 56."""
    font_style: int = Field(default=0, ge=0, le=7)
    text_command: TextCommand = TextCommand.PURE
    rich_short_font_codes: bool = False
    """Sources disagree on the sizes of rich text; true counts without 12 dots."""
    picture: PictureCommand = PictureCommand.SIMPLE
    packet_bytes: int = Field(default=200, ge=32, le=1024)
    """Most bytes of a content in one packet."""
    scroll_effect: Literal[11, 14] = Effect.CONTINUOUS_LEFT.value
    """11 scrolls the text out before it starts over, 14 follows it up at once."""
    scroll_speed: int = Field(default=10, ge=1, le=100)
    """The smaller the faster."""
    page_stay_s: int = Field(default=4, ge=1, le=60)
    """How long each text stands where two take turns."""

    @model_validator(mode="after")
    def _fonts_fit(self) -> Self:
        if not self.fonts or list(self.fonts) != sorted(set(self.fonts)) or self.fonts[-1] > self.height:
            raise ValueError("fonts: at least one, from low to high, none higher than the board")
        if unknown := sorted(set(self.fonts) - set(self.rich_codes() if self.text_command is TextCommand.RICH else FONT_CODES)):
            raise ValueError(f"fonts: {', '.join(map(str, unknown))} dots have no code")
        return self

    @property
    def rows(self) -> int:
        """How many lines of the smallest font fit, at most one per window."""
        return min(self.height // self.fonts[0], MAX_WINDOWS)

    def rich_codes(self) -> dict[int, int]:
        return SHORT_FONT_CODES if self.rich_short_font_codes else FONT_CODES
