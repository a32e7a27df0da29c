"""What an external call says: divide the board into windows, put a text, picture or clock into one, save, clear, play.

Source: the maker's "External Calls Communication Protocol" V1.9, 2.3. Lengths are dots; numbers of two bytes have the high byte
first here, other than in the packets around them. Windows and what is in them live in the card's RAM until they are replaced, the
card restarts or is told to play its stored programmes: they have no time-out of their own.
"""

from dataclasses import dataclass
from enum import IntEnum

MAX_WINDOWS = 8
TEXT_END = b"\x00"


class SubCommand(IntEnum):
    """First byte of a content; those that this project encodes or reads."""

    WINDOWS = 0x01
    RICH_TEXT = 0x02
    PICTURE = 0x03
    STATIC_TEXT = 0x04
    CLOCK = 0x05
    EXIT = 0x06
    SAVE_OR_CLEAR = 0x07
    PLAY_STORED = 0x08
    PURE_TEXT = 0x12


class Effect(IntEnum):
    """How a text comes in; of 71 effects those that suit a hall."""

    DRAW = 0
    MOVE_LEFT = 6
    MOVE_UP = 8
    SCROLL_UP = 10
    SCROLL_LEFT = 11
    FLICKER = 13
    CONTINUOUS_LEFT = 14


class Across(IntEnum):
    LEFT = 0
    CENTRE = 1
    RIGHT = 2


class Down(IntEnum):
    TOP = 0
    CENTRE = 1
    BOTTOM = 2


class PictureFormat(IntEnum):
    GIF = 0x01
    """The file itself."""
    GIF_NAME = 0x02
    """The name of a file stored on the card."""
    PACKAGE = 0x03
    """Name and number of a picture in a package stored on the card."""
    SIMPLE = 0x04
    """See `simple_picture`."""


@dataclass(frozen=True, slots=True)
class Rgb:
    red: int
    green: int
    blue: int


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the board, or inside a window."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Windows:
    """Divide the board; what stood on it is gone. The first window has number 0."""

    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class PureText:
    """Text in one font and colour. Needs a card with sub-command 12."""

    window: int
    text: bytes
    """In the card's character set; a line ends with 0D or 0D 0A. No zero byte."""
    font: int
    """Font size code, see `fonts`; bits 4 to 6 are the style."""
    colour: Rgb
    effect: int = Effect.DRAW
    across: Across = Across.CENTRE
    down: Down = Down.CENTRE
    speed: int = 1
    """The smaller the faster."""
    stay_s: int = 3
    """How long a page stands before the next; the last one starts over."""
    line_space: int = 0
    """Dots between two lines, 0 to 15. The document reserves these bits; the maker's own frames set them."""


@dataclass(frozen=True, slots=True)
class RichCharacter:
    colour: int
    """1 red, 2 green, 3 yellow, 4 blue, 5 purple, 6 cyan, 7 white."""
    size: int
    code: bytes
    """One byte, or two in the card's character set."""


@dataclass(frozen=True, slots=True)
class RichText:
    """Text of three bytes a character, for cards without sub-command 12."""

    window: int
    characters: tuple[RichCharacter, ...]
    effect: int = Effect.DRAW
    across: Across = Across.CENTRE
    speed: int = 1
    stay_s: int = 3


@dataclass(frozen=True, slots=True)
class StaticText:
    """Text that doesn't move, in a part of a window."""

    window: int
    box: Box
    text: bytes
    font: int
    colour: Rgb
    across: Across = Across.CENTRE


@dataclass(frozen=True, slots=True)
class Picture:
    window: int
    format: PictureFormat
    data: bytes
    x: int = 0
    y: int = 0
    effect: int = Effect.DRAW
    speed: int = 1
    stay_s: int = 3


@dataclass(frozen=True, slots=True)
class Clock:
    """The card's own clock in a window."""

    window: int
    font: int
    colour: Rgb
    calendar: int = 0
    """0 Gregorian, 1 lunar, 2 solar terms, 3 lunar with solar terms."""
    format: int = 0x01
    """Bit 0: 24 hours; bit 1: year of two digits; bit 2: several lines; bit 6: scale."""
    content: int = 0x18
    """Bits: 0 year, 1 month, 2 day, 3 hour, 4 minute, 5 second, 6 weekday, 7 hands."""
    text: bytes = b""
    """Stands before the time."""
    stay_s: int = 3


@dataclass(frozen=True, slots=True)
class Exit:
    """Leave the windows and play the programmes stored on the card."""


@dataclass(frozen=True, slots=True)
class SaveOrClear:
    """Write the windows to flash, or erase what was written. Flash wears out: calls are never saved."""

    clear: bool


@dataclass(frozen=True, slots=True)
class PlayStored:
    """Play some of the stored programmes; none ends the choice."""

    programmes: tuple[int, ...]
    save: bool = False


Content = Windows | PureText | RichText | StaticText | Picture | Clock | Exit | SaveOrClear | PlayStored
