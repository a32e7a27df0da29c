"""A board of pixels: its size, how its receiver counts them, whether it answers."""

from typing import Literal, Self

from pydantic import Field, model_validator

from drivers.led_board.bitmap.ddp import DataType, Destination
from drivers.led_board.profile import BoardProfile


class BitmapProfile(BoardProfile):
    protocol: Literal["ddp"]
    heights: tuple[int, ...]
    """Font heights to choose from, in dots, from low to high."""
    serpentine: bool = False
    """Every second row runs from right to left, as in matrices of LED strips; panels and most receivers count all alike."""
    first_byte: int = Field(default=0, ge=0)
    """Where the board's first dot stands in the receiver's buffer; others before it belong to other boards."""
    destination: int = Field(default=Destination.OUTPUT.value, ge=1, le=249)
    data_type: Literal[0x00, 0x01, 0x0B] = DataType.RGB.value
    """What the receiver expects; nearly all take 0B."""
    answers: bool = True
    """Answers a query of its status. WLED doesn't: then nobody can tell whether the board is well."""

    @model_validator(mode="after")
    def _heights_fit(self) -> Self:
        if not self.heights or list(self.heights) != sorted(set(self.heights)) or self.heights[-1] > self.height:
            raise ValueError("heights: at least one, from low to high, none higher than the board")
        return self

    @property
    def rows(self) -> int:
        """How many lines of the smallest font fit."""
        return self.height // self.heights[0]
