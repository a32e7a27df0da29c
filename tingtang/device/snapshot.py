"""What is known of a host's devices now: from its running agent, or from devices that this tool has opened itself."""

import re
from dataclasses import dataclass
from typing import Any, Protocol

from drivers.agent.local_port import ask_running_agent
from drivers.agent.settings import AgentSettings
from tingtang.device.station import Station, wiring

RATE_S = 10.0
"""Over which time frames are counted."""
_FRAME = re.compile(r"-([0-9.]+)s (sent|received) ([0-9]+)B ?(.*)")


@dataclass(frozen=True, slots=True)
class TracedFrame:
    """One line of a trace."""

    before_s: float
    """Seconds before the trace was read."""
    sent: bool
    length: int
    text: str
    """Hexadecimal, personal bytes masked, cut to 64 bytes."""


@dataclass(frozen=True, slots=True)
class DeviceNow:
    """One device."""

    device: str
    kind: str
    place: str
    wiring: str
    state: str
    condition: str
    """Word of the status: online, hardwareError, unknown …"""
    action: str
    reason: str
    faults: tuple[str, ...]
    events: tuple[str, ...]
    performed: int
    failed: int
    lost: int
    frames: tuple[TracedFrame, ...]

    @property
    def frames_per_s(self) -> float:
        return sum(frame.before_s <= RATE_S for frame in self.frames) / RATE_S


class Source(Protocol):
    """Where snapshots come from."""

    def look(self) -> list[DeviceNow]:
        """All devices, in the order of the file. Empty when the agent has gone."""
        ...


class RunningAgent:
    """The agent of this host, through its local socket."""

    def __init__(self, settings: AgentSettings) -> None:
        self._settings = settings

    @property
    def is_there(self) -> bool:
        return ask_running_agent(self._settings.agent.data_dir) is not None

    def look(self) -> list[DeviceNow]:
        document = ask_running_agent(self._settings.agent.data_dir) or {}
        devices = document.get("devices", {})
        sections = {section.id: section for section in self._settings.devices}
        ordered = [name for name in sections if name in devices] + sorted(set(devices) - set(sections))
        return [
            device_now(name, devices[name], wiring(sections[name]) if name in sections else str(devices[name].get("link") or "-"))
            for name in ordered
        ]


class OwnStation:
    """Devices that this tool has opened."""

    def __init__(self, station: Station) -> None:
        self._station = station

    def look(self) -> list[DeviceNow]:
        return [
            device_now(
                name,
                {**self._station.workers[name].diagnose(), "kind": section.kind, "place": section.place},
                wiring(section),
                tuple(self._station.events.get(name, ())),
            )
            for name, section in self._station.sections.items()
        ]


def device_now(name: str, told: dict[str, Any], wired: str, events: tuple[str, ...] = ()) -> DeviceNow:
    """A device out of a diagnosis."""
    status = told.get("status", {})
    counts = told.get("counts", {})
    return DeviceNow(
        device=name,
        kind=str(told.get("kind", "")),
        place=str(told.get("place", "")),
        wiring=wired,
        state=str(told.get("state", "")),
        condition=str(status.get("device", "unknown")),
        action=str(status.get("action", "none")),
        reason=str(status.get("reason", told.get("last_error") or "ok")),
        faults=tuple(told.get("faults", ())),
        events=events,
        performed=int(counts.get("performed", 0)),
        failed=int(counts.get("failed", 0)),
        lost=int(counts.get("lost", 0)),
        frames=tuple(frame for line in told.get("frames", ()) if (frame := read_line(line)) is not None),
    )


def read_line(line: str) -> TracedFrame | None:
    """A line of `Trace.dump`; None if it isn't one."""
    found = _FRAME.fullmatch(line)
    if found is None:
        return None
    before, direction, length, text = found.groups()
    return TracedFrame(float(before), direction == "sent", int(length), text)
