"""`api.bus.port.BusPort` over the simulated broker: the same codec, dispatcher and requests as over the real one."""

import asyncio
import math
from collections.abc import Callable

from api.bus.availability import OwnAvailability, Verdict
from api.bus.backoff import Jitter, pauses
from api.bus.codec import Stamp, decode_answer, encode_command, encode_state
from api.bus.dispatcher import Dispatcher
from api.bus.port import Handler, Received
from api.bus.refusals import failed
from api.bus.requests import Requests
from api.messages.base import Message
from api.messages.completion import Acknowledgement, Completion
from api.messages.topics import Channel, availability_topic, parse_topic, reply_topic, topic
from tests.deterministic.broker import Broker, Parcel
from tests.deterministic.party import Killed, Life

FIRST_PAUSE_S, PAUSE_LIMIT_S, PAUSE_FACTOR = 0.2, 10.0, 2.0
REPLY_EXPIRY_S = 60.0
FOREVER_S = math.inf
WAITING_LIMIT = 1_000


class SimulatedBus:
    """One life's bus.

    Args:
        clock: the process's wall clock, UTC ms.
        on_failure: told of exceptions that ended in a handler.
    """

    def __init__(
        self,
        broker: Broker,
        life: Life,
        loop: asyncio.AbstractEventLoop,
        site: str,
        node: str,
        *,
        clock: Callable[[], int],
        new_id: Callable[[], str],
        jitter: Jitter,
        on_failure: Callable[[str, BaseException], None],
    ) -> None:
        self._broker = broker
        self._life = life
        self._loop = loop
        self.site = site
        self.node = node
        self.session = ""
        self._clock = clock
        self._new_id = new_id
        self._jitter = jitter
        self._on_failure = on_failure
        self._dispatcher = Dispatcher(self._handler_failed)
        self._requests = Requests(jitter)
        self._own = OwnAvailability("simulated")
        self._own_topic = availability_topic(site, node)
        self._reply_topic = reply_topic(site, node, "answers")
        self._states: dict[tuple[str, str], Message] = {}
        self._watchers: list[Callable[[bool], None]] = []
        self._waiting: list[Parcel] = []
        self._connection: int | None = None
        self._seq = 0
        self._running = False
        self._pauses = pauses(FIRST_PAUSE_S, PAUSE_LIMIT_S, PAUSE_FACTOR, jitter)

    @property
    def connected(self) -> bool:
        return self._connection is not None

    def listen(self, pattern: str, handler: Handler) -> None:
        assert not self._running, "subscriptions are made before the start"
        self._dispatcher.add(pattern, handler)

    def on_connection(self, handler: Callable[[bool], None]) -> None:
        self._watchers.append(handler)

    def set_state(self, device: str, name: str, body: Message) -> None:
        self._states[device, name] = body
        if self.connected:
            self._publish(self._state(device, name, body))

    def emit(self, device: str, name: str, body: Message) -> None:
        self._publish(self._parcel(topic(self.site, self.node, device, Channel.EVENT, name), encode_state(body, self._stamp())))

    def reply(self, to: Received, answer: Completion | Acknowledgement, *, passing: bool = False) -> None:
        self._life.require_alive()
        if to.reply_to is None:
            return
        expires_s = self._loop.time() + REPLY_EXPIRY_S
        payload = encode_state(answer, self._stamp())
        self._publish(Parcel(to.reply_to, payload, False, None, to.correlation, expires_s))

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

        def send() -> None:
            if self.connected:
                payload = encode_command(body, self._stamp(), command_id=command_id, by=by or self.node, timeout_ms=timeout_ms)
                expires_s = self._loop.time() + max(1, round(timeout_s))
                self._publish(Parcel(topic, payload, False, self._reply_topic, command_id.encode(), expires_s))

        return await self._requests.ask(command_id, send, timeout_s=timeout_s, resend_s=resend_s, on_acknowledged=on_acknowledged)

    async def start(self) -> None:
        self._running = True
        self._try_soon()

    async def stop(self) -> None:
        self._running = False
        if self._connection is not None:
            self._publish(self._availability(encode_state(self._own.farewell(), self._stamp())))
            self._broker.disconnect(self.node, self._connection)
            self._connection = None
        await self._dispatcher.stop()

    # --- the broker's side ---

    def arrived(self, parcel: Parcel, *, retained: bool, acknowledge: Callable[[], None]) -> None:
        self._life.call(lambda: self._take(parcel, retained=retained, acknowledge=acknowledge))

    def link_lost(self) -> None:
        self._life.call(self._down)

    def _take(self, parcel: Parcel, *, retained: bool, acknowledge: Callable[[], None]) -> None:
        def acknowledge_alive() -> None:
            self._life.require_alive()
            acknowledge()

        received = Received(
            parse_topic(parcel.topic), parcel.payload, retained, parcel.reply_to, parcel.correlation, acknowledge_alive
        )
        if parcel.topic == self._reply_topic:
            acknowledge_alive()
            self._requests.answered(decode_answer(parcel.payload))
            return
        if parcel.topic == self._own_topic:
            self._look_at_own(received)
        if not self._dispatcher.dispatch(received):
            acknowledge_alive()

    def _down(self) -> None:
        if self._connection is None:
            return
        self._connection = None
        self._tell_watchers(connected=False)
        if self._running:
            self._try_soon()

    def _try_soon(self) -> None:
        self._loop.call_later(next(self._pauses), lambda: self._life.call(self._try))

    def _try(self) -> None:
        if not self._running or self._connection is not None:
            return
        self.session, self._seq = self._new_id(), 0
        will = self._availability(encode_state(self._own.will(), Stamp(self._clock(), self.session, 0)))
        patterns = (*self._dispatcher.patterns, self._own_topic, self._reply_topic)
        self._connection = self._broker.connect(self, patterns, will)
        if self._connection is None:
            self._try_soon()
            return
        self._pauses = pauses(FIRST_PAUSE_S, PAUSE_LIMIT_S, PAUSE_FACTOR, self._jitter)
        self._birth()
        for (device, name), body in self._states.items():
            self._publish(self._state(device, name, body))
        waiting, self._waiting = self._waiting, []
        for parcel in waiting:
            self._publish(parcel)
        self._requests.send_again()
        self._tell_watchers(connected=True)

    def _tell_watchers(self, *, connected: bool) -> None:
        for watcher in self._watchers:
            watcher(connected)

    def _look_at_own(self, received: Received) -> None:
        if self._own.judge(received.payload, retained=received.retained, session=self.session) is Verdict.OVERWRITE:
            self._birth()

    def _birth(self) -> None:
        self._publish(self._availability(encode_state(self._own.birth(self.session, self._clock()), self._stamp())))

    def _handler_failed(self, received: Received, error: Exception) -> None:
        self._on_failure(f"handler of {received.address}", error)
        answer = failed(received.correlation, type(error).__name__)
        if received.address.channel in (Channel.COMMAND, Channel.EVENT) and answer is not None:
            self.reply(received, answer)

    def _availability(self, payload: bytes) -> Parcel:
        return Parcel(self._own_topic, payload, True, None, None, FOREVER_S)

    def _state(self, device: str, name: str, body: Message) -> Parcel:
        address = topic(self.site, self.node, device, Channel.STATE, name)
        return Parcel(address, encode_state(body, self._stamp()), True, None, None, FOREVER_S)

    def _parcel(self, address: str, payload: bytes) -> Parcel:
        return Parcel(address, payload, False, None, None, FOREVER_S)

    def _publish(self, parcel: Parcel) -> None:
        if not self._life.alive:
            raise Killed(self.node)
        if self._connection is not None:
            self._broker.publish(self.node, self._connection, parcel)
        elif not parcel.retain and parcel.reply_to is None and len(self._waiting) < WAITING_LIMIT:
            self._waiting.append(parcel)

    def _stamp(self) -> Stamp:
        self._seq += 1
        return Stamp(self._clock(), self.session, self._seq)
