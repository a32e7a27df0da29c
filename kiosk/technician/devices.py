"""The devices of the terminal's agent: what each says of itself, and a test of one."""

from collections.abc import Callable
from dataclasses import dataclass, field

from api.bus.codec import Malformed, decode_state
from api.bus.port import BusPort, NotAnswered, Received
from api.messages.device_commands import DeviceCommand, Diagnose, TestPattern
from api.messages.state import Describe, Status
from api.messages.topics import NODE_DEVICE, PREFIX, Channel, command_topic
from api.messages.words import DeviceState
from kiosk.flow.technician.ports import DeviceRow, TestResult
from kiosk.ports.watch import NodeWatch

TEST_S = 30.0
"""A test page of the slowest printer is out by then."""
SILENT = "silent"
WELL = frozenset({DeviceState.ONLINE, DeviceState.DEVICE_BUSY})
TESTED_BY: dict[str, type[DeviceCommand]] = {"test-pattern": TestPattern, "diagnose": Diagnose}
"""The first that a device knows: what one can see is better than an answer."""


@dataclass(slots=True)
class _Known:
    describe: Describe | None = None
    status: Status = field(default_factory=lambda: Status(device=DeviceState.UNKNOWN, reason=SILENT))


class TerminalDevices:
    """Listens from the start on. Args: agent: the node whose devices they are."""

    def __init__(self, bus: BusPort, agent: str, *, new_id: Callable[[], str]) -> None:
        self._bus = bus
        self._agent = agent
        self._new_id = new_id
        self._watch = NodeWatch(bus, agent, lambda: None)
        self._known: dict[str, _Known] = {}
        for name, handler in (("describe", self._described), ("status", self._reported)):
            bus.listen(f"{PREFIX}/{bus.site}/{agent}/+/{Channel.STATE}/{name}", handler)

    def rows(self) -> tuple[DeviceRow, ...]:
        """By id; none while the agent is away."""
        if not self._watch.online:
            return ()
        return tuple(self._row(device, known) for device, known in sorted(self._known.items()) if device != NODE_DEVICE)

    async def test(self, device: str) -> TestResult:
        known = self._known.get(device, _Known())
        commands = known.describe.commands if known.describe is not None else ()
        name = next((name for name in TESTED_BY if name in commands), "diagnose")
        address = command_topic(self._bus.site, self._agent, device, name)
        try:
            ended = await self._bus.request(address, TESTED_BY[name](), command_id=self._new_id(), timeout_s=TEST_S)
        except NotAnswered:
            return TestResult(False, SILENT)
        if not ended.succeeded:
            return TestResult(False, ended.error_code or ended.code.value)
        # An answer of a device that says itself that it isn't well is no passed test.
        row = self._row(device, self._known.get(device, _Known()))
        return TestResult(row.well, "" if row.well else row.reason)

    def _row(self, device: str, known: _Known) -> DeviceRow:
        describe, status = known.describe or Describe(kind="unknown"), known.status
        model = " ".join(word for word in (describe.maker, describe.model) if word)
        return DeviceRow(device, describe.kind, model, status.device in WELL, status.reason)

    def _described(self, received: Received) -> None:
        self._keep(received, Describe)

    def _reported(self, received: Received) -> None:
        self._keep(received, Status)

    def _keep(self, received: Received, model: type[Describe] | type[Status]) -> None:
        received.acknowledge()
        device = received.address.device
        if not received.payload:
            self._known.pop(device, None)
            return
        try:
            body = decode_state(received.payload, model)[1]
        except Malformed:
            body = None
        known = self._known.setdefault(device, _Known())
        if isinstance(body, Describe):
            known.describe = body
        elif isinstance(body, Status):
            known.status = body
        elif model is Status:
            known.status = Status(device=DeviceState.UNKNOWN, reason=SILENT)
