"""Which devices the hall's configuration expects, and what they are there for. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from hall_controller.config import HallConfig, WindowSection, ZoneSection

WEB_NODE = "web"
"""Node name of pads that are pages on tablets: `rating_pad = "web/pad-3"`. No process on the bus may have it."""
SCREEN_KIND = "hall-screen"
SCREEN_DEVICE = "screen"
"""A hall screen `id` stands on the device board as `id/screen`: it is a browser, not a node of the bus."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A device the hall can't do without."""

    address: str
    """`node/device`."""
    kind: str
    """Driver kind as far as the binding tells it; empty where the device itself must say."""
    place: str


def split_address(address: str) -> tuple[str, str]:
    """`node/device` taken apart."""
    node, _, device = address.partition("/")
    return node, device


def expected_devices(config: HallConfig) -> dict[str, Expected]:
    """All devices bound in the configuration by their address, hall screens not among them."""
    found: dict[str, Expected] = {}
    for window in config.windows:
        for expected in _of_window(window):
            found.setdefault(expected.address, expected)
    for zone in config.zones:
        for expected in _of_zone(zone):
            found.setdefault(expected.address, expected)
    for address in config.devices:
        found.setdefault(address, Expected(address, "", ""))
    return found


def web_pads(config: HallConfig) -> dict[str, int]:
    """Windows whose rating pad is a page on a tablet, by the pad's device name."""
    bound = {window.number: window.rating_pad for window in config.windows if window.rating_pad is not None}
    return {split_address(address)[1]: number for number, address in bound.items() if split_address(address)[0] == WEB_NODE}


def expected_screens(config: HallConfig) -> dict[str, Expected]:
    """Hall screens that must be there, by screen id."""
    return {
        screen: Expected(f"{screen}/{SCREEN_DEVICE}", SCREEN_KIND, zone.id) for zone in config.zones for screen in zone.screens
    }


def _of_window(window: WindowSection) -> Iterator[Expected]:
    place = f"window-{window.number}"
    for address in window.leds:
        yield Expected(address, "led-board", place)
    if window.call_pad is not None:
        yield Expected(window.call_pad, "call-pad", place)
    if window.rating_pad is not None:
        yield Expected(window.rating_pad, "rating-pad", place)
    for address in window.requires:
        yield Expected(address, "", place)


def _of_zone(zone: ZoneSection) -> Iterator[Expected]:
    for address in zone.overview_leds:
        yield Expected(address, "led-board", zone.id)
    for address in zone.speakers:
        yield Expected(address, "speaker", zone.id)
