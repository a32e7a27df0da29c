"""Which dialect a rating pad's profile makes."""

from collections.abc import Callable, Mapping

from api.content.rating_maps import UnknownLevelMap, levels_by_code
from drivers.core.errors import Misconfigured
from drivers.ff68.profile import RatingPadProfile
from drivers.profiles import Profile
from drivers.rating_pad.dialect import Dialect, Press
from drivers.rating_pad.esphome import EsphomeDialect
from drivers.rating_pad.esphome_profile import EsphomeProfile
from drivers.rating_pad.ff68 import Ff68Dialect
from drivers.rating_pad.keys import KeysDialect
from drivers.rating_pad.keys_profile import KeysProfile
from drivers.rating_pad.lcd import LcdDialect
from drivers.rating_pad.lcd_profile import LcdProfile
from drivers.rating_pad.profiles import PadConfig, load_pad_profile, require_address

FAMILIES: Mapping[str, type[Profile]] = {
    "ff68": RatingPadProfile,
    "keys": KeysProfile,
    "lcd-json": LcdProfile,
    "esphome": EsphomeProfile,
}
"""Profile models by the profile's `protocol`."""


def make_dialect(config: PadConfig, kind: str, on_press: Callable[[Press], None], monotonic_s: Callable[[], float]) -> Dialect:
    """The dialect of the configured profile.

    Raises:
        Misconfigured: the profile is missing or wrong, or the pad needs an address and has none.
    """
    profile = load_pad_profile(config, kind, FAMILIES)
    try:
        match profile:
            case RatingPadProfile():
                address = require_address(config)
                return Ff68Dialect(profile, address, levels_by_code(profile.level_map), on_press, monotonic_s)
            case KeysProfile():
                keys_address = require_address(config) if profile.frame.address_at is not None else None
                return KeysDialect(profile, keys_address, on_press, monotonic_s)
            case LcdProfile():
                return LcdDialect(profile, config.window, on_press, monotonic_s)
            case EsphomeProfile():
                return EsphomeDialect(profile, levels_by_code(profile.level_map), on_press, monotonic_s)
            case _:
                raise Misconfigured(f"no dialect for {type(profile).__name__}", reason="profile.invalid")
    except UnknownLevelMap as error:
        raise Misconfigured(str(error), reason="profile.invalid") from error
