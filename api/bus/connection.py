"""One TCP connection to the broker: a paho client whose socket the event loop drives, without a thread of its own.

A lost connection is thrown away with everything paho remembers of it: paho would send old retained state again *after* the
new one. What must survive is the bus's business (`client.py`). The broker keeps the MQTT session (`clean_start=False`).
"""

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from paho.mqtt.client import Client, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from api.bus.codec import MAX_REPLY_BYTES
from api.bus.settings import BusSettings
from api.bus.tls import client_context

log = logging.getLogger(__name__)

RECEIVE_MAXIMUM = 100
"""Messages the broker may have under way to us unacknowledged; the broker's `max_inflight_messages`."""
SEND_MAXIMUM = 20
"""Messages we may have under way to the broker. More than its receive maximum would make it close the connection (MQTT 5,
3.3.4); 20 is Mosquitto's default and below that of other brokers, and paho can't be told after the CONNACK has named it."""
TICK_S = 1.0
"""How often the keep-alive is looked at."""
_PACKET_OVERHEAD_BYTES = 65_536
"""Topic and properties around a payload, generously: a longer packet the broker doesn't send to us at all."""
QOS = 1
PASSING_QOS = 0
SESSION_TAKEN_OVER = 0x8E
"""MQTT 5, 3.14.2.1: another client with this client id connected."""


@dataclass(frozen=True, slots=True)
class Observer:
    """Whom a connection tells; always on the event loop's thread."""

    opened: Callable[[], None]
    subscribed: Callable[[int], None]
    """The packet id that `subscribe` returned."""
    received: Callable[[MQTTMessage], None]
    published: Callable[[int, bool], None]
    """The packet id that `publish` returned, and whether the broker refused it."""
    lost: Callable[[str, bool], None]
    """Once: the reason for a log, and whether another client took the session over."""


@dataclass(frozen=True, slots=True)
class Will:
    topic: str
    payload: bytes


