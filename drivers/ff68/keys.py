"""What a call pad's key frames mean, by a key map from the pad's profile."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.messages.words import PadKey

LAST_DIGIT = 0x09
MAX_DIGITS = 6
"""The pad's display has six places."""


@dataclass(frozen=True, slots=True)
class KeyMap:
    """Key codes of one pad model."""

    keys: Mapping[int, PadKey]
    """A code that is an operation by itself, after the digits typed before it."""
    enter: int
    """The code that ends digits."""
    entered: Mapping[str, PadKey]
    """Digits ended by `enter` that are an operation."""
    with_digits: frozenset[str] = frozenset()
    """Those of `entered` that further digits may follow: `3 0 1 2 enter` takes ticket 012 back."""


@dataclass(frozen=True, slots=True)
class Press:
    """One operation."""

    key: PadKey
    digits: str = ""


def read_press(data: bytes, keys: KeyMap) -> Press | None:
    """The operation in a key frame's data; None for digits that no key has ended yet or an empty frame.

    An unknown code is `PadKey.UNKNOWN`: a wrong profile shows on the screen instead of losing presses.
    """
    digits = ""
    for place, code in enumerate(data):
        if code <= LAST_DIGIT and place < MAX_DIGITS:
            digits += str(code)
            continue
        if code == keys.enter:
            return read_entered(digits, keys.entered, keys.with_digits)
        return Press(keys.keys.get(code, PadKey.UNKNOWN), digits)
    return None


def read_entered(digits: str, entered: Mapping[str, PadKey], with_digits: frozenset[str]) -> Press:
    """The operation that digits ended by `enter` stand for."""
    if digits in entered:
        return Press(entered[digits])
    for code in sorted(with_digits, key=len, reverse=True):
        if digits.startswith(code):
            return Press(entered[code], digits[len(code) :])
    return Press(PadKey.UNKNOWN, digits)


BLANK_DIGIT = 0x0A
HALF_PLACES = 3
"""Left three places: people waiting; right three: the present ticket."""


def display_digits(waiting: int, ticket: str) -> bytes:
    """The six display bytes. Of the ticket its last three digits are shown: the pad has no letters."""
    waiting_text = str(min(max(waiting, 0), 10**HALF_PLACES - 1))
    ticket_text = "".join(character for character in ticket if character in "0123456789")[-HALF_PLACES:]
    text = waiting_text.rjust(HALF_PLACES) + ticket_text.rjust(HALF_PLACES)
    return bytes(BLANK_DIGIT if character == " " else int(character) for character in text)
