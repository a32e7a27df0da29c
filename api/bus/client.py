"""The bus of one node over a real broker: MQTT 5 by paho-mqtt 2 on the asyncio event loop.

Everything runs on the loop's thread; only opening a connection, which may block, takes a thread for its duration. The
rules are those of the contract: birth, will, session ids, guarded dispatch, acknowledgement after commit. What must not get
lost belongs into `api.bus.outbox`: neither this class nor the broker keeps anything through a crash.
"""

import asyncio
import logging
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from paho.mqtt.client import MQTTMessage
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from api.bus.availability import OwnAvailability, Verdict
from api.bus.backoff import Jitter, pauses, system_jitter
from api.bus.clock import Clock, system_clock
from api.bus.codec import MAX_REPLY_BYTES, Malformed, Stamp, decode_answer, encode_command, encode_state
from api.bus.connection import Connection, Observer, Will
from api.bus.counters import BusCounters
from api.bus.dispatcher import Dispatcher
from api.bus.faults import NodeFaults
from api.bus.outgoing import Outgoing, OutgoingMessages, wait_at_most
from api.bus.port import Handler, Received
from api.bus.refusals import failed, too_large
from api.bus.requests import Requests
from api.bus.settings import BusSettings
from api.bus.storm import TakeOverStorm
from api.ids import new_id
from api.messages.base import MAX_PAYLOAD_BYTES, Message
from api.messages.completion import Acknowledgement, Completion
from api.messages.state import Availability, Faults
from api.messages.topics import NODE_DEVICE, Channel, availability_topic, parse_topic, reply_topic
from api.messages.topics import topic as topic_of
from api.messages.words import Action

log = logging.getLogger(__name__)

REPLY_EXPIRY_S = 60
FIRST_PAUSE_S, PAUSE_LIMIT_S, PAUSE_FACTOR = 0.2, 10.0, 2.0
"""Between attempts to connect."""
DRAIN_S = 2.0
"""How long a clean stop waits for the broker to take what is queued, and then for the end of the connection."""

