"""Retained state of nodes and devices: availability, describe, status, fault."""

from typing import Annotated, Any

from pydantic import Field

from api.messages.base import Message, Milliseconds
from api.messages.words import Action, AvailabilityState, DeviceState

ReasonKey = Annotated[str, Field(pattern=r"^[a-zA-Z0-9]+(\.[a-zA-Z0-9]+)*$", max_length=80)]
"""A dotted key such as `paper.out`; screens translate it. Never free text."""


class Availability(Message):
    """Of a node. Carries the session id, so that a late `lost` of an old session is told from the present one's."""

    state: AvailabilityState
    version: str = ""


class Describe(Message):
    """What a device is."""

    kind: str
    """Driver kind: `receipt-printer`, `led-board`, `call-pad`, `rating-pad`, `speaker`, `node`, `kiosk` …"""
    maker: str = ""
    model: str = ""
    serial: str = ""
    driver: str = ""
    firmware: str = ""
    place: str = ""
    """Where a person finds it: `window-3`, `kiosk-01`, `main hall`."""
    capabilities: dict[str, Any] = Field(default_factory=dict)
    commands: tuple[str, ...] = ()
    line: str = ""
    """The shared line (bus) of its agent it hangs on; empty: a port of its own. Devices of one line fail together."""
    line_place: str = ""
    """Where the line's adapter is, for who must go there."""
    switch: str = ""
    """The network switch or power strip it hangs on, as the technician named it; for the same reason."""
    picture: str | None = None
    """Loopback address of a live picture, in the demo only."""


class Status(Message):
    """Three questions of a hall manager: can citizens use it, who must go there, what exactly."""

    device: DeviceState
    action: Action = Action.NONE
    reason: ReasonKey = "ok"
    detail: dict[str, Any] = Field(default_factory=dict)
    """Words of the device's own vocabulary (`paper: low`), counts, times. Never personal data."""


class Fault(Message):
    code: ReasonKey
    action: Action
    since: Milliseconds
    count: int = Field(default=1, ge=1)


class Faults(Message):
    """All open faults of a device; empty when it is well."""

    faults: tuple[Fault, ...] = ()
