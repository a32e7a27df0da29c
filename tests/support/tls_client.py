"""A plain MQTT client over TLS that says of itself what it likes and keeps its TLS session: for tests of who is let in."""

import queue
import socket
import ssl
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from api.bus.tls import ClosingSocket
from tests.support.broker import WAIT_S

LOOPBACK = "127.0.0.1"


def context_of(authority: Path, unit: Path | None) -> ssl.SSLContext:
    """TLS with a unit's certificate, or without any."""
    context = ssl.create_default_context(cafile=str(authority))
    context.sslsocket_class = ClosingSocket
    if unit is not None:
        context.load_cert_chain(unit / "client.crt", unit / "client.key")
    return context


class TlsClient:
    """Blocking, without reconnecting; paho's own network thread reads. Used as a context manager.

    `client_id`: left out, the broker makes one.
    """

    def __init__(self, port: int, context: ssl.SSLContext, client_id: str = "", username: str | None = None) -> None:
        self.messages: queue.Queue[MQTTMessage] = queue.Queue()
        self.ended = threading.Event()
        self.up = threading.Event()
        self.refused = threading.Event()
        self._subscribed = threading.Event()
        self._port = port
        self._client = Client(
            CallbackAPIVersion.VERSION2, client_id, protocol=MQTTProtocolVersion.MQTTv5, reconnect_on_failure=False
        )
        self._client.tls_set_context(context)
        if username is not None:
            self._client.username_pw_set(username, "guess")
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = lambda *_: self.ended.set()
        self._client.on_subscribe = lambda *_: self._subscribed.set()
        self._client.on_message = lambda _client, _data, message: self.messages.put(message)

    def __enter__(self) -> Self:
        self._client.connect(LOOPBACK, self._port)
        self._client.loop_start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def let_in(self) -> bool:
        """Whether the broker lets it in; waits for its word, or for the end of the connection."""
        while not (self.up.wait(0.01) or self.refused.is_set() or self.ended.is_set()):
            pass
        return self.up.is_set()

    def publish(self, topic: str, payload: bytes, *, retain: bool = False, reply_to: str = "", correlation: bytes = b"") -> int:
        """Publish at QoS 1; the broker's reason code."""
        properties = Properties(PacketTypes.PUBLISH)
        if reply_to:
            properties.ResponseTopic = reply_to
        if correlation:
            properties.CorrelationData = correlation
        codes: list[int] = []
        done = threading.Event()

        def on_publish(_client: Any, _userdata: Any, _mid: int, code: Any, _properties: Any) -> None:
            codes.append(code.value)
            done.set()

        self._client.on_publish = on_publish
        self._client.publish(topic, payload, 1, retain, properties)
        assert done.wait(WAIT_S)
        return codes[0]

    def subscribe(self, pattern: str) -> None:
        self._subscribed.clear()
        self._client.subscribe(pattern, 1)
        assert self._subscribed.wait(WAIT_S)

    def next(self) -> MQTTMessage:
        return self.messages.get(timeout=WAIT_S)

    def _on_connect(self, _client: Any, _userdata: Any, _flags: Any, code: Any, _properties: Any) -> None:
        (self.refused if code.is_failure else self.up).set()


HELLO = bytes.fromhex("100d00044d5154540502000a000000")
"""A CONNECT of MQTT 5 with a clean start and without a client id."""
ANSWER_S = 10.0


def greet(port: int, context: ssl.SSLContext, session: ssl.SSLSession | None = None) -> tuple[bytes, ssl.SSLSession | None]:
    """Say hello, with a TLS session kept from before; the answer's first bytes, and the session to keep. Nothing: refused."""
    with socket.create_connection((LOOPBACK, port), ANSWER_S) as plain:
        try:
            with context.wrap_socket(plain, server_hostname=LOOPBACK, session=session) as tls:
                tls.sendall(HELLO)
                # After the session's tickets, which TLS 1.3 sends behind the handshake.
                return tls.recv(4), tls.session
        except (ssl.SSLError, ConnectionError):
            return b"", None


def let_in(port: int, context: ssl.SSLContext, **claims: str) -> bool:
    """Whether a client with this certificate is let in; a handshake that fails is a no."""
    try:
        with TlsClient(port, context, **claims) as client:
            return client.let_in()
    except (ssl.SSLError, ConnectionError):
        return False
