"""Keyboards as rows of keys."""

from dataclasses import replace

from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.typing.line import CLEAR, ERASE, SHIFT, SPACE_KEY
from kiosk.view_models.parts import Button
from kiosk.view_models.texts import Texts

Row = tuple[Button, ...]

PINYIN_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
NINE_KEYS = {"2": "ABC", "3": "DEF", "4": "GHI", "5": "JKL", "6": "MNO", "7": "PQRS", "8": "TUV", "9": "WXYZ"}
"""Letters of a telephone's keys (ITU-T E.161)."""
DIGIT_ROW = "1234567890"
KEYPAD_DIGITS = "123456789"
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SIGNS = "-.@_"
"""Beside the letters; the first alone where letters and digits are all there can be."""
BETWEEN_NAMES = "·"
"""Between the parts of a name such as 阿依古丽·买买提 (GB/T 2312's middle dot)."""


def pinyin_rows(texts: Texts) -> tuple[Row, ...]:
    first, second, third = (tuple(_sound(letter, letter.upper()) for letter in row) for row in PINYIN_ROWS)
    return first, second, (_apostrophe(texts), *third, _erase(texts)), (_literal(BETWEEN_NAMES), _space(texts))


def nine_key_rows(texts: Texts) -> tuple[Row, ...]:
    """Three columns of letters, as on a telephone, and one of what else is needed."""
    keys = {digit: _sound(digit, letters) for digit, letters in NINE_KEYS.items()}
    return (
        (_apostrophe(texts), keys["2"], keys["3"], _erase(texts)),
        (keys["4"], keys["5"], keys["6"], _space(texts)),
        (keys["7"], keys["8"], keys["9"], _literal(BETWEEN_NAMES)),
    )


def letter_rows(texts: Texts, *, capitals: bool, shift: bool) -> tuple[Row, ...]:
    """`shift`: small letters and signs can be typed too."""
    first, second, third = (tuple(_literal(letter.upper() if capitals else letter) for letter in row) for row in PINYIN_ROWS)
    rows = tuple(map(_literal, DIGIT_ROW)), first, second
    if not shift:
        return *rows, (_literal(SIGNS[0]), *third, _erase(texts))
    return *rows, (_shift(texts, capitals), *third, _erase(texts)), (*map(_literal, SIGNS), _space(texts))


def letter_grid(texts: Texts, *, capitals: bool, shift: bool) -> tuple[Row, ...]:
    """In the alphabet's order, since large keys don't fit a row of ten: five rows of eight. Narrow keys have icons for words."""
    letters = tuple(_literal(letter if capitals else letter.lower()) for letter in ALPHABET)
    extras = (replace(_shift(texts, capitals), icon="shift"), replace(_space(texts), icon="space")) if shift else ()
    keys = (*map(_literal, DIGIT_ROW), *letters, *extras, _literal(SIGNS[0]), replace(_erase(texts), icon="erase"))
    return (keys,)


def search_letters(texts: Texts, *, large: bool) -> tuple[Row, ...]:
    """Letters only: there is less room for keys beside results."""
    erase = _erase(texts)
    if large:
        return ((*map(_literal, ALPHABET), replace(_space(texts), icon="space"), replace(erase, icon="erase")),)
    first, second, third = (tuple(_literal(letter.upper()) for letter in row) for row in PINYIN_ROWS)
    return first, second, (*third, erase), (_space(texts),)


def pad_row(texts: Texts, *, strokes: bool, erases: bool) -> tuple[Row, ...]:
    """What is done with strokes: take the last one back, or all."""
    clear = Button("key.clear", texts("pad.clear"), Intent(IntentKind.KEY, CLEAR), icon="cross", enabled=strokes)
    erase = Button("key.erase", texts("pad.undo" if strokes else "key.erase"), Intent(IntentKind.KEY, ERASE), enabled=erases)
    return ((erase, clear, _literal(BETWEEN_NAMES)),)


def nine_key_letters(keys: str) -> str:
    """What stands on the line for keys of nine: `wxyz abc` for `92`."""
    return " ".join(NINE_KEYS.get(key, key).lower() for key in keys)


def digit_keys(texts: Texts, last: str, *, erases: bool) -> Row:
    """Of a keypad with three columns, the 0 in the middle. `last` stands to its left; else a key that clears the line does."""
    clear = Button("key.clear", texts("key.clear"), Intent(IntentKind.KEY, CLEAR), enabled=erases)
    erase = Button("key.erase", texts("key.erase"), Intent(IntentKind.KEY, ERASE), enabled=erases)
    return (*map(_literal, KEYPAD_DIGITS), _literal(last) if last else clear, _literal("0"), erase)


def _sound(value: str, text: str) -> Button:
    return Button(f"key.{value}", text, Intent(IntentKind.KEY, value))


def _literal(character: str) -> Button:
    return Button(f"key.{character}", character, Intent(IntentKind.KEY, character))


def _apostrophe(texts: Texts) -> Button:
    return Button("key.'", texts("key.apostrophe"), Intent(IntentKind.KEY, "'"))


def _erase(texts: Texts) -> Button:
    return Button("key.erase", texts("key.erase"), Intent(IntentKind.KEY, ERASE))


def _shift(texts: Texts, capitals: bool) -> Button:
    return Button("key.shift", texts("key.small" if capitals else "key.capital"), Intent(IntentKind.KEY, SHIFT))


def _space(texts: Texts) -> Button:
    return Button("key.space", texts("key.space"), Intent(IntentKind.KEY, SPACE_KEY))
