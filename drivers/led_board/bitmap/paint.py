"""Placed lines as pixels: standing, coming in, scrolling, taking turns. Pure: the time comes in."""

import math
from dataclasses import dataclass

from PIL import Image

from drivers.led_board.card import Entrance, PlacedLine
from drivers.led_board.colour import Colour
from drivers.raster.column import columns_mask
from drivers.raster.fonts import FontBook
from drivers.raster.mask import line_mask

RGB: dict[Colour, tuple[int, int, int]] = {
    Colour.RED: (255, 0, 0),
    Colour.GREEN: (0, 255, 0),
    Colour.YELLOW: (255, 255, 0),
    Colour.BLUE: (0, 0, 255),
    Colour.CYAN: (0, 255, 255),
    Colour.MAGENTA: (255, 0, 255),
    Colour.WHITE: (255, 255, 255),
}
SCROLL_DOTS_PER_S = 40.0
"""Two and a half Chinese characters of 16 dots a second: readable at walking distance."""
ENTER_S = 0.6
PAGE_S = 4.0
"""How long each text stands where several take turns."""
PAGE_GAP = "    "
"""Between texts that scroll through one after the other."""
STEP_S = 0.05
"""Between two pictures of a movement; a receiver behind a slow radio link drops more than 20 a second."""


def still_mask(line: PlacedLine, page: str, fonts: FontBook) -> Image.Image:
    """The whole text, maybe larger than its place.

    Raises:
        FontMissing: a script has no font installed.
    """
    if line.vertical:
        return columns_mask(page, line.width, line.height, fonts)
    return line_mask(page, line.height, fonts)


@dataclass(frozen=True, slots=True)
class Moving:
    """A line with its dots ready, and since when it is on the board."""

    line: PlacedLine
    masks: tuple[Image.Image, ...]
    """One for each page; of a scrolling line one for all."""
    since_s: float

    def paint(self, picture: Image.Image, now_s: float) -> None:
        """Onto an RGB picture of the whole board."""
        line, elapsed_s = self.line, max(0.0, now_s - self.since_s)
        colour = RGB[line.colour]
        if line.solid:
            picture.paste(colour, (line.x, line.y, line.x + line.width, line.y + line.height))
            return
        mask = self.masks[math.floor(elapsed_s / PAGE_S) % len(self.masks)]
        place = Image.new("L", (line.width, line.height))
        place.paste(mask, self._offset(mask, elapsed_s))
        picture.paste(colour, (line.x, line.y), place)

    def next_step_s(self, painted_s: float) -> float | None:
        """When it looks different from how it was painted at `painted_s`; None: never."""
        elapsed_s = max(0.0, painted_s - self.since_s)
        if self.line.solid:
            return None
        entering = self.line.entrance is Entrance.ENTER and elapsed_s < ENTER_S
        if entering or any(self._runs(mask) for mask in self.masks):
            return painted_s + STEP_S
        if len(self.masks) > 1:
            return self.since_s + (math.floor(elapsed_s / PAGE_S) + 1) * PAGE_S
        return None

    def _runs(self, mask: Image.Image) -> bool:
        if self.line.vertical:
            return mask.height > self.line.height
        return self.line.entrance is Entrance.SCROLL or mask.width > self.line.width

    def _offset(self, mask: Image.Image, elapsed_s: float) -> tuple[int, int]:
        """Where the mask's left upper corner stands inside the line's place."""
        line = self.line
        if line.vertical:
            return 0, _through(elapsed_s, mask.height, line.height) if self._runs(mask) else 0
        if self._runs(mask):
            return _through(elapsed_s, mask.width, line.width), 0
        middle = (line.width - mask.width) // 2
        if line.entrance is Entrance.ENTER and elapsed_s < ENTER_S:
            return middle + round((line.width - middle) * (1 - elapsed_s / ENTER_S)), 0
        return middle, 0


def _through(elapsed_s: float, length: int, room: int) -> int:
    """It begins at the edge, so that the first words can be read at once, leaves, and comes in again from the other side."""
    return (room - math.floor(elapsed_s * SCROLL_DOTS_PER_S + room) % (length + room)) if length else 0


def moving(line: PlacedLine, since_s: float, fonts: FontBook) -> Moving:
    """Draw the line's texts.

    Raises:
        FontMissing: a script has no font installed.
    """
    pages = line.pages
    if line.entrance is Entrance.SCROLL and not line.vertical:
        pages = (PAGE_GAP.join(pages),)
    return Moving(line, () if line.solid else tuple(still_mask(line, page, fonts) for page in pages), since_s)
