"""/healthz: every part of the hall in one list; the hall is well when all parts are. Pure but for the disk's free space."""

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from api.messages.state import Faults
from api.messages.views import DeviceView, Health, PartHealth
from api.messages.words import AvailabilityState, DeviceState
from hall_controller.devices.bindings import SCREEN_KIND
from hall_controller.devices.records import NodeRecord
from hall_controller.devices.registry import DeviceRegistry

DISK_FREE_MIN_BYTES = 200 * 1024 * 1024
"""A county hall's busiest day writes about 40 MB of ledger and log; below five of those someone must come."""
USABLE = frozenset({DeviceState.ONLINE, DeviceState.DEVICE_BUSY})
_WELL_STATES = frozenset({AvailabilityState.ONLINE})
_WELL_STATES_OF_GUESTS = frozenset({AvailabilityState.ONLINE, AvailabilityState.DISCONNECTED})


class Probe(Protocol):
    """One part that says of itself how it is."""

    def __call__(self) -> PartHealth: ...


@dataclass(frozen=True, slots=True)
class HealthReport:
    """Joins the parts. `probes`: store, ledger, broker link and whatever else answers for itself."""

    version: str
    probes: tuple[Probe, ...]
    registry: DeviceRegistry
    screens: Callable[[], tuple[DeviceView, ...]]
    now_ms: Callable[[], int]
    monotonic_s: Callable[[], float]
    started_at_s: float

    def health(self) -> Health:
        parts = (
            *(probe() for probe in self.probes),
            *node_parts(self.registry.nodes(), self.registry.expected_nodes),
            *device_parts(self.registry.board(self.now_ms(), self.screens()).devices),
        )
        uptime_s = int(self.monotonic_s() - self.started_at_s)
        return Health(well=all(part.well for part in parts), version=self.version, uptime_s=uptime_s, parts=parts)


def node_parts(nodes: dict[str, NodeRecord], expected: frozenset[str]) -> Iterable[PartHealth]:
    """One line for each agent and kiosk, known or expected. One that nobody expects may say goodbye, but not just vanish."""
    for name, record in nodes.items():
        allowed = _WELL_STATES if name in expected else _WELL_STATES_OF_GUESTS
        yield PartHealth(name=f"node {name}", well=record.state in allowed, detail=record.state.value)


def device_parts(devices: Iterable[DeviceView]) -> Iterable[PartHealth]:
    """One line for each device and hall screen; well when citizens can use it and nothing is held against it."""
    for view in devices:
        well = view.status in USABLE and not view.faults
        left = not view.bound and view.node_state is AvailabilityState.DISCONNECTED
        detail = view.status.value if view.reason == "ok" else f"{view.status.value}: {view.reason}"
        if view.faults:
            detail += f" ({', '.join(view.faults)})"
        kind = "screen" if view.kind == SCREEN_KIND else "device"
        yield PartHealth(name=f"{kind} {view.node}/{view.device}", well=well or left, detail=detail)


def broker_part(connected: bool, faults: Faults, accepted: int, refusals: Mapping[str, int]) -> PartHealth:
    """The link to the broker; well while it stands and the bus holds nothing against itself. Refusals don't make it unwell:
    they are others' mistakes, counted here so that someone sees them.
    """
    codes = "".join(f", {fault.code} x{fault.count}" for fault in faults.faults)
    detail = f"{'connected' if connected else 'not reached'}{codes}; {accepted} taken in, {refused_text(refusals)}"
    return PartHealth(name="broker", well=connected and not faults.faults, detail=detail)


def requests_part(refusals: Mapping[str, int]) -> PartHealth:
    """HTTP requests that were refused, by reason; `internalError` is our own and stays visible until a restart."""
    return PartHealth(name="requests", well=not refusals.get("internalError"), detail=refused_text(refusals))


def refused_text(refusals: Mapping[str, int]) -> str:
    """`3 refused (malformed 2, tooLarge 1)`."""
    counted = [f"{reason} {count}" for reason, count in sorted(refusals.items()) if count]
    return f"{sum(refusals.values())} refused" + (f" ({', '.join(counted)})" if counted else "")


def disk_part(folder: Path) -> PartHealth:
    """Room on the disk that holds the ledger."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return PartHealth(name="disk", well=False, detail=error.strerror or "unreadable")
    return PartHealth(name="disk", well=free >= DISK_FREE_MIN_BYTES, detail=f"{free // (1024 * 1024)} MB free")
