"""Sections of the file that make LED boards beside those with Onbon cards."""

import random
from collections.abc import Callable

from drivers.emulators.config import Section
from drivers.emulators.cpower_board import CPowerBoard
from drivers.emulators.pixel_panel import PixelPanel
from drivers.emulators.udp_wire import UdpWire
from drivers.emulators.wires import Wire

MAX_SIDE_DOTS = 2048


def cpower_board(
    name: str, section: Section, wire: Wire, *, clock_s: Callable[[], float], randomness: random.Random
) -> CPowerBoard:
    return CPowerBoard(
        name,
        wire,
        clock_s=clock_s,
        randomness=randomness,
        reboot_s=section.take("reboot_s", float, 1.0),
        card=section.number("card", 1, 254, 1),
        width=section.number("width", 16, MAX_SIDE_DOTS, 128),
        height=section.number("height", 8, MAX_SIDE_DOTS, 32),
        colours=section.number("colours", 1, 3, 2),
        network=section.take("network", bool, False),
        network_id=section.number("network_id", 0, 0xFFFFFFFF, 0xFFFFFFFF),
        old_firmware=section.take("old_firmware", bool, False),
    )


def pixel_panel(name: str, section: Section, *, clock_s: Callable[[], float], randomness: random.Random) -> PixelPanel:
    """`listen = { type = "udp", port = … }`."""
    listen = section.table("listen")
    listen.choice("type", ("udp",))
    wire = UdpWire(listen.number("port", 0, 65_535))
    listen.done()
    return PixelPanel(
        name,
        wire,
        clock_s=clock_s,
        randomness=randomness,
        reboot_s=section.take("reboot_s", float, 1.0),
        width=section.number("width", 1, MAX_SIDE_DOTS, 128),
        height=section.number("height", 1, MAX_SIDE_DOTS, 32),
        serpentine=section.take("serpentine", bool, False),
        fallback_s=section.take("fallback_s", float, 0.0),
        answers=section.take("answers", bool, True),
    )
