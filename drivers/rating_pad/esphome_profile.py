"""Profile of pads with our ESPHome firmware."""

from typing import Literal

from drivers.profiles import Profile


class EsphomeProfile(Profile):
    protocol: Literal["esphome"]
    level_map: str
    """Name in `api/content/rating_maps.json`: what the keys 1 to 5 stand for."""
    has_display: bool = False
    """It shows the staff plate."""
