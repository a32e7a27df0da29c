"""The bus as the rest of the product sees it: asyncio, one node, absolute topics.

`api.bus.client.MqttBus` is the real one (paho-mqtt 2, MQTT 5). Simulation tests bring a second implementation that loses,
repeats, delays and reorders.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from api.bus.counters import BusCounters
from api.messages.base import Message
from api.messages.completion import Acknowledgement, Completion
from api.messages.topics import Address


@dataclass(frozen=True, slots=True)
class Received:
    """One message from the broker."""

    address: Address
    payload: bytes = field(repr=False)
    """At most MAX_PAYLOAD_BYTES; longer ones are counted and refused before any handler sees them."""
    retained: bool
    reply_to: str | None
    """MQTT 5 response topic."""
    correlation: bytes | None
    acknowledge: Callable[[], None]
    """Sends the PUBACK. The handler of a command or an event calls it, once, after its own commit: until then the broker
    delivers again after a crash, and after 100 messages without it the broker sends no more. State is acknowledged by the bus
    when its handler is done, and whatever its handler failed on."""


Handler = Callable[[Received], Awaitable[None] | None]


class NotAnswered(Exception):
    """No acknowledgement or no completion within the time-out. The command may or may not have happened: same id again."""


class BusPort(Protocol):
    """One node's connection."""

    @property
    def site(self) -> str: ...

    @property
    def node(self) -> str: ...

    @property
    def session(self) -> str:
        """Id of the present connection."""
        ...

    @property
    def connected(self) -> bool: ...

    @property
    def counters(self) -> BusCounters:
        """What went wrong on the bus, for `/metrics`."""
        ...

    def listen(self, pattern: str, handler: Handler) -> None:
        """Call `handler` on the event loop for each message whose topic fits the MQTT filter `pattern`; subscribed again
        at each connect. An exception in a handler is counted, logged and raised as a `softwareError` fault of the node;
        the bus goes on.
        """
        ...

    def on_connection(self, handler: Callable[[bool], None]) -> None:
        """Told True after each connect (subscriptions are in place), False when the link is lost."""
        ...

    def set_state(self, device: str, name: str, body: Message) -> None:
        """Publish retained state (`describe`, `status`, `fault`); remembered and published again after each connect."""
        ...

    def emit(self, device: str, name: str, body: Message) -> None:
        """Publish an event once (QoS 1). Business events go through `api.bus.outbox` instead."""
        ...

    def reply(self, to: Received, answer: Completion | Acknowledgement, *, passing: bool = False) -> None:
        """Publish the answer on the request's response topic; silently nothing when the request named none.

        `passing`: for who is connected now; neither this node nor the broker keeps it (QoS 0). An asker that missed it repeats
        its command and is answered again.
        """
        ...

    async def request(
        self,
        topic: str,
        body: Message,
        *,
        command_id: str,
        by: str = "",
        timeout_s: float = 10.0,
        resend_s: float = 1.5,
        on_acknowledged: Callable[[], None] | None = None,
    ) -> Completion:
        """Publish a command and wait for its completion; the same id is sent again every `resend_s` (with jittered
        back-off) while nothing is heard. A command that holds personal data goes out in passing (QoS 0): no broker keeps it.

        Raises:
            NotAnswered: nothing final within `timeout_s`.
            ValueError: it is too long to be sent.
        """
        ...

    async def start(self) -> None:
        """Begin connecting; returns at once. The link is retried with back-off until `stop`."""
        ...

    async def stop(self) -> None:
        """Publish `disconnected`, send what is queued, close. Leaves no thread and no task."""
        ...
