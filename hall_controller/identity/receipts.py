"""Receipt numbers of consents: eight characters that can be written down, read out and typed again."""

from collections.abc import Callable

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32 (https://www.crockford.com/base32.html): no I, L, O, U."""
_BITS = 40


def receipt_number(random_bits: Callable[[int], int]) -> str:
    """A fresh one, such as `7KQ2-M9XD`: one in 10¹² is guessed."""
    number = random_bits(_BITS)
    text = "".join(_ALPHABET[(number >> shift) & 31] for shift in range(_BITS - 5, -1, -5))
    return f"{text[:4]}-{text[4:]}"
