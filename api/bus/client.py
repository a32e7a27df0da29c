"""The bus of one node over a real broker: MQTT 5 by paho-mqtt 2 on the asyncio event loop.

What a node says and asks; `link` keeps its connection up, `incoming` sorts what arrives. The rules are those of the contract:
birth, will, session ids, guarded dispatch, acknowledgement after commit. What must not get lost belongs into `api.bus.outbox`:
neither this class nor the broker keeps anything through a crash.
"""

import logging
import traceback
from collections.abc import Callable, Sequence

from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from api.bus.availability import OwnAvailability, Verdict
from api.bus.backoff import Jitter, system_jitter
from api.bus.clock import Clock, system_clock
from api.bus.codec import MAX_REPLY_BYTES, Stamp, encode_command, encode_state
from api.bus.connection import Connection, Will
from api.bus.counters import BusCounters
from api.bus.dispatcher import Dispatcher
from api.bus.faults import CLIENT_ID_TAKEN, HANDLER_FAILED, NODE_USED_TWICE, NodeFaults
from api.bus.incoming import Incoming
from api.bus.link import Link, LinkEvents
from api.bus.outgoing import Outgoing, OutgoingMessages
from api.bus.port import Handler, Received
from api.bus.refusals import failed
from api.bus.requests import Requests
from api.bus.settings import BusSettings
from api.bus.storm import TakeOverStorm
from api.ids import new_id
from api.messages.base import Message
from api.messages.completion import Acknowledgement, Completion
from api.messages.state import Availability, Faults
from api.messages.topics import NODE_DEVICE, Channel, availability_topic, is_personal, largest_payload, parse_topic, reply_topic
from api.messages.topics import topic as topic_of

log = logging.getLogger(__name__)

REPLY_EXPIRY_S = 60
DRAIN_S = 2.0
"""How long a clean stop waits for the broker to take what is queued."""

_FAULT_STATE = (NODE_DEVICE, "fault")
_DEVICE_STATES = ("describe", "status", "fault")
"""What a node keeps retained of each of its devices."""


