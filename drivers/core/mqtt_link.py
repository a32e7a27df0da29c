"""A device that speaks MQTT, as a link: each message of its topics is one line, `<topic's last part> <payload>`.

One paho client for each link, driven by the thread that reads and writes: no thread of its own. The device is there as long as
its presence topic (retained, and its last will) says so; the broker's word alone is no device.
"""

import json
import select
import ssl
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from api.bus.settings import Tls
from api.bus.tls import client_context
from drivers.core.descriptor_link import DescriptorLink
from drivers.core.errors import DeviceSilent, LinkLost, Misconfigured

KEEPALIVE_S = 10
"""A dead broker is noticed within 1.5 times this, as by the hall's own nodes."""
QOS = 1
HELD_MESSAGES = 64
"""Messages that wait for the driver; beyond, the oldest is dropped, since a driver that doesn't read is stuck."""
LONGEST_MESSAGE = 4_096
LONGEST_LINE = 16_384
"""Bytes of a line without its end, written piece by piece."""
SLICE_S = 0.5
"""How long one wait is, so that the keepalive goes out in time."""
TAKEN_OVER = 0x8E
"""MQTT 5 reason "session taken over": another client has this link's name."""
NOT_AUTHORISED = frozenset({0x86, 0x87})
"""MQTT 5 reasons "bad user name or password" and "not authorised"."""


@dataclass(frozen=True, slots=True)
class MqttAccess:
    """How the broker is reached."""

    host: str
    port: int
    username: str | None = None
    password: str | None = None
    tls: Tls | None = None


