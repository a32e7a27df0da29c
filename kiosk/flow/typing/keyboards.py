"""Which keyboards an answer has, and which one comes first."""

from kiosk.flow.typing.ports import TypingPort
from kiosk.flow.typing.question import Keyboard, TextKind

CHINESE = "zh-CN"
WRITTEN = frozenset({TextKind.NAME, TextKind.TEXT})
"""Kinds of answers that may be Chinese."""


def keyboards_of(kind: TextKind, port: TypingPort, language: str) -> tuple[Keyboard, ...]:
    """The first is the one to begin with: whoever reads English is more likely to have a name in letters."""
    if kind is TextKind.LETTERS:
        return (Keyboard.LETTERS,)
    if kind not in WRITTEN:
        return (Keyboard.DIGITS,)
    chinese = tuple(
        keyboard for keyboard, there in ((Keyboard.PINYIN, port.pinyin), (Keyboard.HANDWRITING, port.handwriting)) if there
    )
    return (*chinese, Keyboard.LETTERS) if language == CHINESE else (Keyboard.LETTERS, *chinese)


def search_keyboards(port: TypingPort, language: str) -> tuple[Keyboard, ...]:
    """Names are found by their sound: that needs no input method."""
    by_hand = (Keyboard.HANDWRITING,) if port.handwriting else ()
    first = (Keyboard.PINYIN,) if language == CHINESE else (Keyboard.LETTERS,)
    return (*first, *by_hand)
