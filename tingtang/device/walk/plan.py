"""In which order a technician visits the devices, and at which window each is said to be. Pure."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from drivers.agent.settings import AgentSettings, DeviceSection
from hall_controller.config import HallConfig

PADS, BOARDS, PRINTERS = "pads", "boards", "printers"
ROLES: Mapping[str, str] = {
    "call-pad": PADS,
    "rating-pad": PADS,
    "led-board": BOARDS,
    "receipt-printer": PRINTERS,
}
"""What is walked. Pads come first: their keys then tell at which window the technician stands."""
_ORDER = (PADS, BOARDS, PRINTERS)
_NUMBER = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Stop:
    """One device to visit."""

    device: str
    kind: str
    role: str
    window: int | None
    place: str


def plan(settings: AgentSettings, hall: HallConfig | None, roles: Collection[str]) -> list[Stop]:
    """Pads by window, then boards by window, then printers. Devices without a window come last among theirs."""
    bound = _bindings(settings.agent.node, hall)
    stops = [_stop(section, bound) for section in settings.devices if ROLES.get(section.kind) in roles]
    return sorted(stops, key=lambda stop: (_ORDER.index(stop.role), stop.window or 10_000, stop.device))


def _stop(section: DeviceSection, bound: Mapping[str, int]) -> Stop:
    window = bound.get(section.id) or window_of(section)
    return Stop(section.id, section.kind, ROLES[section.kind], window, section.place)


def window_of(section: DeviceSection) -> int | None:
    """As its own section says: a pad's `window`, or the number in its place (`window-3`)."""
    window = section.options.get("window")
    if isinstance(window, int):
        return window
    number = _NUMBER.search(section.place)
    return int(number.group()) if number and int(number.group()) else None


def _bindings(node: str, hall: HallConfig | None) -> dict[str, int]:
    """Device id → window, as the hall's own file binds this agent's devices."""
    if hall is None:
        return {}
    pairs = [
        (address, window.number)
        for window in hall.windows
        for address in (*window.leds, window.rating_pad, window.call_pad)
        if address is not None
    ]
    return {address.partition("/")[2]: window for address, window in pairs if address.partition("/")[0] == node}
