"""ESC/POS byte strings by name. Source: Epson ESC/POS command reference; Chinese commands also in every clone's manual."""

INITIALISE = b"\x1b@"
SELECT_CHINESE = b"\x1c&"
"""FS &: two-byte mode. On at power-up on many printers, not on all, so it is always sent."""
LINE_FEED = b"\n"
ASK_PAPER = b"\x1dr\x01"
"""GS r 1, answered in order: the "has printed" fence."""
RECOVER_AND_CLEAR = b"\x10\x05\x02"
"""DLE ENQ 2: recover and drop what waits in the buffer, so that no half ticket is finished later by itself."""

PRINTER_STATUS = 1
OFFLINE_CAUSE = 2
ERROR_CAUSE = 3
PAPER_STATUS = 4
STATUS_QUESTIONS = (PRINTER_STATUS, OFFLINE_CAUSE, ERROR_CAUSE, PAPER_STATUS)

REAL_TIME_LEAD = 0x10
REAL_TIME_SECONDS = frozenset((0x04, 0x05, 0x14))
"""DLE EOT, DLE ENQ and DLE DC4 are obeyed at once, also in the middle of a picture's data."""

MAX_SCALE = 8


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
    """GS ! for Western and Chinese characters, and FS ! for Chinese ones, which clones don't enlarge by GS !.

    FS ! knows single and double only; ESC ! never enlarges Chinese characters.
    """
    if not (1 <= width <= MAX_SCALE and 1 <= height <= MAX_SCALE):
        raise ValueError(f"a scale is 1 to {MAX_SCALE}")
    chinese = (0x04 if width > 1 else 0) | (0x08 if height > 1 else 0)
    # FS ! first: a printer that takes both obeys the last one, which can say more than double.
    return b"\x1c!" + bytes((chinese,)) + b"\x1d!" + bytes(((width - 1) << 4 | (height - 1),))


def feed_lines(lines: int) -> bytes:
    """ESC d."""
    return b"\x1bd" + bytes((lines,))
