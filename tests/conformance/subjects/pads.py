"""Rating pads and call pads."""

import random
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from api.ids import new_id
from api.messages.device_commands import Ask, Identify, PadDisplay, ShowStaff
from drivers.core.clock import SystemClock
from drivers.core.registry import load_bus_codec
from drivers.core.shared_bus import SharedBus
from drivers.emulators.pad_line import PadLine
from drivers.emulators.pads import CallPadEmulator, EvaluatorEmulator
from tests.conformance.subject import REBOOT_S, SECRET, Setup, Subject, alone, wired
from tests.support.pad_broker import PadOnBroker
from tests.support.pad_makes import BUS_KEYS, TEXT_CALL_PAD, lcd_pad, plain_pad


def _pad(pad_class: type[CallPadEmulator] | type[EvaluatorEmulator], wire_kind: str) -> Callable[[Path, Path], Setup]:
    def set_up(folder: Path, _: Path) -> Setup:
        def make(wire: Any) -> PadLine:
            return PadLine("line", wire, clock_s=time.monotonic, randomness=random.Random(7), reboot_s=REBOOT_S)

        line, make_port = wired(make, folder, wire_kind)
        pad = pad_class("device", 5, line.send, clock_s=time.monotonic, randomness=random.Random(7))
        line.add([pad])
        bus = SharedBus("line", make_port, load_bus_codec("ff68"), SystemClock())
        return Setup(line, lambda: bus.member(5), pad, bus)

    return set_up


def _keys_on_a_line(folder: Path, _: Path) -> Setup:
    pad, make_port = wired(partial(plain_pad, talk=BUS_KEYS), folder, "pty")
    bus = SharedBus("line", make_port, load_bus_codec("keys", "keys-bus"), SystemClock())
    return Setup(pad, lambda: bus.member(5), pad, bus)


def _pad_on_broker(folder: Path, _: Path) -> Setup:
    pad = PadOnBroker(folder, clock_s=time.monotonic, randomness=random.Random(7), reboot_s=REBOOT_S)
    return Setup(pad, pad.link, pad)


def _ask() -> Ask:
    return Ask(ask=new_id(), window=3, ticket="A012", timeout_s=5)


_CALL_PAD: dict[str, Any] = {
    "kind": "call-pad",
    "hurry": 2.0,
    "command": lambda: PadDisplay(waiting=5, ticket="A012"),
    "options": {"address": 5, "window": 3},
    "idle_events": ("next", "recall"),
}
_RATING_PAD: dict[str, Any] = {
    "kind": "rating-pad",
    "hurry": 2.0,
    "command": _ask,
    "options": {"address": 5, "window": 3},
}


_PLATE = ShowStaff(display_name=SECRET, staff_number="0012", post="综合受理", stars=4)
_KEYS_PAD: dict[str, Any] = {
    "kind": "rating-pad",
    "command": _ask,
    "hurry": 2.0,
    "options": {"profile": "keys-five-frames", "window": 3},
}
_KEYS_CALL_PAD: dict[str, Any] = {
    "kind": "call-pad",
    "command": lambda: Identify(label="3"),
    "hurry": 2.0,
    "options": {"profile": "keys-call-pad", "window": 3},
    "idle_events": ("next", "recall", "sos"),
}
_LCD_PAD: dict[str, Any] = {
    "kind": "rating-pad",
    "command": _ask,
    "hurry": 3.0,
    "personal": _PLATE,
    "secret_bytes": (SECRET.encode(),),
}
_LCD_LINES = {"profile": "lcd-json", "window": 3}
_LCD_COUNTED = {"profile": "lcd-json-zero-up", "window": 3}


SUBJECTS: tuple[Subject, ...] = (
    Subject(
        "rating-pad-keys-bus-pty",
        kind="rating-pad",
        set_up=_keys_on_a_line,
        command=_ask,
        hurry=2.0,
        options={"profile": "keys-bus", "address": 5, "window": 3},
    ),
    Subject("rating-pad-keys-pty", set_up=alone(plain_pad, "pty"), **_KEYS_PAD),
    Subject("rating-pad-keys-tcp", set_up=alone(plain_pad, "tcp"), **_KEYS_PAD),
    Subject("rating-pad-lcd-pty", set_up=alone(lcd_pad, "pty"), options=_LCD_LINES, **_LCD_PAD),
    Subject("rating-pad-lcd-tcp", set_up=alone(lcd_pad, "tcp"), options=_LCD_LINES, **_LCD_PAD),
    Subject(
        "rating-pad-lcd-counted-pty",
        set_up=alone(partial(lcd_pad, make="counted"), "pty"),
        options=_LCD_COUNTED,
        **_LCD_PAD,
    ),
    Subject(
        "rating-pad-esphome-mqtt",
        kind="rating-pad",
        set_up=_pad_on_broker,
        command=_ask,
        options={"profile": "esphome-five-keys", "window": 3},
        lacks=frozenset({"bad-checksum"}),
    ),
    Subject("call-pad-keys-pty", set_up=alone(partial(plain_pad, talk=TEXT_CALL_PAD), "pty"), **_KEYS_CALL_PAD),
    Subject("call-pad-keys-tcp", set_up=alone(partial(plain_pad, talk=TEXT_CALL_PAD), "tcp"), **_KEYS_CALL_PAD),
    Subject("call-pad-pty", set_up=_pad(CallPadEmulator, "pty"), **_CALL_PAD),
    Subject("call-pad-tcp", set_up=_pad(CallPadEmulator, "tcp"), **_CALL_PAD),
    Subject("rating-pad-pty", set_up=_pad(EvaluatorEmulator, "pty"), **_RATING_PAD),
    Subject("rating-pad-tcp", set_up=_pad(EvaluatorEmulator, "tcp"), **_RATING_PAD),
)