FAULT_HANDLER = "bus.handlerFailed"
FAULT_TAKE_OVER = "bus.clientIdTaken"
FAULT_TWICE = "bus.nodeUsedTwice"
FAULT_REFUSED = "bus.publishRefused"
_FAULT_STATE = (NODE_DEVICE, "fault")


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
        self._jitter = jitter
        self.counters = BusCounters()
        self._dispatcher = Dispatcher(self._handler_failed)
        self._requests = Requests(jitter)
        self._outgoing = OutgoingMessages(self.counters)
        self._faults = NodeFaults()
        self._storm = TakeOverStorm()
        self._own = OwnAvailability(settings.version)
        self._own_topic = availability_topic(settings.site, settings.node)
        self._reply_topic = reply_topic(settings.site, settings.node, "answers")
        self._states: dict[tuple[str, str], Message] = {}
        self._watchers: list[Callable[[bool], None]] = []
        self._session = ""
        self._seq = 0
        self._connection: Connection | None = None
        self._connected = False
        self._first_subscription: int | None = None
        self._lost = asyncio.Event()
        self._lost_reason = ""
        self._stopping = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

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
        return self._connected

    @property
    def faults(self) -> Faults:
        """Open faults of the node, as on its `state/fault`."""
        return self._faults.present

    def listen(self, pattern: str, handler: Handler) -> None:
        known = pattern in self._dispatcher.patterns
        self._dispatcher.add(pattern, handler)
        if self._connected and self._connection is not None and not known:
            self._connection.subscribe([pattern])

    def on_connection(self, handler: Callable[[bool], None]) -> None:
        self._watchers.append(handler)

    def set_state(self, device: str, name: str, body: Message) -> None:
        if (device, name) == _FAULT_STATE and isinstance(body, Faults):
            self._faults.set_of_process(body)
            body = self._faults.present
        self._states[device, name] = body
        if self._connected:
            self._publish_state(device, name, body)

    def emit(self, device: str, name: str, body: Message) -> None:
        address = topic_of(self.site, self.node, device, Channel.EVENT, name)
        self._publish(Outgoing(address, encode_state(body, self._stamp()), kept=True))

    def reply(self, to: Received, answer: Completion | Acknowledgement) -> None:
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
        self._publish(Outgoing(to.reply_to, payload, properties, kept=True, limit_bytes=MAX_REPLY_BYTES))

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
        properties = Properties(PacketTypes.PUBLISH)
        properties.ResponseTopic = self._reply_topic
        properties.CorrelationData = command_id.encode()
        properties.MessageExpiryInterval = max(1, round(timeout_s))

        def send() -> None:
            if self._connected:
                payload = encode_command(body, self._stamp(), command_id=command_id, by=by or self.node, timeout_ms=timeout_ms)
                self._publish(Outgoing(topic, payload, properties))

        return await self._requests.ask(command_id, send, timeout_s=timeout_s, resend_s=resend_s, on_acknowledged=on_acknowledged)

    async def start(self) -> None:
        if self._running is None:
            self._stopping.clear()
            self._running = asyncio.create_task(self._run(), name=f"bus-{self.node}")

    async def stop(self) -> None:
        if self._running is None:
            return
        self._stopping.set()
        if self._connected:
            self._publish_availability(self._own.farewell())
            await self._outgoing.drain(DRAIN_S)
        if self._connection is not None:
            self._connection.disconnect()
            if not await wait_at_most(self._lost, DRAIN_S) and self._connection is not None:
                self._connection.abort("the broker didn't take the farewell")
        await self._running
        self._running = None
        await self._dispatcher.stop()

    async def _run(self) -> None:
        rests = pauses(FIRST_PAUSE_S, PAUSE_LIMIT_S, PAUSE_FACTOR, self._jitter)
        down_logged = False
        while not self._stopping.is_set():
            connects = self.counters.connects
            reason = await self._live()
            if self._stopping.is_set():
                return
            if self.counters.connects > connects:
                rests = pauses(FIRST_PAUSE_S, PAUSE_LIMIT_S, PAUSE_FACTOR, self._jitter)
                down_logged = False
            if not down_logged:
                down_logged = True
                log.warning("node %s has no broker: %s", self.node, reason)
            await wait_at_most(self._stopping, max(next(rests), self._storm.pause_s(self._clock())))

    async def _live(self) -> str:
        """One connection from its opening to its end; why it ended."""
        self._session, self._seq = self._make_id(), 0
        self._lost.clear()
        will = Will(self._own_topic, encode_state(self._own.will(), Stamp(self._clock(), self._session, 0)))
        observer = Observer(self._opened, self._subscribed, self._received, self._published, self._link_lost)
        connection = Connection(self._settings, will, observer)
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"mqtt-connect-{self.node}") as thread:
            try:
                await asyncio.get_running_loop().run_in_executor(thread, connection.connect_blocking)
            except (OSError, ValueError) as error:
                return str(error)
        self._connection = connection
        connection.attach()
        if self._stopping.is_set():
            connection.abort("stopped")
        await self._lost.wait()
        return self._lost_reason

    def _opened(self) -> None:
        if self._connection is not None:
            patterns = [*self._dispatcher.patterns, self._reply_topic, self._own_topic]
            self._first_subscription = self._connection.subscribe(patterns)

    def _subscribed(self, mid: int) -> None:
        if mid != self._first_subscription or self._connection is None:
            return
        self._connected = True
        self.counters.connects += 1
        self._publish_availability(self._own.birth(self._session, self._clock()))
        self._states[_FAULT_STATE] = self._faults.present
        for (device, name), body in self._states.items():
            self._publish_state(device, name, body)
        self._outgoing.link_restored(self._connection)
        self._requests.send_again()
        log.info("node %s is connected to the broker", self.node)
        self._tell(connected=True)

    def _link_lost(self, reason: str, taken_over: bool) -> None:
        was_connected, self._connected = self._connected, False
        self._connection = None
        self._first_subscription = None
        self._outgoing.link_lost()
        if taken_over:
            self._taken_over()
        self._lost_reason = reason
        self._lost.set()
        if was_connected:
            self._tell(connected=False)

    def _tell(self, *, connected: bool) -> None:
        for watcher in self._watchers:
            try:
                watcher(connected)
            except Exception as error:
                self._count_failure("a connection watcher", error)

    def _received(self, message: MQTTMessage) -> None:
        connection = self._connection
        if connection is None:
            return
        # Bound to this connection: a packet id means another message on the next one.
        mid = message.mid

        def acknowledge() -> None:
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
        if len(message.payload) > (MAX_REPLY_BYTES if address.channel is Channel.REPLY else MAX_PAYLOAD_BYTES):
            self.counters.oversized += 1
            log.warning("%d bytes on %s refused", len(message.payload), message.topic)
            self._answer(received, too_large(received.correlation, len(message.payload)))
            acknowledge()
        elif message.topic == self._reply_topic:
            self._answered(received)
        else:
            own = message.topic == self._own_topic
            if own:
                self._look_at_own(received)
            if not self._dispatcher.dispatch(received):
                self.counters.unheard += not own
                acknowledge()

    def _answered(self, received: Received) -> None:
        received.acknowledge()
        try:
            self._requests.answered(decode_answer(received.payload))
        except Malformed as error:
            self.counters.malformed += 1
            log.warning("unreadable answer: %s", error)
        except Exception as error:
            self._count_failure("an acknowledgement callback", error)

    def _look_at_own(self, received: Received) -> None:
        if self._stopping.is_set():
            return
        verdict = self._own.judge(received.payload, retained=received.retained, session=self._session)
        if verdict is Verdict.OVERWRITE and self._connected:
            self._publish_availability(self._own.birth(self._session, self._clock()))
        elif verdict is Verdict.USED_TWICE:
            self._open_fault(FAULT_TWICE, Action.CONFIGURATION)
        elif verdict is Verdict.TAKEN_OVER:
            self._taken_over()

    def _taken_over(self) -> None:
        self.counters.take_overs += 1
        if self._storm.taken_over(self._clock()):
            self._open_fault(FAULT_TAKE_OVER, Action.CONFIGURATION)

    def _handler_failed(self, received: Received, error: Exception) -> None:
        self._count_failure(f"the handler of {received.address}", error)
        if received.address.channel in (Channel.COMMAND, Channel.EVENT):
            self._answer(received, failed(received.correlation, type(error).__name__))

    def _count_failure(self, what: str, error: Exception) -> None:
        self.counters.handler_errors += 1
        # The exception's text may hold what a citizen typed; its type and place don't.
        log.error("%s failed: %s\n%s", what, type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
        self._open_fault(FAULT_HANDLER, Action.SOFTWARE_ERROR)

    def _answer(self, received: Received, answer: Completion | None) -> None:
        if answer is not None:
            self.reply(received, answer)

    def _open_fault(self, code: str, action: Action) -> None:
        self._faults.open(code, action, self._clock())
        self._states[_FAULT_STATE] = self._faults.present
        if self._connected:
            self._publish_state(*_FAULT_STATE, self._faults.present)

    def _is_reply_topic(self, text: str) -> bool:
        try:
            address = parse_topic(text)
        except ValueError:
            return False
        return address.channel is Channel.REPLY and address.site == self.site

    def _publish_availability(self, body: Availability) -> None:
        self._publish(Outgoing(self._own_topic, encode_state(body, self._stamp()), retain=True))

    def _publish_state(self, device: str, name: str, body: Message) -> None:
        address = topic_of(self.site, self.node, device, Channel.STATE, name)
        self._publish(Outgoing(address, encode_state(body, self._stamp()), retain=True))

    def _publish(self, outgoing: Outgoing) -> None:
        self._outgoing.publish(outgoing, self._connection if self._connected else None)

    def _published(self, mid: int, refused: bool) -> None:
        outgoing = self._outgoing.published(mid)
        if refused and outgoing is not None:
            self.counters.refused += 1
            log.error("the broker refuses node %s on %s", self.node, outgoing.topic)
            if not outgoing.topic.endswith("/state/fault"):
                self._open_fault(FAULT_REFUSED, Action.CONFIGURATION)

    def _stamp(self) -> Stamp:
        self._seq += 1
        return Stamp(self._clock(), self._session, self._seq)