class Connection:
    """Life: `connect_blocking` in a thread, then `attach` on the loop, then used until `Observer.lost` is called once."""

    def __init__(self, settings: BusSettings, will: Will, observer: Observer) -> None:
        self._settings = settings
        self._observer = observer
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lost = False
        self._flush_due = False
        self._writer_set = False
        self._tick: asyncio.TimerHandle | None = None
        self._client = _new_client(settings, will)
        self._client.on_socket_open = self._on_socket_open
        self._client.on_socket_close = self._on_socket_close
        self._client.on_socket_register_write = self._on_want_write
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_message = self._on_message
        self._client.on_publish = self._on_publish
        self._client.on_disconnect = self._on_disconnect

    def connect_blocking(self) -> None:
        """Open the socket (with TLS when set) and queue the CONNECT packet. Runs in a thread.

        Raises:
            OSError: no route, refused, timed out, a certificate can't be read, or the TLS handshake failed.
            ValueError: the settings name no possible host or port.
        """
        if self._settings.tls is not None:
            self._client.tls_set_context(client_context(self._settings.tls))
        properties = Properties(PacketTypes.CONNECT)
        properties.SessionExpiryInterval = self._settings.session_expiry_s
        properties.ReceiveMaximum = RECEIVE_MAXIMUM
        properties.MaximumPacketSize = MAX_REPLY_BYTES + _PACKET_OVERHEAD_BYTES
        self._client.connect(
            self._settings.host,
            self._settings.port,
            self._settings.keepalive_s,
            clean_start=False,
            properties=properties,
        )

    def attach(self) -> None:
        """Hand the socket to the running event loop."""
        self._loop = asyncio.get_running_loop()
        sock = self._client.socket()
        if sock is None:
            self._report_lost("closed while connecting")
            return
        self._loop.add_reader(sock.fileno(), self._readable, sock)
        self._schedule_tick()
        self._flush()

    def publish(self, topic: str, payload: bytes, *, retain: bool, properties: Properties | None) -> int:
        """Queue one message at QoS 1; its packet id."""
        return self._client.publish(topic, payload, QOS, retain, properties).mid

    def publish_in_passing(self, topic: str, payload: bytes, properties: Properties | None) -> None:
        """Queue one message at QoS 0: the broker hands it to who is connected now and keeps it for nobody."""
        self._client.publish(topic, payload, PASSING_QOS, retain=False, properties=properties)

    def subscribe(self, patterns: Sequence[str]) -> int:
        """Ask for the filters in one packet; its id, which `Observer.subscribed` names later."""
        result, mid = self._client.subscribe([(pattern, SubscribeOptions(qos=QOS)) for pattern in patterns])
        if result is not MQTTErrorCode.MQTT_ERR_SUCCESS or mid is None:
            raise ConnectionError(f"subscribe: {result!s}")
        return mid

    def acknowledge(self, mid: int) -> None:
        if not self._lost:
            self._client.ack(mid, QOS)

    def disconnect(self) -> None:
        """Say good-bye: no will, and the broker forgets the session. `Observer.lost` follows."""
        properties = Properties(PacketTypes.DISCONNECT)
        properties.SessionExpiryInterval = 0
        self._client.disconnect(properties=properties)

    def abort(self, reason: str) -> None:
        """Close the socket without a word; the broker will tell the will."""
        sock = self._client.socket()
        self._report_lost(reason)
        if sock is not None:
            self._on_socket_close(self._client, None, sock)
            sock.close()

    def _readable(self, sock: Any) -> None:
        self._guard(self._client.loop_read)
        # What TLS has decrypted already no longer makes the socket readable.
        while isinstance(sock, ssl.SSLSocket) and not self._lost and sock.pending():
            self._guard(self._client.loop_read)

    def _flush(self) -> None:
        self._flush_due = False
        self._guard(self._client.loop_write)
        sock = self._client.socket()
        if sock is None or self._loop is None:
            return
        wanted = self._client.want_write()
        if wanted and not self._writer_set:
            self._loop.add_writer(sock.fileno(), self._flush)
        elif not wanted and self._writer_set:
            self._loop.remove_writer(sock.fileno())
        self._writer_set = wanted

    def _schedule_tick(self) -> None:
        if self._loop is not None and not self._lost:
            self._tick = self._loop.call_later(TICK_S, self._on_tick)

    def _on_tick(self) -> None:
        self._guard(self._client.loop_misc)
        self._schedule_tick()

    def _guard(self, step: Callable[[], MQTTErrorCode]) -> None:
        """Whatever paho raises (a packet it can't read) ends this connection, not the loop."""
        if self._lost:
            return
        try:
            step()
        except Exception as error:
            log.exception("mqtt client failed; connection dropped")
            self.abort(type(error).__name__)

    def _report_lost(self, reason: str, *, taken_over: bool = False) -> None:
        if self._lost:
            return
        self._lost = True
        if self._tick is not None:
            self._tick.cancel()
        self._observer.lost(reason, taken_over)

    def _on_socket_open(self, _client: Client, _userdata: Any, sock: Any) -> None:
        # Nagle's algorithm against delayed acknowledgements: request/reply p50 is 91 ms without this, 0.5 ms with it.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, int(self._settings.tcp_nodelay))

    def _on_socket_close(self, _client: Client, _userdata: Any, sock: Any) -> None:
        if self._loop is None or sock.fileno() < 0:
            return
        self._loop.remove_reader(sock.fileno())
        self._loop.remove_writer(sock.fileno())

    def _on_want_write(self, _client: Client, _userdata: Any, _sock: Any) -> None:
        # One write after all that this turn of the loop publishes, instead of an epoll change for each packet. Before
        # `attach` this runs in the connecting thread; `attach` flushes by itself.
        if self._loop is not None and not self._flush_due:
            self._flush_due = True
            self._loop.call_soon(self._flush)

    def _on_connect(self, _client: Client, _userdata: Any, _flags: Any, code: ReasonCode, _properties: Any) -> None:
        if code.is_failure:
            self._report_lost(f"refused by the broker: {code}")
            return
        self._observer.opened()

    def _on_subscribe(self, _client: Client, _userdata: Any, mid: int, _codes: Any, _properties: Any) -> None:
        self._observer.subscribed(mid)

    def _on_message(self, _client: Client, _userdata: Any, message: MQTTMessage) -> None:
        self._observer.received(message)

    def _on_publish(self, _client: Client, _userdata: Any, mid: int, code: ReasonCode, _properties: Any) -> None:
        self._observer.published(mid, code.is_failure)

    def _on_disconnect(self, _client: Client, _userdata: Any, flags: DisconnectFlags, code: ReasonCode, _properties: Any) -> None:
        reason = str(code) if flags.is_disconnect_packet_from_server else "connection closed"
        self._report_lost(reason, taken_over=code.value == SESSION_TAKEN_OVER)


def _new_client(settings: BusSettings, will: Will) -> Client:
    client = Client(
        CallbackAPIVersion.VERSION2,
        client_id=settings.client_id,
        protocol=MQTTProtocolVersion.MQTTv5,
        reconnect_on_failure=False,
        manual_ack=True,
    )
    client.max_inflight_messages_set(SEND_MAXIMUM)
    client.connect_timeout = settings.connect_timeout_s
    if settings.username is not None:
        client.username_pw_set(settings.username, settings.password)
    properties = Properties(PacketTypes.WILLMESSAGE)
    properties.WillDelayInterval = settings.will_delay_s
    client.will_set(will.topic, will.payload, QOS, retain=True, properties=properties)
    return client
