"""What every board's profile says; each card's own model adds to it."""

from pydantic import Field

from drivers.led_board.colour import COLOURS_OF, Colour
from drivers.profiles import Profile


class BoardProfile(Profile):
    protocol: str
    """Whose card it is; see `cards.CARDS`."""
    width: int = Field(ge=16, le=2048)
    """Dots."""
    height: int = Field(ge=8, le=512)
    colours: int = Field(ge=1, le=3)
    """1 red; 2 red, green and both as yellow; 3 full."""

    def colour_set(self) -> tuple[Colour, ...]:
        return COLOURS_OF[self.colours]
