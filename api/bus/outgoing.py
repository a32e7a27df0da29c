"""Messages on their way out: what the broker hasn't taken yet, and what waits for the link to come back. Both bounded."""

import asyncio
from collections import deque
from dataclasses import dataclass, field

from paho.mqtt.properties import Properties

from api.bus.connection import Connection
from api.bus.counters import BusCounters
from api.messages.base import MAX_PAYLOAD_BYTES

WAITING_LIMIT = 1_000
"""Events and answers kept while the link is down; older ones are given up first."""
IN_FLIGHT_LIMIT = 10_000
"""Published and not yet taken by the broker. More means that the broker no longer reads."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """
    Raises:
        ValueError: it is longer than its receivers would take.
    """

    topic: str
    payload: bytes = field(repr=False)
    properties: Properties | None = None
    retain: bool = False
    kept: bool = False
    """Sent again on the next connection when this one breaks before the broker took it."""
    limit_bytes: int = MAX_PAYLOAD_BYTES
    passing: bool = False
    """For who is connected now: neither this node nor the broker keeps it."""

    def __post_init__(self) -> None:
        if len(self.payload) > self.limit_bytes:
            raise ValueError(f"{self.topic}: {len(self.payload)} bytes, at most {self.limit_bytes} are allowed")


class OutgoingMessages:
    """Lives on the event loop's thread."""

    def __init__(self, counters: BusCounters) -> None:
        self._counters = counters
        self._in_flight: dict[int, Outgoing] = {}
        self._waiting: deque[Outgoing] = deque()
        self._drained = asyncio.Event()

    def publish(self, outgoing: Outgoing, connection: Connection | None) -> None:
        """Send it, or keep it for later when there is no connection and it is of that sort."""
        if connection is None:
            self._keep(outgoing)
        elif outgoing.passing:
            connection.publish_in_passing(outgoing.topic, outgoing.payload, outgoing.properties)
        elif len(self._in_flight) >= IN_FLIGHT_LIMIT and not outgoing.retain:
            self._counters.dropped += 1
        else:
            mid = connection.publish(outgoing.topic, outgoing.payload, retain=outgoing.retain, properties=outgoing.properties)
            self._in_flight[mid] = outgoing

    def published(self, mid: int) -> Outgoing | None:
        """The broker has taken (or refused) it."""
        outgoing = self._in_flight.pop(mid, None)
        if not self._in_flight:
            self._drained.set()
        return outgoing

    def link_lost(self) -> None:
        for outgoing in self._in_flight.values():
            self._keep(outgoing)
        self._in_flight.clear()
        self._drained.set()

    def link_restored(self, connection: Connection) -> None:
        for _ in range(len(self._waiting)):
            self.publish(self._waiting.popleft(), connection)

    async def drain(self, timeout_s: float) -> None:
        """Wait until the broker has taken everything, at most `timeout_s`."""
        if self._in_flight:
            self._drained.clear()
            await wait_at_most(self._drained, timeout_s)

    def _keep(self, outgoing: Outgoing) -> None:
        if not outgoing.kept:
            return
        if len(self._waiting) >= WAITING_LIMIT:
            self._waiting.popleft()
            self._counters.dropped += 1
        self._waiting.append(outgoing)


async def wait_at_most(event: asyncio.Event, timeout_s: float) -> bool:
    """True if the event came in time."""
    try:
        async with asyncio.timeout(timeout_s):
            await event.wait()
    except TimeoutError:
        return False
    return True
