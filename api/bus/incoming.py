"""Sorts what the broker delivers: answers to their questions, words about the node itself, the rest to the handlers."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from paho.mqtt.client import MQTTMessage

from api.bus.codec import MAX_REPLY_BYTES, Malformed, decode_answer
from api.bus.connection import Connection
from api.bus.counters import BusCounters
from api.bus.dispatcher import Dispatcher
from api.bus.port import Received
from api.bus.refusals import too_large
from api.bus.requests import Requests
from api.messages.completion import Completion
from api.messages.topics import Channel, largest_payload, parse_topic

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Incoming:
    own_topic: str
    """The node's own availability."""
    reply_topic: str
    counters: BusCounters
    dispatcher: Dispatcher
    requests: Requests
    answer: Callable[[Received, Completion | None], None]
    look_at_own: Callable[[Received], None]
    failed: Callable[[str, Exception], None]

    def take(self, message: MQTTMessage, connection: Connection) -> None:
        """One message. Whatever nobody acknowledges later is acknowledged here."""
        # Bound to this connection: a packet id means another message on the next one.
        mid, qos = message.mid, message.qos

        def acknowledge() -> None:
            # What was handed on in passing (QoS 0) has no packet id: a broker ends the connection of who acknowledges it.
            if qos:
                connection.acknowledge(mid)

        try:
            address = parse_topic(message.topic)
        except ValueError:
            self.counters.malformed += 1
            acknowledge()
            return
        received = Received(
            address,
            bytes(message.payload),
            message.retain,
            getattr(message.properties, "ResponseTopic", None),
            getattr(message.properties, "CorrelationData", None),
            acknowledge,
        )
        limit_bytes = MAX_REPLY_BYTES if address.channel is Channel.REPLY else largest_payload(address)
        if len(message.payload) > limit_bytes:
            self.counters.oversized += 1
            log.warning("%d bytes on %s refused", len(message.payload), message.topic)
            self.answer(received, too_large(received.correlation, len(message.payload), limit_bytes))
            acknowledge()
        elif message.topic == self.reply_topic:
            self._answered(received)
        else:
            own = message.topic == self.own_topic
            if own:
                self.look_at_own(received)
            if not self.dispatcher.dispatch(received):
                self.counters.unheard += not own
                acknowledge()

    def _answered(self, received: Received) -> None:
        received.acknowledge()
        try:
            self.requests.answered(decode_answer(received.payload))
        except Malformed as error:
            self.counters.malformed += 1
            log.warning("unreadable answer: %s", error)
        except Exception as error:
            self.failed("an acknowledgement callback", error)
