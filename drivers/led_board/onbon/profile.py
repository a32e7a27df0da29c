"""An Onbon board: size, colours, fonts on its card."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from drivers.charset import Charset
from drivers.led_board.onbon.text import BoardFont
from drivers.led_board.profile import BoardProfile


class FontEntry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    height: int = Field(ge=8, le=64)
    chinese: str = Field(pattern=r"^[A-Z][0-9A-Z]{3}$")
    western: str = Field(pattern=r"^[A-Z][0-9A-Z]{3}$")


class OnbonProfile(BoardProfile):
    protocol: Literal["onbon-bx"]
    width: int = Field(ge=32, le=2048)
    height: int = Field(ge=16, le=512)
    device_type: int = Field(default=0xFE, ge=0, le=0xFF)
    """Header byte 10; FE any."""
    charset: Charset = Charset.GB2312
    fonts: tuple[FontEntry, ...]
    """The card's font files, from low to high."""
    max_areas: int = Field(default=5, ge=1, le=8)
    """5 on the 6K, 8 on the 5K."""
    max_area_bytes: int = Field(default=1024, ge=128, le=1024)
    """1024 on the 6K, 512 on the 5K."""
    special_area_fields: bool | None = None
    """Two bytes of the status that the 5K1 leaves out; without this key they are told by the answer's length."""
    reads_parameters: bool = True
    """Answers A2 0A with its real size; without it the profile is trusted."""

    @model_validator(mode="after")
    def _fonts_fit(self) -> Self:
        heights = [font.height for font in self.fonts]
        if not heights or heights != sorted(set(heights)) or heights[-1] > self.height:
            raise ValueError("fonts: at least one, from low to high, none higher than the board")
        return self

    @property
    def rows(self) -> int:
        """How many lines of the smallest font fit, at most one per dynamic area."""
        return min(self.height // self.fonts[0].height, self.max_areas)

    def font(self, height: int) -> BoardFont:
        """The files of a height that stands in `fonts`."""
        return next(BoardFont(font.height, font.chinese, font.western) for font in self.fonts if font.height == height)
