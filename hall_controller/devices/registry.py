"""Nodes and devices of the hall as their retained state tells, and what the controller found out by itself. Pure.

Knows no bus and no clock: `watch` feeds it. Session-aware: a last will carries the session it belongs to, so a late `lost` of
an old connection doesn't hide the present one (contract rule 5).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from api.messages.state import Describe, Faults, Status
from api.messages.views import DeviceBoard, DeviceView
from api.messages.words import AvailabilityState, DeviceState
from hall_controller.devices.bindings import Expected, split_address
from hall_controller.devices.places import fault_places
from hall_controller.devices.records import (
    NOT_THERE_REASONS,
    DeviceRecord,
    NodeRecord,
    OutputFault,
    device_view,
    is_usable,
)


@dataclass(frozen=True, slots=True)
class NodeChange:
    """A node came or went."""

    node: str
    before: AvailabilityState
    after: AvailabilityState
    new_session: bool
    """It is another connection than before: what was sent to the old one may be gone."""


@dataclass(frozen=True, slots=True)
class DeviceChange:
    """A device's own word on itself changed."""

    address: str
    before: DeviceState
    after: DeviceState
    reason: str


class DeviceRegistry:
    """The present knowledge. `revision` grows with every change a board would show."""

    def __init__(self, expected: Mapping[str, Expected], local_nodes: frozenset[str] = frozenset()) -> None:
        """`local_nodes`: parts of the controller itself, which it hears without the broker."""
        self._local_nodes = local_nodes
        self._expected = dict(expected)
        self._nodes: dict[str, NodeRecord] = {split_address(address)[0]: NodeRecord() for address in expected}
        self._devices: dict[str, DeviceRecord] = {address: DeviceRecord() for address in expected}
        self.expected_nodes = frozenset(split_address(address)[0] for address in expected)
        self.revision = 0

    def node_said(self, node: str, session: str, state: AvailabilityState, version: str, now: int) -> NodeChange | None:
        """Availability of a node arrived; None when it changes nothing or belongs to an old session."""
        record = self._nodes.setdefault(node, NodeRecord())
        if state is not AvailabilityState.ONLINE and record.online and session != record.session:
            return None
        new_session = session != record.session
        if record.state is state and not new_session:
            return None
        change = NodeChange(node, record.state, state, new_session)
        record.state, record.session, record.since, record.version = state, session, now, version or record.version
        self.revision += 1
        return change

    def node_silent(self, node: str, session: str, now: int) -> NodeChange | None:
        """A node that the broker remembers as online doesn't answer: it counts as unknown until it says something itself."""
        record = self._nodes.get(node)
        if record is None or record.session != session or not record.online:
            return None
        change = NodeChange(node, record.state, AvailabilityState.UNKNOWN, new_session=False)
        record.state, record.since = AvailabilityState.UNKNOWN, now
        self.revision += 1
        return change

    def link_lost(self, now: int) -> None:
        """The controller itself hears nobody: who was online is unknown until the broker tells of it again."""
        for node, record in self._nodes.items():
            if record.online and node not in self._local_nodes:
                record.state, record.since = AvailabilityState.UNKNOWN, now
        self.revision += 1

    def terminal_cut_off(self, nodes: Iterable[str], now: int) -> list[NodeChange]:
        """The link of a terminal with a broker of its own is cut: its nodes run on, but nobody here can reach them."""
        changes = []
        for node in nodes:
            record = self._nodes.get(node)
            if record is None or record.state is AvailabilityState.LOST:
                continue
            changes.append(NodeChange(node, record.state, AvailabilityState.LOST, new_session=False))
            record.state, record.since = AvailabilityState.LOST, now
            self.revision += 1
        return changes

    def node_heard(self, node: str, session: str, now: int) -> NodeChange | None:
        """Something of a node arrived live: one that was taken for silent is there after all."""
        record = self._nodes.get(node)
        if record is None or record.session != session or record.state is not AvailabilityState.UNKNOWN:
            return None
        change = NodeChange(node, record.state, AvailabilityState.ONLINE, new_session=False)
        record.state, record.since = AvailabilityState.ONLINE, now
        self.revision += 1
        return change

    def node_forgotten(self, node: str) -> None:
        """Its retained availability was cleared: it is known only as far as the configuration expects it."""
        if node in self.expected_nodes:
            self._nodes[node] = NodeRecord()
        else:
            self._nodes.pop(node, None)
        self.revision += 1

    def described(self, address: str, describe: Describe | None) -> None:
        """None: the description was cleared, so a device nobody expects is gone."""
        if describe is None and address not in self._expected:
            self._devices.pop(address, None)
        else:
            self._device(address).describe = describe
        self.revision += 1

    def reported(self, address: str, status: Status | None, at: int) -> DeviceChange | None:
        """A status document, or None when it was cleared. `at`: when its publisher made it."""
        if status is None and address not in self._devices:
            return None
        record = self._device(address)
        before = record.status.device if record.status else DeviceState.UNKNOWN
        after = status.device if status else DeviceState.UNKNOWN
        if record.status is None or status is None or before is not after:
            record.since = at
        if after is DeviceState.ONLINE and before is not after:
            # Its driver has had an answer of the device after it was away: it does again what it is asked.
            record.output_fault = None
        record.status = status
        self.revision += 1
        return DeviceChange(address, before, after, status.reason if status else "") if before is not after else None

    def faults_reported(self, address: str, faults: Faults | None) -> None:
        if faults is None and address not in self._devices:
            return
        self._device(address).faults = faults or Faults()
        self.revision += 1

    def output_failed(self, address: str, code: str, now: int) -> bool:
        """An output didn't do what it was asked. True when it was well before."""
        record = self._device(address)
        self.revision += 1
        if record.output_fault is not None:
            record.output_fault.count += 1
            return False
        record.output_fault = OutputFault(code, now)
        return True

    def output_succeeded(self, address: str) -> bool:
        """True when that ended a fault."""
        record = self._devices.get(address)
        if record is None or record.output_fault is None:
            return False
        record.output_fault = None
        self.revision += 1
        return True

    def lacks(self, address: str, command: str) -> bool:
        """The device describes itself and doesn't know this command: a pad without a display."""
        record = self._devices.get(address)
        known = record.describe.commands if record is not None and record.describe is not None else ()
        return bool(known) and command not in known

    def can(self, address: str, command: str) -> bool:
        """The device has described itself, and knows this command."""
        record = self._devices.get(address)
        return record is not None and record.describe is not None and command in record.describe.commands

    def commands_of(self, address: str) -> frozenset[str] | None:
        """What the device says it knows; None: nobody has ever described such a device."""
        record = self._devices.get(address)
        return frozenset(record.describe.commands) if record is not None and record.describe is not None else None

    def why_away(self, node: str) -> str | None:
        """Why the node's devices can't be reached; None: it is online."""
        record = self._nodes.get(node) or NodeRecord()
        return None if record.online else NOT_THERE_REASONS[record.state]

    def node_session(self, node: str) -> str | None:
        """The session of a node that is online; None when it isn't."""
        record = self._nodes.get(node)
        return record.session if record is not None and record.online else None

    def node_gone(self, node: str) -> bool:
        """Known to be away, not just never heard of."""
        record = self._nodes.get(node)
        return record is not None and record.state in (AvailabilityState.LOST, AvailabilityState.DISCONNECTED)

    def is_usable(self, address: str) -> bool:
        """Whether the device is there and can be used, as far as anybody knows."""
        record = self._devices.get(address)
        return record is not None and is_usable(record, self._node_of(address))

    def devices_of(self, node: str) -> list[str]:
        return [address for address in self._devices if split_address(address)[0] == node]

    def picture_address(self, address: str) -> str | None:
        """Where the device says that its live picture is."""
        record = self._devices.get(address)
        return record.describe.picture if record is not None and record.describe is not None else None

    def line_of(self, address: str) -> str:
        """Id of the shared line that the device says it hangs on; empty: none."""
        record = self._devices.get(address)
        return record.describe.line if record is not None and record.describe is not None else ""

    def nodes(self) -> dict[str, NodeRecord]:
        """All nodes known or expected, by name."""
        return dict(sorted(self._nodes.items()))

    def board(self, now: int, screens: tuple[DeviceView, ...] = ()) -> DeviceBoard:
        """Every device, expected ones also when silent; hall screens are handed in."""
        views = [
            device_view(address, record, self._node_of(address), self._expected.get(address))
            for address, record in sorted(self._devices.items())
            if record.describe is not None or record.status is not None or address in self._expected
        ]
        return DeviceBoard(at=now, devices=(*views, *screens), places=fault_places(views))

    def _node_of(self, address: str) -> NodeRecord:
        return self._nodes.get(split_address(address)[0]) or NodeRecord()

    def _device(self, address: str) -> DeviceRecord:
        return self._devices.setdefault(address, DeviceRecord())
