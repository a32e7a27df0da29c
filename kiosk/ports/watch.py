"""Whether another node is there, from its retained availability; whether the terminal's own broker reaches the hall's."""

from collections.abc import Callable

from api.bus.codec import Malformed, decode_state
from api.bus.port import BusPort, Received
from api.messages.links import LINK_DOWN, link_of, link_topic
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


class LinkWatch:
    """The bridge of a kiosk that has a broker beside it. A kiosk at the hall's broker hears nothing of one: not cut off."""

    def __init__(self, bus: BusPort, on_change: Callable[[], None]) -> None:
        self._on_change = on_change
        self._cut_off = False
        bus.listen(link_topic(bus.site, link_of(bus.node)), self._received)

    @property
    def cut_off(self) -> bool:
        """What the broker keeps of the hall is from before."""
        return self._cut_off

    def _received(self, received: Received) -> None:
        received.acknowledge()
        cut_off = received.payload == LINK_DOWN
        if cut_off is not self._cut_off:
            self._cut_off = cut_off
            self._on_change()
