"""One device of the kiosk's agent, by its retained state."""

from collections.abc import Callable

import structlog

from api.bus.codec import Malformed, decode_state
from api.bus.port import BusPort, Received
from api.messages.state import Status
from api.messages.topics import Channel, command_topic, topic
from api.messages.words import DeviceState
from kiosk.flow.identity.ports import Readiness
from kiosk.ports.watch import NodeWatch

SILENT = "silent"
READY_STATES = frozenset({DeviceState.ONLINE, DeviceState.DEVICE_BUSY})
_SILENT_STATES = frozenset({DeviceState.UNKNOWN, DeviceState.NO_DEVICE, DeviceState.POWER_OFF, DeviceState.STARTING})


class AgentDevice:
    """`status` is what the agent said last; `readiness` whether a citizen can use it now."""

    def __init__(self, bus: BusPort, address: str, on_change: Callable[[], None]) -> None:
        """`address`: `node/device`, such as `kiosk-01-agent/card-1`."""
        self._bus = bus
        self.node, self.device = address.split("/")
        self._on_change = on_change
        self.status = Status(device=DeviceState.UNKNOWN, reason=SILENT)
        self._agent = NodeWatch(bus, self.node, on_change)
        self._log = structlog.get_logger("kiosk.device")
        bus.listen(topic(bus.site, self.node, self.device, Channel.STATE, "status"), self._on_status)

    def readiness(self) -> Readiness:
        if not self._agent.online or self.status.device in _SILENT_STATES:
            return Readiness(False, SILENT)
        if self.status.device in READY_STATES:
            return Readiness(True)
        return Readiness(False, self.status.reason)

    def command(self, name: str) -> str:
        """Topic of a command to it."""
        return command_topic(self._bus.site, self.node, self.device, name)

    def _on_status(self, received: Received) -> None:
        received.acknowledge()
        try:
            _, status = decode_state(received.payload, Status)
        except Malformed as error:
            self._log.warning("device status isn't readable", device=self.device, detail=str(error))
            status = Status(device=DeviceState.UNKNOWN, reason=SILENT)
        if status != self.status:
            self.status = status
            self._on_change()
