"""Devices, and whether the hall's parts are well."""

from pydantic import Field

from api.messages.base import Message, Milliseconds
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
    picture: bool = False
    """A live picture can be had from `/api/v1/devices/{node}/{device}/picture`."""


class DeviceBoard(Message):
    at: Milliseconds
    devices: tuple[DeviceView, ...]


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
