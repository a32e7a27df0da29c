"""What is known of one node and one device, and how it is put into a line of the device board. Pure.

No answer means `unknown`: while a node isn't online, whatever its devices last said counts for nothing.
"""

from dataclasses import dataclass, field

from api.messages.device_roles import DEVICE_COMMANDS_OF_PEOPLE
from api.messages.state import Describe, Faults, Status
from api.messages.views import DeviceView
from api.messages.words import Action, AvailabilityState, DeviceState
from hall_controller.devices.bindings import Expected, split_address

NOT_THERE_REASONS = {
    AvailabilityState.LOST: "node.lost",
    AvailabilityState.DISCONNECTED: "node.stopped",
    AvailabilityState.UNKNOWN: "node.silent",
}
"""Why a device is `unknown`, by the state of its node."""
USABLE = (DeviceState.ONLINE, DeviceState.DEVICE_BUSY)
NO_STATUS_REASON = "device.silent"
"""The node is online and has never said a word of this device."""


@dataclass(slots=True)
class NodeRecord:
    """One process on the bus."""

    state: AvailabilityState = AvailabilityState.UNKNOWN
    session: str = ""
    since: int = 0
    version: str = ""

    @property
    def online(self) -> bool:
        return self.state is AvailabilityState.ONLINE


@dataclass(slots=True)
class OutputFault:
    """What the controller itself holds against an output, whatever the device says of itself."""

    code: str
    since: int
    count: int = 1


@dataclass(slots=True)
class DeviceRecord:
    describe: Describe | None = None
    status: Status | None = None
    since: int = 0
    """UTC ms at which the present `status.device` was first reported."""
    faults: Faults = field(default_factory=Faults)
    output_fault: OutputFault | None = None


def device_view(address: str, record: DeviceRecord, node: NodeRecord, expected: Expected | None) -> DeviceView:
    """The board's line of one device."""
    name, device = split_address(address)
    describe = record.describe
    status, since = _effective_status(record, node)
    codes = [fault.code for fault in record.faults.faults] if node.online else []
    if record.output_fault is not None:
        codes.append(record.output_fault.code)
    return DeviceView(
        node=name,
        device=device,
        kind=(describe.kind if describe else "") or (expected.kind if expected else ""),
        place=(describe.place if describe else "") or (expected.place if expected else ""),
        model=describe.model if describe else "",
        node_state=node.state,
        status=status.device,
        action=_who_goes(status, record.faults if node.online else Faults()),
        reason=status.reason,
        detail=status.detail,
        since=since,
        faults=tuple(codes),
        bound=expected is not None,
        line=describe.line if describe else "",
        line_place=describe.line_place if describe else "",
        switch=describe.switch if describe else "",
        commands=tuple(name for name in describe.commands if name in DEVICE_COMMANDS_OF_PEOPLE) if describe else (),
        picture=describe is not None and describe.picture is not None,
    )


def is_usable(record: DeviceRecord, node: NodeRecord) -> bool:
    """It is there and says that it can be used, or that it is being used."""
    return _effective_status(record, node)[0].device in USABLE


def _who_goes(status: Status, faults: Faults) -> Action:
    """A device that works says of itself that nobody need go; its open faults, such as a call for help, may say otherwise."""
    wanted = (fault.action for fault in faults.faults if fault.action is not Action.NONE)
    return status.action if status.action is not Action.NONE else next(wanted, Action.NONE)


def _effective_status(record: DeviceRecord, node: NodeRecord) -> tuple[Status, int]:
    if not node.online:
        reason = NOT_THERE_REASONS[node.state]
        return Status(device=DeviceState.UNKNOWN, action=Action.MAINTENANCE, reason=reason), node.since
    status, since = record.status, record.since
    if status is None:
        return Status(device=DeviceState.UNKNOWN, action=Action.MAINTENANCE, reason=NO_STATUS_REASON), node.since
    mute = record.output_fault
    if mute is not None and status.device is DeviceState.ONLINE:
        # The device calls itself well and doesn't do what it is asked: that is no answer, so it isn't `online`.
        return (
            Status(device=DeviceState.UNKNOWN, action=Action.MAINTENANCE, reason=mute.code, detail=status.detail),
            mute.since,
        )
    return status, since