class MqttBus:
    """`api.bus.port.BusPort` over MQTT."""

    def __init__(
        self,
        settings: BusSettings,
        clock: Clock = system_clock,
        make_id: Callable[[], str] = new_id,
        jitter: Jitter = system_jitter,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._make_id = make_id
        self.counters = BusCounters()
        self._dispatcher = Dispatcher(self._handler_failed)
        self._requests = Requests(jitter)
        self._outgoing = OutgoingMessages(self.counters)
        self._faults = NodeFaults(clock)
        self._storm = TakeOverStorm()
        self._own = OwnAvailability(settings.version)
        self._own_topic = availability_topic(settings.site, settings.node)
        self._reply_topic = reply_topic(settings.site, settings.node, "answers")
        self._states: dict[tuple[str, str], Message] = {}
        self._watchers: list[Callable[[bool], None]] = []
        self._session = ""
        self._seq = 0
        incoming = Incoming(
            self._own_topic,
            self._reply_topic,
            self.counters,
            self._dispatcher,
            self._requests,
            self._answer,
            self._look_at_own,
            self._count_failure,
        )
        events = LinkEvents(
            new_will=self._new_will,
            patterns=self._patterns,
            up=self._link_up,
            down=self._link_down,
            held=self._link_held,
            received=incoming.take,
            published=self._published,
            least_pause_s=lambda: self._storm.pause_s(self._clock()),
        )
        self._link = Link(settings, jitter, events)

    @property
    def site(self) -> str:
        return self._settings.site

    @property
    def node(self) -> str:
        return self._settings.node

    @property
    def session(self) -> str:
        """Empty before the first connection."""
        return self._session

    @property
    def connected(self) -> bool:
        return self._link.connection is not None

    @property
    def faults(self) -> Faults:
        """Open faults of the node, as on its `state/fault`."""
        return self._faults.present

    def listen(self, pattern: str, handler: Handler) -> None:
        known = pattern in self._dispatcher.patterns
        self._dispatcher.add(pattern, handler)
        if not known and (connection := self._link.connection) is not None:
            connection.subscribe([pattern])

    def on_connection(self, handler: Callable[[bool], None]) -> None:
        self._watchers.append(handler)

    def set_state(self, device: str, name: str, body: Message) -> None:
        """See `BusPort.set_state`.

        Raises:
            ValueError: it is too long, or `device` is no id of the contract; it isn't remembered.
        """
        if (device, name) == _FAULT_STATE and isinstance(body, Faults):
            self._faults.set_of_process(body)
            body = self._faults.present
        outgoing = self._state(device, name, body)
        self._states[device, name] = body
        if self.connected:
            self._publish(outgoing)

    def forget_device(self, device: str) -> None:
        """Clear all retained state of a device that the node no longer has, also what an earlier run left; when the link is
        down, as soon as it is back.
        """
        for name in _DEVICE_STATES:
            self._states.pop((device, name), None)
            address = topic_of(self.site, self.node, device, Channel.STATE, name)
            self._publish(Outgoing(address, b"", retain=True, kept=True))

    def emit(self, device: str, name: str, body: Message) -> None:
        address = topic_of(self.site, self.node, device, Channel.EVENT, name)
        self._publish(Outgoing(address, encode_state(body, self._stamp()), kept=True))

    def reply(self, to: Received, answer: Completion | Acknowledgement, *, passing: bool = False) -> None:
        if to.reply_to is None:
            return
        if not self._is_reply_topic(to.reply_to):
            # A response topic is the asker's own choice; it must not make this node publish anywhere else.
            self.counters.malformed += 1
            return
        properties = Properties(PacketTypes.PUBLISH)
        properties.MessageExpiryInterval = REPLY_EXPIRY_S
        if to.correlation is not None:
            properties.CorrelationData = to.correlation
        payload = encode_state(answer, self._stamp())
        kept = not passing
        self._publish(Outgoing(to.reply_to, payload, properties, kept=kept, limit_bytes=MAX_REPLY_BYTES, passing=passing))

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
        timeout_ms = int(timeout_s * 1000)
        address = parse_topic(topic)
        limit_bytes, passing = largest_payload(address), is_personal(address)
        properties = Properties(PacketTypes.PUBLISH)
        properties.ResponseTopic = self._reply_topic
        properties.CorrelationData = command_id.encode()
        properties.MessageExpiryInterval = max(1, round(timeout_s))

        def send() -> None:
            if self.connected:
                payload = encode_command(body, self._stamp(), command_id=command_id, by=by or self.node, timeout_ms=timeout_ms)
                self._publish(Outgoing(topic, payload, properties, limit_bytes=limit_bytes, passing=passing))

        return await self._requests.ask(command_id, send, timeout_s=timeout_s, resend_s=resend_s, on_acknowledged=on_acknowledged)

    async def start(self) -> None:
        self._link.start()

    async def stop(self) -> None:
        if not self._link.running:
            return
        self._link.stop_soon()
        if self.connected:
            self._publish_availability(self._own.farewell())
            await self._outgoing.drain(DRAIN_S)
        await self._link.stop()
        await self._dispatcher.stop()

    def _new_will(self) -> Will:
        self._session, self._seq = self._make_id(), 0
        return Will(self._own_topic, encode_state(self._own.will(), Stamp(self._clock(), self._session, 0)))

    def _patterns(self) -> Sequence[str]:
        return [*self._dispatcher.patterns, self._reply_topic, self._own_topic]

    def _link_up(self, connection: Connection) -> None:
        self.counters.connects += 1
        self._publish_availability(self._own.birth(self._session, self._clock()))
        self._states[_FAULT_STATE] = self._faults.present
        for (device, name), body in self._states.items():
            try:
                self._publish(self._state(device, name, body))
            except ValueError as error:
                # One document at the limit, longer now by its new envelope, must not end every connection anew.
                self._count_failure(f"state {device}/{name}", error)
        self._outgoing.link_restored(connection)
        self._requests.send_again()
        self._tell(connected=True)

    def _link_down(self, was_up: bool, taken_over: bool) -> None:
        self._outgoing.link_lost()
        if taken_over:
            self._taken_over()
        if was_up:
            self._tell(connected=False)

    def _link_held(self) -> None:
        if self._faults.close(CLIENT_ID_TAKEN):
            self._publish_faults()

    def _tell(self, *, connected: bool) -> None:
        for watcher in self._watchers:
            try:
                watcher(connected)
            except Exception as error:
                self._count_failure("a connection watcher", error)

    def _look_at_own(self, received: Received) -> None:
        if self._link.stopping:
            return
        verdict = self._own.judge(received.payload, retained=received.retained, session=self._session)
        if verdict is Verdict.OVERWRITE and self.connected:
            self._publish_availability(self._own.birth(self._session, self._clock()))
        elif verdict is Verdict.USED_TWICE:
            self._open_fault(NODE_USED_TWICE)
        elif verdict is Verdict.TAKEN_OVER:
            self._taken_over()
        if not self._own.used_twice and self._faults.close(NODE_USED_TWICE):
            self._publish_faults()

    def _taken_over(self) -> None:
        self.counters.take_overs += 1
        if self._storm.taken_over(self._clock()):
            self._open_fault(CLIENT_ID_TAKEN)

    def _handler_failed(self, received: Received, error: Exception) -> None:
        self._count_failure(f"the handler of {received.address}", error)
        if received.address.channel in (Channel.COMMAND, Channel.EVENT):
            self._answer(received, failed(received.correlation, type(error).__name__))

    def _count_failure(self, what: str, error: Exception) -> None:
        self.counters.handler_errors += 1
        # The exception's text may hold what a citizen typed; its type and place don't.
        log.error("%s failed: %s\n%s", what, type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
        self._open_fault(HANDLER_FAILED)

    def _answer(self, received: Received, answer: Completion | None) -> None:
        if answer is not None:
            self.reply(received, answer)

    def _open_fault(self, code: str) -> None:
        self._faults.open(code)
        self._publish_faults()

    def _publish_faults(self) -> None:
        self._states[_FAULT_STATE] = self._faults.present
        if self.connected:
            self._publish(self._state(*_FAULT_STATE, self._faults.present))

    def _is_reply_topic(self, text: str) -> bool:
        try:
            address = parse_topic(text)
        except ValueError:
            return False
        return address.channel is Channel.REPLY and address.site == self.site

    def _publish_availability(self, body: Availability) -> None:
        self._publish(Outgoing(self._own_topic, encode_state(body, self._stamp()), retain=True))

    def _state(self, device: str, name: str, body: Message) -> Outgoing:
        address = topic_of(self.site, self.node, device, Channel.STATE, name)
        return Outgoing(address, encode_state(body, self._stamp()), retain=True)

    def _publish(self, outgoing: Outgoing) -> None:
        self._outgoing.publish(outgoing, self._link.connection)

    def _published(self, mid: int, refused: bool) -> None:
        outgoing = self._outgoing.published(mid)
        if outgoing is None:
            return
        if refused:
            self.counters.refused += 1
            log.error("the broker refuses node %s on %s", self.node, outgoing.topic)
        if self._faults.published(outgoing.topic, refused=refused) and not outgoing.topic.endswith("/state/fault"):
            self._publish_faults()

    def _stamp(self) -> Stamp:
        self._seq += 1
        return Stamp(self._clock(), self._session, self._seq)
