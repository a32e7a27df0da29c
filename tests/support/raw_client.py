"""A plain MQTT client for tests that need a peer of their own: it knows nothing of the contract and sends any bytes."""

import queue
import threading
from types import TracebackType
from typing import Any, Self

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from tests.support.broker import WAIT_S
from tingtang.broker import PrivateBroker


class RawClient:
    """Blocking; paho's own network thread reads. Used as a context manager."""

    def __init__(self, broker: PrivateBroker, user: str, client_id: str = "raw", password: str | None = None) -> None:
        """`password`: left out, the one that the broker made for the user."""
        self.messages: queue.Queue[MQTTMessage] = queue.Queue()
        self._broker = broker
        self._up = threading.Event()
        self._subscribed = threading.Event()
        self._client = Client(CallbackAPIVersion.VERSION2, client_id=client_id, protocol=MQTTProtocolVersion.MQTTv5)
        self._client.username_pw_set(user, password or broker.password(user))
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_message = self._on_message

    def __enter__(self) -> Self:
        self._client.connect(self._broker.host, self._broker.port)
        self._client.loop_start()
        assert self._up.wait(WAIT_S)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._client.disconnect()
        self._client.loop_stop()

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

    def _on_connect(self, *_: Any) -> None:
        self._up.set()

    def _on_subscribe(self, *_: Any) -> None:
        self._subscribed.set()

    def _on_message(self, _client: Any, _userdata: Any, message: MQTTMessage) -> None:
        self.messages.put(message)
