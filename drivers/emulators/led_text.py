"""The inline escapes of a character board's text: fonts, colours, line ends."""

from collections.abc import Mapping
from dataclasses import dataclass

COLOURS = {"1": "red", "2": "green", "3": "yellow", "4": "blue", "5": "cyan", "6": "magenta", "7": "white"}
FONT_HEIGHTS = {"000": 16, "001": 24, "002": 32}
"""Default font files of the card: O000/E000 16 dots, O001/E001 24, O002/E002 32."""
MISSING = "□"
CLOCK_SIGNS = {letter: chr(0xE100 + at) for at, letter in enumerate("YLDHMSW")}
"""Stand in a line for year, month, day, hour, minute, second and weekday until it is drawn."""
STOPPED = "--"


@dataclass(frozen=True, slots=True)
class Span:
    text: str
    colour: str
    height: int


class NoSuchFont(Exception):
    """The card answers ERR_FONT_NOT_EXIST."""


def read_text(data: bytes) -> list[list[Span]]:
    """Lines of spans.

    Raises:
        NoSuchFont: a font file the card doesn't have.
    """
    lines: list[list[Span]] = [[]]
    colour, height = "red", 16
    at = 0
    while at < len(data):
        if data[at] == 0x5C and at + 1 < len(data):
            escape = chr(data[at + 1])
            if escape == "F":
                name = data[at + 2 : at + 6].decode("ascii", "replace")
                if name[:1] not in ("O", "E") or name[1:] not in FONT_HEIGHTS:
                    raise NoSuchFont(name)
                height = FONT_HEIGHTS[name[1:]]
                at += 6
            elif escape == "C":
                colour = COLOURS.get(chr(data[at + 2]) if at + 2 < len(data) else "", "red")
                at += 3
            elif escape == "n":
                lines.append([])
                at += 2
            elif escape == "D":
                letter = chr(data[at + 2]) if at + 2 < len(data) else ""
                lines[-1].append(Span(CLOCK_SIGNS.get(letter, STOPPED), colour, height))
                at += 3
            else:
                at += 2
            continue
        step = 2 if data[at] >= 0x81 else 1
        try:
            character = data[at : at + step].decode("gbk")
        except UnicodeDecodeError:
            character = MISSING
        at += step
        if lines[-1] and lines[-1][-1].colour == colour and lines[-1][-1].height == height:
            lines[-1][-1] = Span(lines[-1][-1].text + character, colour, height)
        else:
            lines[-1].append(Span(character, colour, height))
    return lines


def with_clock(text: str, digits: Mapping[str, str]) -> str:
    """`digits`: by the letter of the escape; empty while the card has no time."""
    for letter, sign in CLOCK_SIGNS.items():
        text = text.replace(sign, digits.get(letter, STOPPED))
    return text


def width(spans: list[Span]) -> int:
    """Dots: a Chinese character is as wide as high, a Western one half of it."""
    return sum(span.height // (2 if character.isascii() else 1) for span in spans for character in span.text)
