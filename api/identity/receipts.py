"""Receipt numbers of consents as people type them. The controller makes them from Crockford's base 32."""

_READ_AS = str.maketrans("ILO", "110")
"""Letters that aren't in it, and the digits that people take for them."""


def as_written(receipt: str) -> str:
    """The number that somebody typed, with look-alikes put right."""
    return receipt.upper().translate(_READ_AS)
