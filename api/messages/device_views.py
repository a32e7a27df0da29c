"""Devices, and whether the hall's parts are well."""

from typing import Literal

from pydantic import Field

from api.messages.base import Message, Milliseconds
from api.messages.hall_views import EmergencyView
from api.messages.words import Action, AvailabilityState, DeviceState


class DeviceView(Message):
    """One device on the device board."""

    node: str
    device: str
    kind: str
    place: str
    model: str
    node_state: AvailabilityState
    status: DeviceState
    action: Action
    reason: str
    detail: dict[str, object] = Field(default_factory=dict)
    since: Milliseconds
    faults: tuple[str, ...] = ()
    bound: bool = True
    """The hall's configuration expects it."""
    line: str = ""
    """The shared line it hangs on."""
    line_place: str = ""
    """Where the line's adapter is."""
    switch: str = ""
    """The network switch or power strip it hangs on."""
    commands: tuple[str, ...] = ()
    """What people may have it do, by the commands' wire names; who may, `api.messages.device_roles` says."""
    picture: bool = False
    """A live picture can be had from `/api/v1/devices/{node}/{device}/picture`."""


class FaultPlace(Message):
    """Devices that fail together because they share something: one line that names the place to go."""

    kind: Literal["agent", "line", "switch"]
    """What they share."""
    place: str
    """Where to go, in the words of the configuration."""
    node: str
    """The agent; empty for a switch that several agents' devices hang on."""
    shared: str
    """Id of the agent, line or switch."""
    reason: str
    since: Milliseconds
    devices: tuple[str, ...]
    """`node/device`, those that are out."""
    of: int
    """So many devices share it."""


class DeviceBoard(Message):
    at: Milliseconds
    devices: tuple[DeviceView, ...]
    places: tuple[FaultPlace, ...] = ()
    """Places where several devices fail together; these devices need not be visited one by one."""
    emergency: EmergencyView | None = None


class PartHealth(Message):
    """One line of /healthz."""

    name: str
    well: bool
    detail: str = ""


class Health(Message):
    well: bool
    version: str
    uptime_s: int
    parts: tuple[PartHealth, ...]
