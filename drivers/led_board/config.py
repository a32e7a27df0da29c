"""A board's options in the agent's file."""

from pathlib import Path

from pydantic import Field

from drivers.core.driver import DriverConfig
from drivers.led_board.brightness import BrightnessHour


class BoardConfig(DriverConfig):
    profile: str = "onbon-6k3-128x32"
    address: int | None = Field(default=None, ge=0, le=0x7FFF)
    """The card's number on a shared line; without it, a board that has a line or an IP address of its own."""
    overview: bool = False
    """Lists the last calls of a zone, one in each row, instead of one window's state."""
    brightness: int | None = Field(default=None, ge=0, le=100)
    """Percent, the whole day; without it the card's own setting stays."""
    brightness_hours: tuple[BrightnessHour, ...] = ()
    """By time of day; goes before `brightness`."""
    layouts: Path | None = None
    """The hall's own layouts."""
    call_visible_s: float = Field(default=3.0, ge=0, le=30)
    """A call isn't replaced sooner than this, but by a newer one of its window."""

    def hours(self) -> tuple[BrightnessHour, ...]:
        if self.brightness_hours or self.brightness is None:
            return self.brightness_hours
        return (BrightnessHour.model_validate({"at": "00:00", "percent": self.brightness}),)
