"""Colours that LED boards have, and what a board with fewer shows instead."""

from enum import StrEnum


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"
    YELLOW = "yellow"
    """Red and green dots together."""
    BLUE = "blue"
    CYAN = "cyan"
    MAGENTA = "magenta"
    WHITE = "white"


COLOURS_OF: dict[int, tuple[Colour, ...]] = {
    1: (Colour.RED,),
    2: (Colour.RED, Colour.GREEN, Colour.YELLOW),
    3: tuple(Colour),
}
"""By how many kinds of diode a dot has."""
