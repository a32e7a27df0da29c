"""How bright a board is at which hour."""

from collections.abc import Sequence
from datetime import time

from pydantic import BaseModel, ConfigDict, Field


class BrightnessHour(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    at: time
    """From this time of day on, local."""
    percent: int = Field(ge=0, le=100)
    """0: the diodes are off."""


def percent_at(table: Sequence[BrightnessHour], now: time) -> int | None:
    """The entry that holds at `now`; before the day's first one, the last of the evening before. None: no table."""
    if not table:
        return None
    ordered = sorted(table, key=lambda entry: entry.at)
    begun = [entry for entry in ordered if entry.at <= now]
    return (begun or ordered)[-1].percent
