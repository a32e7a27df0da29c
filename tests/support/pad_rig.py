"""Rating pads of every family on an imagined line with a clock that only the test moves: for property tests over interleavings.

The pads here are the hardware's side, written from the protocols; nothing of the drivers stands behind them.
"""

import json
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from api.messages.device_commands import Ask, CancelCommand
from api.messages.device_events import DeviceEvent, Rated
from drivers.core.driver import DriverContext
from drivers.core.errors import DeviceError, DeviceSilent, LinkLost
from drivers.core.job import Job
from drivers.rating_pad.driver import RatingPad

LEVELS = ("VERY_GOOD", "GOOD", "FAIR", "BAD", "VERY_BAD")
DECLINE = "DECLINED"


class RigClock:
    """`drivers.core.clock.Clock`; time passes when the test, or a waiting read, says so."""

    def __init__(self) -> None:
        self.now_s = 1_000.0

    def monotonic_s(self) -> float:
        return self.now_s

    def wall_ms(self) -> int:
        return int(self.now_s * 1000) + 1_700_000_000_000

    def wait(self, condition: threading.Condition, timeout_s: float | None) -> None:
        raise AssertionError("nobody waits here")


class RigPad:
    """Base of the imagined pads. `plugged`: its line stands; a pad that keeps its answers works on without it."""

    keys: tuple[str, ...] = LEVELS
    keeps = False

    def __init__(self, clock: RigClock) -> None:
        self.clock = clock
        self.plugged = True
        self.out: deque[bytes] = deque()
        self.last: bytes | None = None
        self.acknowledged = False
        """The host has acknowledged `last`."""

    def say(self, data: bytes) -> None:
        if self.plugged:
            self.out.append(data)

    def again(self) -> None:
        """Its last rating once more, as after a lost acknowledgement."""
        if self.last is not None:
            self.say(self.last)

    def hear(self, data: bytes) -> None:
        raise NotImplementedError

    def press(self, level: str) -> None:
        raise NotImplementedError

    def power_cut(self) -> None:
        self.out.clear()

    def reconnected(self) -> None:
        """The line stands again."""


class Evaluator(RigPad):
    """FF 68, four keys, address 5."""

    keys = ("VERY_GOOD", "GOOD", "BAD", DECLINE)
    _CODES: ClassVar[dict[str, int]] = {"VERY_GOOD": 3, "GOOD": 2, DECLINE: 1, "BAD": 0}

    def hear(self, data: bytes) -> None:
        self.acknowledged |= data == self.last
        if data[6] in (2, 3):
            self.say(data)

    def press(self, level: str) -> None:
        body = bytes((5, 0x11, self._CODES[level]))
        self.last = b"\xff\x68\x03\x03\x68" + body + bytes((sum(body) & 0xFF, 0x16))
        self.acknowledged = False
        self.say(self.last)


class KeyPad(RigPad):
    """Of the profile `keys-five-frames`."""

    def __init__(self, clock: RigClock) -> None:
        super().__init__(clock)
        self._count = 0

    def hear(self, data: bytes) -> None:
        self.acknowledged |= data == self.last
        if data[3] in (0x80, 0x8F):
            self.say(bytes.fromhex("AA 55 00 06 00 F9"))

    def press(self, level: str) -> None:
        self._count += 1
        frame = bytes((0xAA, 0x55, self._count & 0xFF, LEVELS.index(level) + 1, 1))
        self.last = frame + bytes((frame[0] ^ frame[1] ^ frame[2] ^ frame[3] ^ frame[4],))
        self.acknowledged = False
        self.say(self.last)


class LcdPad(RigPad):
    """Of the profile `lcd-json`: sends only while a question stands on its screen, and names it."""

    def __init__(self, clock: RigClock) -> None:
        super().__init__(clock)
        self._ask = ""

    def hear(self, data: bytes) -> None:
        message = json.loads(data)
        match message["cmd"]:
            case "ask":
                self._ask = message["ask"]
            case "idle":
                self._ask = "" if message["ask"] == self._ask else self._ask
            case "got":
                self.acknowledged = True
                return
        self.say(json.dumps({"cmd": "ok", "id": message["id"]}).encode() + b"\n")

    def press(self, level: str) -> None:
        if self._ask:
            told = {"cmd": "rated", "ask": self._ask, "level": 5 - LEVELS.index(level), "labels": []}
            self.last, self._ask = json.dumps(told).encode() + b"\n", ""
            self.acknowledged = False
            self.say(self.last)

    def power_cut(self) -> None:
        super().power_cut()
        self._ask = ""


