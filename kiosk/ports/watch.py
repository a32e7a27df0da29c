"""Whether another node is there, from its retained availability."""

from collections.abc import Callable

from api.bus.codec import Malformed, decode_state
from api.bus.port import BusPort, Received
from api.messages.state import Availability
from api.messages.topics import availability_topic
from api.messages.words import AvailabilityState


class NodeWatch:
    """`online` is False until the node says otherwise, and while our own link is down."""

    def __init__(self, bus: BusPort, node: str, on_change: Callable[[], None]) -> None:
        self._bus = bus
        self._on_change = on_change
        self._online = False
        self._session = ""
        bus.listen(availability_topic(bus.site, node), self._received)

    @property
    def online(self) -> bool:
        return self._online and self._bus.connected

    def _received(self, received: Received) -> None:
        received.acknowledge()
        try:
            envelope, availability = decode_state(received.payload, Availability)
        except Malformed:
            return
        online = availability.state is AvailabilityState.ONLINE
        if not online and self._online and envelope.session != self._session:
            # A late last will of an earlier session (contract rule 5).
            return
        self._session = envelope.session
        if online is not self._online:
            self._online = online
            self._on_change()