class MqttLink(DescriptorLink):
    """Args:
    topic: what all topics of the device begin with: `pad/v1/150426-07/pad-3`.
    receive: last parts of the topics that the device writes.
    presence: the one of them that is retained and its last will.
    """

    def __init__(
        self,
        access: MqttAccess,
        topic: str,
        *,
        receive: Sequence[str],
        presence: str,
        connect_timeout_s: float = 1.5,
        presence_timeout_s: float = 3.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(monotonic)
        self._access = access
        self._topic = topic
        self._receive_names = tuple(dict.fromkeys((*receive, presence)))
        self._presence = presence
        self._connect_timeout_s = connect_timeout_s
        self._presence_timeout_s = presence_timeout_s
        self._client: Client | None = None
        self._lines: deque[bytes] = deque(maxlen=HELD_MESSAGES)
        self._unsent = b""
        self._subscribed = False
        self._present = False
        self._end: LinkLost | None = None

    @property
    def name(self) -> str:
        return f"mqtt {self._access.host}:{self._access.port} {self._topic}"

    def read(self, timeout_s: float) -> bytes:
        deadline_s = self._monotonic() + timeout_s
        with self._in_use:
            while True:
                self._raise_if_told()
                if self._lines:
                    return self._lines.popleft()
                self._raise_if_ended()
                left_s = deadline_s - self._monotonic()
                if left_s <= 0:
                    return b""
                self._turn(min(left_s, SLICE_S))

    def write(self, data: bytes, timeout_s: float) -> None:
        deadline_s = self._monotonic() + timeout_s
        with self._in_use:
            self._raise_if_closed()
            self._raise_if_ended()
            *lines, self._unsent = (self._unsent + data).split(b"\n")
            if len(self._unsent) > LONGEST_LINE:
                self._unsent = b""
                raise LinkLost(f"{self.name}: a line without an end", reason="link.lost")
            for line in lines:
                self._publish(line)
            while self._opened().want_write():
                if self._monotonic() >= deadline_s:
                    raise DeviceSilent(f"{self.name}: the broker takes nothing", reason="link.writeTimeOut")
                self._raise_if_closed()
                self._turn(min(max(0.0, deadline_s - self._monotonic()), SLICE_S))
                self._raise_if_ended()

    # --- DescriptorLink ---

    def _connect(self) -> None:
        self._client = client = self._new_client()
        try:
            client.connect(self._access.host, self._access.port, KEEPALIVE_S, clean_start=True)
        except (OSError, ValueError) as error:
            raise self._connect_error(error) from error
        self._wait_until(lambda: self._subscribed, self._connect_timeout_s, "link.noAnswer", "the broker doesn't answer")
        self._wait_until(lambda: self._present, self._presence_timeout_s, "link.deviceAway", "the device isn't on the broker")

    def _descriptor(self) -> int:
        sock = self._opened().socket()
        if sock is None:
            raise self._end or LinkLost(f"{self.name}: the broker closed")
        return int(sock.fileno())

    def _receive(self) -> bytes:
        raise NotImplementedError("paho reads its socket itself")

    def _send(self, data: bytes) -> int:
        raise NotImplementedError("paho writes its socket itself")

    def _disconnect(self) -> None:
        client, self._client = self._client, None
        if client is None:
            return
        client.on_disconnect = None
        # Without a word the broker would hold the connection for dead only after the keepalive.
        client.disconnect()
        sock = client.socket()
        if sock is not None:
            sock.close()

    # --- one turn of the client ---

    def _turn(self, timeout_s: float) -> None:
        """Wait for the socket at most so long, and let paho do what is due."""
        client = self._opened()
        events = select.POLLIN | (select.POLLOUT if client.want_write() else 0)
        sock = client.socket()
        pending = isinstance(sock, ssl.SSLSocket) and sock.pending() > 0
        if pending or self._wait(events, timeout_s):
            self._step(client.loop_read)
            self._step(client.loop_write)
        self._step(client.loop_misc)

    def _step(self, step: Callable[[], MQTTErrorCode]) -> None:
        try:
            code = step()
        except LinkLost:
            raise
        except Exception as error:
            # paho raises whatever a packet that it can't read leads to: such a connection is of no use any more.
            raise LinkLost(f"{self.name}: {type(error).__name__}") from error
        if code not in (MQTTErrorCode.MQTT_ERR_SUCCESS, MQTTErrorCode.MQTT_ERR_AGAIN) and self._end is None:
            self._end = LinkLost(f"{self.name}: {code.name}")

    def _wait_until(self, holds: Callable[[], bool], timeout_s: float, reason: str, what: str) -> None:
        deadline_s = self._monotonic() + timeout_s
        while not holds():
            self._raise_if_closed()
            if self._end is not None:
                raise self._end
            if self._monotonic() >= deadline_s:
                raise LinkLost(f"{self.name}: {what}", reason=reason, untouched=True)
            self._turn(min(SLICE_S, max(0.0, deadline_s - self._monotonic())))

    def _publish(self, line: bytes) -> None:
        name, _, payload = line.partition(b" ")
        if not name:
            return
        self._opened().publish(f"{self._topic}/{name.decode('ascii', 'replace')}", payload, QOS)

    def _raise_if_ended(self) -> None:
        if self._end is not None:
            raise self._end

    def _opened(self) -> Client:
        if self._client is None:
            raise LinkLost(f"{self.name} isn't open", reason="link.closed")
        return self._client

    # --- paho's callbacks, all from within a turn ---

    def _new_client(self) -> Client:
        client = Client(
            CallbackAPIVersion.VERSION2,
            # The same for whoever drives this device: a second agent would take the link over instead of driving it as well.
            client_id=f"link {self._topic}",
            protocol=MQTTProtocolVersion.MQTTv5,
            reconnect_on_failure=False,
        )
        client.connect_timeout = self._connect_timeout_s
        if self._access.username is not None:
            client.username_pw_set(self._access.username, self._access.password)
        if self._access.tls is not None:
            try:
                client.tls_set_context(client_context(self._access.tls))
            except OSError as error:
                raise Misconfigured(f"{self.name}: a certificate can't be read", reason="link.settings") from error
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_message = self._on_message
        client.on_disconnect = self._on_disconnect
        return client

    def _on_connect(
        self, client: Client, _userdata: Any, _flags: ConnectFlags, reason: ReasonCode, _properties: Properties | None
    ) -> None:
        if reason.is_failure:
            refused = reason.value in NOT_AUTHORISED
            self._end = LinkLost(f"{self.name}: {reason}", reason="link.noRight" if refused else "link.refused", untouched=True)
            return
        client.subscribe([(f"{self._topic}/{name}", QOS) for name in self._receive_names])

    def _on_subscribe(
        self, _client: Client, _userdata: Any, _mid: int, _codes: list[ReasonCode], _properties: Properties | None
    ) -> None:
        self._subscribed = True

    def _on_message(self, _client: Client, _userdata: Any, message: MQTTMessage) -> None:
        name = message.topic.rpartition("/")[2]
        payload = bytes(message.payload)
        if len(payload) > LONGEST_MESSAGE:
            return
        if name == self._presence:
            was_present, self._present = self._present, is_present(payload)
            if was_present and not self._present:
                self._end = LinkLost(f"{self.name}: the device left the broker", reason="link.deviceAway")
                return
        if message.retain and name != self._presence:
            # What is kept for a topic of events is somebody's mistake, and old.
            return
        self._lines.append(name.encode() + b" " + payload.replace(b"\n", b" ") + b"\n")

    def _on_disconnect(
        self,
        _client: Client,
        _userdata: Any,
        _flags: DisconnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if self._end is None:
            taken = reason.value == TAKEN_OVER
            self._end = LinkLost(f"{self.name}: {reason}", reason="link.inUse" if taken else "link.lost")

    def _connect_error(self, error: Exception) -> LinkLost:
        if isinstance(error, ConnectionRefusedError):
            return LinkLost(f"{self.name}: nobody listens", reason="link.refused", untouched=True)
        if isinstance(error, TimeoutError):
            return LinkLost(f"{self.name}: no answer", reason="link.noAnswer", untouched=True)
        return LinkLost(f"{self.name}: {type(error).__name__}", reason="link.unreachable", untouched=True)


def is_present(payload: bytes) -> bool:
    """Whether a presence message says that the device is there: `online`, or JSON whose `state` is `online`."""
    text = payload.decode("utf-8", "replace").strip()
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        said = text
    if isinstance(said, dict):
        said = said.get("state")
    return bool(said == "online")


def password_of(path: Path | None) -> str | None:
    """
    Raises:
        Misconfigured: the file can't be read.
    """
    if path is None:
        return None
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise Misconfigured(f"{path}: can't be read ({error.strerror})", reason="link.settings") from error
