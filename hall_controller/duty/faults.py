"""Which faults stop citizens, from the device board and the windows. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from api.messages.device_views import DeviceView
from api.messages.words import AvailabilityState, DeviceState, WindowState

STOPPING_KINDS = frozenset({"kiosk", "receipt-printer", "document-printer"})
"""Kinds of devices that citizens stand before: without them somebody goes away with nothing."""
WELL = frozenset({DeviceState.ONLINE, DeviceState.DEVICE_BUSY, DeviceState.STARTING})
MUTE_BY_DESIGN = "printer.neverAnswers"
"""Cheap printers have no way to answer; they are used all the same."""


@dataclass(frozen=True, slots=True)
class Stopping:
    """Something that citizens stand before in vain."""

    source: str
    node: str
    place: str
    reason: str
    """A dotted key, or the empty text."""


def of_devices(devices: Iterable[DeviceView]) -> list[Stopping]:
    """Devices that are out. One that was stopped on purpose, and one that was never seen, stops nobody."""
    found = []
    for device in devices:
        if device.kind not in STOPPING_KINDS or device.node_state is AvailabilityState.DISCONNECTED:
            continue
        lost = device.node_state is AvailabilityState.LOST
        broken = device.status not in WELL and device.status is not DeviceState.UNKNOWN and device.reason != MUTE_BY_DESIGN
        if lost or broken:
            address = f"{device.node}/{device.device}"
            found.append(Stopping(f"fault:{address}", device.node, device.place or address, device.reason))
    return found


def of_windows(faults: Mapping[int, str], states: Mapping[int, WindowState]) -> list[Stopping]:
    """Windows that call nobody because a device of theirs is out.

    Args:
        faults: the device that a window lacks, by its number.
    """
    return [
        Stopping(f"fault:window-{number}", "", f"window-{number}", faults.get(number, ""))
        for number, state in sorted(states.items())
        if state is WindowState.FAULT
    ]


def stands_long_enough(
    now_ms: int, first_seen: dict[str, int], stopping: Iterable[Stopping], after_ms: int
) -> tuple[list[Stopping], dict[str, int]]:
    """Which of them have stood for `after_ms`, and since when each has been seen: for the next time."""
    listed = list(stopping)
    since = {one.source: first_seen.get(one.source, now_ms) for one in listed}
    return [one for one in listed if now_ms - since[one.source] >= after_ms], since
