"""Numbers of windows as a site file writes them: `1-15, 20`."""

from typing import Annotated

from pydantic import AfterValidator, Field

MOST = 999
"""Highest number of a window (`hall_controller.config`)."""


def numbers(text: str) -> tuple[int, ...]:
    """`1-3, 7` is (1, 2, 3, 7), in the order in which they are written.

    Raises:
        ValueError: no number, a span that runs backwards, a number twice or above 999.
    """
    found: list[int] = []
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        if not first.isdigit() or (dash and not last.isdigit()):
            raise ValueError(f"{part.strip()!r}: write numbers as 1-15, 20")
        span = range(int(first), int(last or first) + 1)
        if not span or span[0] < 1 or span[-1] > MOST:
            raise ValueError(f"{part.strip()!r}: from 1 to {MOST}, the smaller one first")
        found += span
    if len(set(found)) < len(found):
        raise ValueError(f"{text!r}: a number stands twice")
    return tuple(found)


def _check(text: str) -> str:
    numbers(text)
    return text


Windows = Annotated[str, Field(max_length=200), AfterValidator(_check)]
"""`1-15, 20`."""
