"""Five-key pad with ESPHome firmware, as the broker sees it: an MQTT client of its own.

Written from the message table in docs/devices/rating-pad.md. The outbox survives a reboot, as it does in the pad's flash.
"""

import asyncio
import contextlib
import json
import random
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from drivers.emulators.faults import DROP_LINK, GARBAGE, HALF_FRAME, NONE, REBOOT, SILENT, SLOW, STOP_READING, UnknownFault
from drivers.emulators.menu import Key
from drivers.emulators.pad_picture import draw_plain_pad, plain_pad_keys

FAULTS = (SILENT, DROP_LINK, GARBAGE, HALF_FRAME, SLOW, STOP_READING, REBOOT, "full-outbox", NONE)
KEYS = {"1": "非常满意", "2": "满意", "3": "基本满意", "4": "不满意", "5": "非常不满意"}
OUTBOX_PLACES = 5
TELL_AGAIN_S = 3.0
SLOW_S = 0.6
KEY_LIT_S = 2.0
KEEPALIVE_S = 10
HEARS = ("ask", "cancel", "ack", "hello", "show", "identify")


@dataclass(slots=True)
class Kept:
    seq: int
    ask: str
    key: int


class EsphomePadEmulator:
    """Args: topic: `pad/v1/{site}/{pad}`. username: the pad's account, also its client id."""

    kind = "esphome-pad"

    def __init__(
        self,
        id: str,  # noqa: A002
        topic: str,
        *,
        host: str,
        port: int,
        username: str = "",
        password: str = "",
        clock_s: Callable[[], float],
        randomness: random.Random,
        reboot_s: float = 1.0,
    ) -> None:
        self.id = id
        self._topic = topic
        self._address = host, port
        self._username, self._password = username, password
        self._clock_s = clock_s
        self._random = randomness
        self._reboot_s = reboot_s
        self._fault = NONE
        self._client: Client | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timers: set[asyncio.TimerHandle] = set()
        self._connected = False
        self._outbox: list[Kept] = []
        self._seq = 0
        self._ask = ""
        self._answered = ""
        self._asked_s = self._open_s = 0.0
        self._asks = self._presses = self._counted = 0
        self._staff = ""
        self._where = False
        self._last_key = ""
        self._pressed_s = 0.0

    # --- life ---

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._plug_in()

    async def stop(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        self._unplug(tell=True)

    def _plug_in(self) -> None:
        client = Client(CallbackAPIVersion.VERSION2, client_id=self._username or self.id, protocol=MQTTProtocolVersion.MQTTv311)
        if self._username:
            client.username_pw_set(self._username, self._password)
        client.will_set(f"{self._topic}/state", json.dumps({"state": "lost"}), qos=1, retain=True)
        client.on_connect = lambda *_: self._in_loop(self._on_connect)
        client.on_disconnect = lambda *_: self._in_loop(self._on_disconnect)
        client.on_message = lambda _c, _u, message: self._in_loop(lambda: self._on_message(message))
        client.reconnect_delay_set(1, 2)
        client.connect_async(*self._address, keepalive=KEEPALIVE_S)
        client.loop_start()
        self._client = client

    def _unplug(self, *, tell: bool) -> None:
        client, self._client = self._client, None
        self._connected = False
        if client is None:
            return
        if tell:
            with contextlib.suppress(ValueError, RuntimeError):
                client.publish(f"{self._topic}/state", json.dumps({"state": "stopped"}), qos=1, retain=True).wait_for_publish(1)
            client.disconnect()
        elif isinstance(sock := client.socket(), socket.socket):
            # The power is out: the broker tells the will as soon as it sees the dead connection.
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        client.loop_stop()

    def _in_loop(self, call: Callable[[], None]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call)

    # --- what a person sees and does ---

    def state(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "fault": self._fault,
            "mqtt": self._topic,
            "connected": self._connected,
            "asking": bool(self._ask),
            "asks": self._asks,
            "presses": self._presses,
            "waiting": len(self._outbox),
            "staff": self._staff,
        }

    def picture(self) -> bytes:
        lit = self._last_key if self._clock_s() - self._pressed_s < KEY_LIT_S else ""
        return draw_plain_pad(KEYS, lit, inviting=bool(self._ask) or self._where, dark=self._client is None)

    def key_menu(self) -> Sequence[Key]:
        return plain_pad_keys(KEYS)

    def fault_menu(self) -> Sequence[str]:
        return FAULTS

    def press(self, key: str) -> None:
        """`1` the best to `5` the worst. Without a question it does nothing, as the second press."""
        if key not in KEYS:
            raise ValueError(f"{self.id} has no key {key!r}; it has {', '.join(KEYS)}")
        self._presses += 1
        self._last_key, self._pressed_s = key, self._clock_s()
        self._expire()
        if not self._ask:
            return
        self._seq += 1
        self._outbox.append(Kept(self._seq, self._ask, int(key)))
        self._answered, self._ask = self._ask, ""
        self._tell(self._outbox[-1])
        self._tell_state()

    def fault(self, name: str) -> None:
        if name not in FAULTS:
            raise UnknownFault(f"{self.id} has no fault {name!r}; it has {', '.join(FAULTS)}")
        before, self._fault = self._fault, NONE if name == REBOOT else name
        if before == DROP_LINK and name != DROP_LINK:
            self._plug_in()
        if name == DROP_LINK:
            self._unplug(tell=False)
        elif name == REBOOT:
            self._unplug(tell=False)
            self._ask = self._answered = ""
            self._later(self._reboot_s, self._power_up)

    def _power_up(self) -> None:
        if self._client is None and self._fault != DROP_LINK:
            self._plug_in()

    # --- messages ---

    def _on_connect(self) -> None:
        if self._client is None:
            return
        self._connected = True
        # The MQTT component's own birth message; the logic behind it may hang all the same.
        self._client.publish(f"{self._topic}/state", json.dumps({"state": "online"}), qos=1, retain=True)
        self._client.subscribe([(f"{self._topic}/{name}", 1) for name in HEARS])
        self._tell_state()
        for kept in self._outbox:
            self._tell(kept)

    def _on_disconnect(self) -> None:
        self._connected = False

    def _on_message(self, message: MQTTMessage) -> None:
        if self._fault in (SILENT, STOP_READING) or self._client is None:
            return
        try:
            body = json.loads(message.payload)
        except ValueError:
            return
        name = message.topic.rpartition("/")[2]
        self._expire()
        if name == "ask":
            self._on_ask(str(body["ask"]), int(body["seconds"]))
        elif name == "cancel":
            if self._ask and self._ask == body["ask"]:
                self._ask = ""
            self._tell_state()
        elif name == "ack":
            self._outbox = [kept for kept in self._outbox if kept.seq != body["seq"]]
        elif name == "hello":
            self._tell_state(int(body["hello"]))
        elif name == "show":
            self._staff = str(body["name"])
        elif name == "identify":
            self._where = True
            self._later(float(body["seconds"]), self._not_asked_where)

    def _not_asked_where(self) -> None:
        self._where = False

    def _on_ask(self, ask: str, seconds: int) -> None:
        full = len(self._outbox) >= OUTBOX_PLACES or self._fault == "full-outbox"
        if ask not in (self._ask, self._answered) and not full and 1 <= seconds <= 120:
            self._ask, self._asked_s, self._open_s = ask, self._clock_s(), float(seconds)
            self._asks += 1
            self._later(seconds + 0.05, self._expire)
        self._tell_state()

    def _expire(self) -> None:
        if self._ask and self._clock_s() - self._asked_s >= self._open_s:
            self._ask = ""
            self._tell_state()

    def _tell_state(self, hello: int = 0) -> None:
        full = len(self._outbox) >= OUTBOX_PLACES or self._fault == "full-outbox"
        doing = "asking" if self._ask else "full" if full else "idle"
        self._publish(
            "state",
            {
                "state": "online",
                "doing": doing,
                "ask": self._ask,
                "waiting": len(self._outbox),
                "hello": hello,
                "firmware": "emulated",
            },
        )

    def _tell(self, kept: Kept) -> None:
        if kept not in self._outbox:
            return
        self._publish("rated", {"seq": kept.seq, "ask": kept.ask, "key": kept.key})
        self._later(TELL_AGAIN_S, lambda: self._tell(kept))

    def _publish(self, name: str, body: dict[str, Any]) -> None:
        if self._client is None or not self._connected or self._fault in (SILENT, STOP_READING):
            return
        payload = json.dumps(body).encode()
        if self._fault == GARBAGE:
            payload = self._random.randbytes(len(payload))
        elif self._fault == HALF_FRAME:
            payload = payload[: len(payload) // 2]
        client, retain = self._client, name == "state" and self._fault == NONE
        if self._fault == SLOW:
            self._later(SLOW_S, lambda: self._send(client, name, payload, retain=retain))
        else:
            self._send(client, name, payload, retain=retain)

    def _send(self, client: Client, name: str, payload: bytes, *, retain: bool) -> None:
        if client is self._client:
            client.publish(f"{self._topic}/{name}", payload, qos=1, retain=retain)

    def _later(self, delay_s: float, do: Callable[[], None]) -> None:
        if self._loop is None:
            return

        def run() -> None:
            self._timers.discard(timer)
            do()

        timer = self._loop.call_later(delay_s, run)
        self._timers.add(timer)
