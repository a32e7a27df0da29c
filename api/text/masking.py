"""Names and numbers as they may stand on a screen that others see."""

STAR = "*"
LONG_NUMBER = 15
"""From so many characters on, the four first and last are shown: they say a place and tell two cards of one family apart."""
MIDDLE_NUMBER = 8
FIRST_CJK = "\u2e80"
"""Scripts from here on write no blanks between words: one name is one word."""


def mask_name(name: str) -> str:
    """欧阳娜 → 欧*娜, 欧阳 → 欧*; of Latin names each word's first letter: M**** S****. Empty stays empty."""
    words = name.split()
    if any(sign >= FIRST_CJK for sign in name):
        return _ends("".join(words), 1, 1 if len("".join(words)) > 2 else 0)
    return " ".join(_ends(word, 1, 0) for word in words)


def mask_number(number: str) -> str:
    """610124199001011234 → 6101**********1234; of shorter ones two, one or no characters at each end."""
    shown = 4 if len(number) >= LONG_NUMBER else 2 if len(number) >= MIDDLE_NUMBER else 1 if len(number) > 3 else 0
    return _ends(number, shown, shown)


def _ends(text: str, first: int, last: int) -> str:
    """At least one character is always hidden."""
    if len(text) <= first + last:
        first, last = min(first, len(text) - 1), 0
    return text[: max(first, 0)] + STAR * (len(text) - max(first, 0) - last) + (text[-last:] if last else "")