class EsphomePad(RigPad):
    """Keeps its answers, also over a power cut."""

    keeps = True

    def __init__(self, clock: RigClock) -> None:
        super().__init__(clock)
        self._seq = 0
        self._outbox: dict[int, dict[str, Any]] = {}
        self._ask, self._until_s, self._answered = "", 0.0, ""

    def hear(self, data: bytes) -> None:
        name, _, text = data.partition(b" ")
        body = json.loads(text)
        self._expire()
        match name:
            case b"ask":
                if body["ask"] not in (self._ask, self._answered):
                    self._ask, self._until_s = body["ask"], self.clock.now_s + body["seconds"]
                self._state()
            case b"cancel":
                self._ask = "" if body["ask"] == self._ask else self._ask
                self._state()
            case b"ack":
                self.acknowledged |= self._outbox.pop(body["seq"], None) is not None
            case b"hello":
                self._tell_all()
                self._state(body["hello"])

    def press(self, level: str) -> None:
        self._expire()
        if not self._ask:
            return
        self._seq += 1
        self._outbox[self._seq] = {"seq": self._seq, "ask": self._ask, "key": LEVELS.index(level) + 1}
        self._answered, self._ask = self._ask, ""
        self.last = b"rated " + json.dumps(self._outbox[self._seq]).encode() + b"\n"
        self.acknowledged = False
        self.say(self.last)
        self._state()

    def power_cut(self) -> None:
        super().power_cut()
        self._ask = self._answered = ""

    def _tell_all(self) -> None:
        for kept in self._outbox.values():
            self.say(b"rated " + json.dumps(kept).encode() + b"\n")

    def _expire(self) -> None:
        if self._ask and self.clock.now_s >= self._until_s:
            self._ask = ""

    def _state(self, hello: int = 0) -> None:
        doing = "asking" if self._ask else "idle"
        said = {"state": "online", "doing": doing, "ask": self._ask, "waiting": len(self._outbox), "hello": hello}
        self.say(b"state " + json.dumps(said).encode() + b"\n")


class RigLink:
    """A link to an imagined pad: a read that finds nothing lets its time-out pass."""

    name = "rig"

    def __init__(self, pad: RigPad, clock: RigClock) -> None:
        self._pad, self._clock = pad, clock

    def open(self) -> None:
        self._raise_if_out()

    def read(self, timeout_s: float) -> bytes:
        self._raise_if_out()
        if self._pad.out:
            return self._pad.out.popleft()
        self._clock.now_s += timeout_s
        return b""

    def write(self, data: bytes, timeout_s: float) -> None:
        self._raise_if_out()
        self._pad.hear(data)

    def cancel(self) -> None:
        return

    def rearm(self) -> None:
        return

    def close(self) -> None:
        return

    def _raise_if_out(self) -> None:
        if not self._pad.plugged:
            raise LinkLost("the cable is out")


class PadRig:
    """One driver and its pad, and the worker's part: connecting, and dropping the link after an error."""

    def __init__(self, options: dict[str, Any], pad_class: Callable[[RigClock], RigPad], folder: Path) -> None:
        self.clock = RigClock()
        self.pad = pad_class(self.clock)
        self._options = {"window": 3, **options}
        self._folder = folder
        self.outcomes: list[Rated] = []
        self.connected = False
        self.start()

    def start(self) -> None:
        """A new agent on the same disk; what was on the line when the old one ended is lost."""
        self.pad.out.clear()
        context = DriverContext("pad", self._emit, lambda *_: None, lambda _: None, self.clock, self._folder)
        self.driver = RatingPad(RatingPad.Config.model_validate(self._options), context)
        self.connected = False

    def connect(self) -> None:
        if self.connected:
            return
        link = RigLink(self.pad, self.clock)
        self.driver.link = link
        try:
            link.open()
            self.driver.connect(link)
            self.driver.check()
            self.connected = True
        except DeviceError:
            self.drop()

    def drop(self) -> None:
        """What the worker does when a link is lost, and at a clean stop."""
        self.connected = False
        self.driver.disconnect()

    def ask(self, ask: str, seconds: int) -> bool:
        """Whether the pad took the question."""
        return self._do(Ask(ask=ask, window=3, ticket="A012", timeout_s=seconds)) is not None

    def cancel(self, ask: str) -> bool:
        done = self._do(CancelCommand(target=ask))
        return bool(done and done.get("cancelled"))

    def listen(self, seconds: float) -> None:
        """Let time pass as an idle worker does."""
        until_s = self.clock.now_s + seconds
        while self.connected and self.clock.now_s < until_s:
            try:
                self.driver.listen(min(2.0, until_s - self.clock.now_s))
            except DeviceError:
                self.drop()
        self.clock.now_s = max(self.clock.now_s, until_s)

    def check(self) -> None:
        if self.connected:
            try:
                self.driver.check()
            except DeviceError:
                self.drop()

    def _do(self, command: Ask | CancelCommand) -> dict[str, Any] | None:
        if not self.connected:
            return None
        job = Job(id="01JD0000000000000000000001", command=command, received_s=0, lifetime_s=60, done=lambda _: None)
        try:
            return self.driver.perform(command, job) or {}
        except DeviceSilent:
            self.drop()
        except DeviceError as error:
            if error.breaks_link:
                self.drop()
        return None

    def _emit(self, event: DeviceEvent) -> None:
        assert isinstance(event, Rated)
        self.outcomes.append(event)


FAMILIES: dict[str, tuple[dict[str, Any], Callable[[RigClock], RigPad]]] = {
    "ff68": ({"address": 5}, Evaluator),
    "keys": ({"profile": "keys-five-frames"}, KeyPad),
    "lcd-json": ({"profile": "lcd-json"}, LcdPad),
    "esphome": ({"profile": "esphome-five-keys"}, EsphomePad),
}
