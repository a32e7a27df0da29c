"""ESC/POS byte strings by name.

Sources: Epson ESC/POS command reference; Chinese commands also in every clone's manual; presenter commands in the manuals of
Custom KPM150/VKP80 and Pyramid Reliance ("Ejector").
"""

import re

INITIALISE = b"\x1b@"
SELECT_CHINESE = b"\x1c&"
"""FS &: two-byte mode. On at power-up on many printers, not on all."""
CANCEL_CHINESE = b"\x1c."
LINE_FEED = b"\n"
LINE_SPACING_DOTS = 30
LINE_SPACING = b"\x1b3" + bytes((LINE_SPACING_DOTS,))
"""ESC 3: makers' own spacings differ between 24 and 34 dots, and the length of a ticket is counted."""
ASK_PAPER = b"\x1dr\x01"
"""GS r 1, answered in order: the "has printed" fence."""
RECOVER_AND_GO_ON = b"\x10\x05\x01"
"""DLE ENQ 1: recover and print the line anew in which the error came."""
RECOVER_AND_CLEAR = b"\x10\x05\x02"
"""DLE ENQ 2: recover and drop what waits in the buffer, so that no half ticket is finished later by itself."""
CLEAR_BUFFER = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4 8: drop what waits in the buffer, in any state; answered by a block 37 25 00. DLE ENQ 2 does so after an error only,
and paper that has run out is none.
"""
CLEARED_HEADER = 0x37
RETRACT = b"\x1de\x02"
EJECT = b"\x1de\x05"

PRINTER_STATUS = 1
OFFLINE_CAUSE = 2
ERROR_CAUSE = 3
PAPER_STATUS = 4
STATUS_QUESTIONS = (PRINTER_STATUS, OFFLINE_CAUSE, ERROR_CAUSE, PAPER_STATUS)
FULL_STATUS = 20
"""Six bytes; printers with a presenter only."""

REAL_TIME_LEAD = 0x10
REAL_TIME_SECONDS = frozenset((0x04, 0x05, 0x14))
"""DLE EOT, DLE ENQ and DLE DC4 are obeyed at once, also in the middle of a picture's data."""

MAX_SCALE = 8
MAX_CHINESE_SCALE = 2
"""FS ! and FS W know single and double only."""

_HARMLESS = re.compile(rb"\x10[\x04\x05].|\x1d[ra].|\x1de[\x02\x05]|\x1bd.|" + re.escape(CLEAR_BUFFER), re.DOTALL)


def names_nobody(data: bytes) -> bool:
    """A question or a plain movement, as it is written in one piece: nothing of a ticket."""
    return _HARMLESS.fullmatch(data) is not None


def ask_status(question: int) -> bytes:
    """DLE EOT n."""
    return bytes((0x10, 0x04, question))


def automatic_status(*, on: bool) -> bytes:
    """GS a: everything or nothing."""
    return b"\x1da" + (b"\xff" if on else b"\x00")


def align(place: str) -> bytes:
    """ESC a: left, center, right."""
    return b"\x1ba" + bytes((("left", "center", "right").index(place),))


def emphasised(*, on: bool) -> bytes:
    return b"\x1bE" + bytes((on,))


def scale(width: int, height: int) -> bytes:
    """GS !: all characters on most printers, Western ones only on some."""
    if not (1 <= width <= MAX_SCALE and 1 <= height <= MAX_SCALE):
        raise ValueError(f"a scale is 1 to {MAX_SCALE}")
    return b"\x1d!" + bytes(((width - 1) << 4 | (height - 1),))


def chinese_print_mode(width: int, height: int) -> bytes:
    """FS !: Chinese characters only, double at most. ESC ! never enlarges them."""
    return b"\x1c!" + bytes(((0x04 if width > 1 else 0) | (0x08 if height > 1 else 0),))


def chinese_double(*, on: bool) -> bytes:
    """FS W: Chinese characters double in both directions."""
    return b"\x1cW" + bytes((on,))


def feed_lines(lines: int) -> bytes:
    """ESC d."""
    return b"\x1bd" + bytes((lines,))


def feed_dots(dots: int) -> bytes:
    """ESC J: at most 255."""
    return b"".join(b"\x1bJ" + bytes((min(255, dots - done),)) for done in range(0, dots, 255))


def present(steps: int) -> bytes:
    """GS e 3 m: push the cut ticket out so that a hand can take it; a step is about 7 mm."""
    return b"\x1de\x03" + bytes((steps,))


def stored_picture(number: int) -> bytes:
    """FS p: a picture in the printer's own memory, loaded with its maker's tool."""
    return b"\x1cp" + bytes((number, 0))


def stored_graphics(number: int) -> bytes:
    """GS ( L, function 69: newer printers keep pictures under a key code; the makers' tools number them 20 20, 20 21, …"""
    return b"\x1d(L\x06\x000E" + bytes((0x20, 0x20 + number - 1, 1, 1))
