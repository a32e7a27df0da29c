"""In which order a technician visits the devices, and at which window each is said to be. Pure."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from drivers.agent.settings import AgentSettings, DeviceSection
from tingtang.device.walk.bindings import HallBindings

PADS, BOARDS, PRINTERS = "pads", "boards", "printers"
ROLES: Mapping[str, str] = {
    "call-pad": PADS,
    "rating-pad": PADS,
    "led-board": BOARDS,
    "receipt-printer": PRINTERS,
    "document-printer": PRINTERS,
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


def plan(settings: AgentSettings, hall: HallBindings | None, roles: Collection[str]) -> list[Stop]:
    """Pads by window, then boards by window, then printers. Devices without a window come last among theirs.

    Args:
        hall: the hall's own bindings; without them a device's own section says its window.
    """
    bound = hall.windows_of(settings.agent.node) if hall is not None else {}
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
