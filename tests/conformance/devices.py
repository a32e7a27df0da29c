"""The table of the conformance suite: every driver on every link it has, with its emulator at the other end.

A new driver gets a row here and passes the whole suite.
"""

import random
import struct
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from api.ids import new_id
from api.messages.device_commands import (
    Ask,
    DeviceCommand,
    Identify,
    Open,
    PadDisplay,
    Print,
    ReadCard,
    ReadKeys,
    Say,
    Scan,
    Show,
    ShowStaff,
    TestPattern,
)
from drivers.core.clock import SystemClock
from drivers.core.input_link import InputLink
from drivers.core.link import Link
from drivers.core.registry import load_bus_codec
from drivers.core.serial_link import SerialLink
from drivers.core.shared_bus import SharedBus
from drivers.core.tcp_link import TcpLink
from drivers.core.udp_link import UdpLink
from drivers.emulators.climate_sensor import ClimateSensorEmulator
from drivers.emulators.cpower_board import CPowerBoard
from drivers.emulators.device import Emulator, Face
from drivers.emulators.led_board import LedBoardEmulator
from drivers.emulators.led_line import LedLine, LineBoard
from drivers.emulators.modbus_line import ModbusLine
from drivers.emulators.nut_server import NutServerEmulator
from drivers.emulators.onbon_card import CardModel
from drivers.emulators.pad_line import PadLine
from drivers.emulators.pads import CallPadEmulator, EvaluatorEmulator
from drivers.emulators.pixel_panel import PixelPanel
from drivers.emulators.printer import PrinterEmulator, PrinterModel
from drivers.emulators.relay_board import RelayBoardEmulator
from drivers.emulators.speaker import SpeakerEmulator
from drivers.emulators.udp_wire import UdpWire
from drivers.emulators.wires import PtyWire, TcpWire
from tests.support.pad_broker import PadOnBroker
from tests.support.pad_makes import TEXT_CALL_PAD, lcd_pad, plain_pad
from tests.support.terminal_inputs import PRESSED_CODE, card_reader, gm65, honeywell, keypad

SECRET = "王小明13800000000"
"""Stands for what names a person; must not be found in any trace."""
REBOOT_S = 0.1
BAUD = 115_200


@dataclass(frozen=True)
class Setup:
    """One device on its bench: emulators to start, the one whose link fails, how to reach it."""

    emulator: Emulator
    make_link: Callable[[], Link]
    """Valid once the emulator has started."""
    face: Face
    """What the device itself shows."""
    bus: SharedBus | None = None


@dataclass(frozen=True)
class Subject:
    """One row."""

    name: str
    kind: str
    set_up: Callable[[Path, Path], Setup]
    """(folder of the test, folder of voice clips) → bench."""
    command: Callable[[], DeviceCommand]
    """A usual command that a healthy device performs."""
    irreversible: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    personal: DeviceCommand | None = None
    """A command that carries SECRET."""
    secret_bytes: tuple[bytes, ...] = ()
    """SECRET as it would stand on the wire."""
    idle_events: tuple[str, ...] = ()
    """Different keys of the emulator that make the device speak by itself; the same one at once would be a retransmission."""
    effects: Callable[[Face], int] | None = None
    """How often the command's effect has happened, where a person could count it."""
    hurry: float = 1.0
    """How many times faster than on a real line its time-outs end; its emulator answers at once."""
    datagrams: bool = False
    """Its link carries whole datagrams, which nothing can cut into bytes."""
    uses_clips: bool = False
    """`clips` is among its options."""
    answers: bool = True
    """It can be asked something. False: nobody can tell its silence from nobody pressing."""

    def __str__(self) -> str:
        return self.name


def _wired(make: Callable[[Any], Emulator], folder: Path, kind: str) -> tuple[Emulator, Callable[[], Link]]:
    if kind == "tcp":
        tcp = TcpWire(0)
        return make(tcp), lambda: TcpLink("127.0.0.1", tcp.port, connect_timeout_s=1)
    pty = PtyWire(folder / "port")
    return make(pty), lambda: SerialLink(str(pty.path), BAUD)


def _printer(wire_kind: str, model: PrinterModel | None = None) -> Callable[[Path, Path], Setup]:
    def set_up(folder: Path, _: Path) -> Setup:
        def make(wire: Any) -> PrinterEmulator:
            return PrinterEmulator(
                "device", wire, clock_s=time.monotonic, randomness=random.Random(7), reboot_s=REBOOT_S, model=model
            )

        emulator, make_link = _wired(make, folder, wire_kind)
        return Setup(emulator, make_link, emulator)

    return set_up


def _board(wire_kind: str) -> Callable[[Path, Path], Setup]:
    def set_up(folder: Path, _: Path) -> Setup:
        def make(wire: Any) -> LedBoardEmulator:
            return LedBoardEmulator("device", wire, clock_s=time.monotonic, randomness=random.Random(7), reboot_s=REBOOT_S)

        emulator, make_link = _wired(make, folder, wire_kind)
        return Setup(emulator, make_link, emulator)

    return set_up


def _cpower_board(wire_kind: str, *, network: bool = False, shared: bool = False) -> Callable[[Path, Path], Setup]:
    def set_up(folder: Path, _: Path) -> Setup:
        def make(wire: Any) -> CPowerBoard:
            return CPowerBoard(
                "device",
                wire,
                clock_s=time.monotonic,
                randomness=random.Random(7),
                reboot_s=REBOOT_S,
                card=5,
                network=network,
            )

        emulator, make_link = _wired(make, folder, wire_kind)
        if not shared:
            return Setup(emulator, make_link, emulator)
        bus = SharedBus("line", make_link, load_bus_codec("cp5200"), SystemClock())
        return Setup(emulator, lambda: bus.member(5), emulator, bus)

    return set_up


def _panel(_: Path, __: Path) -> Setup:
    wire = UdpWire(0)
    emulator = PixelPanel("device", wire, clock_s=time.monotonic, randomness=random.Random(7), reboot_s=REBOOT_S)
    return Setup(emulator, lambda: UdpLink("127.0.0.1", wire.port), emulator)


def _board_on_line(wire_kind: str) -> Callable[[Path, Path], Setup]:
    """One of three boards of an RS-485 line."""

    def set_up(folder: Path, _: Path) -> Setup:
        wires: list[Any] = []

        def make(wire: Any) -> LedLine:
            wires.append(wire)
            return LedLine("line", wire, clock_s=time.monotonic, randomness=random.Random(7), reboot_s=REBOOT_S)

        line, make_port = _wired(make, folder, wire_kind)
        boards = [
            LineBoard(
                f"led-{screen}",
                CardModel(screen=screen),
                wires[0].send,
                clock_s=time.monotonic,
                randomness=random.Random(screen),
            )
            for screen in (4, 5, 6)
        ]
        assert isinstance(line, LedLine)
        line.add(boards)
        bus = SharedBus("line", make_port, load_bus_codec("onbon-bx"), SystemClock())
        return Setup(line, lambda: bus.member(5), boards[1], bus)

    return set_up


def _pad(pad_class: type[CallPadEmulator] | type[EvaluatorEmulator], wire_kind: str) -> Callable[[Path, Path], Setup]:
    def set_up(folder: Path, _: Path) -> Setup:
        wires: list[Any] = []

        def make(wire: Any) -> PadLine:
            wires.append(wire)
            return PadLine("line", wire, clock_s=time.monotonic, randomness=random.Random(7), reboot_s=REBOOT_S)

        line, make_port = _wired(make, folder, wire_kind)
        pad = pad_class("device", 5, wires[0].send, clock_s=time.monotonic, randomness=random.Random(7))
        assert isinstance(line, PadLine)
        line.add([pad])
        bus = SharedBus("line", make_port, load_bus_codec("ff68"), SystemClock())
        return Setup(line, lambda: bus.member(5), pad, bus)

    return set_up


def _speaker(folder: Path, clips: Path) -> Setup:
    emulator = SpeakerEmulator("device", clips, speed=0)
    return Setup(emulator, lambda: TcpLink("127.0.0.1", emulator.port, connect_timeout_s=1), emulator)


def _ticket() -> Print:
    return Print(template="ticket", data={"number": "A012"})


def _ask() -> Ask:
    return Ask(ask=new_id(), window=3, ticket="A012", timeout_s=5)


def _modbus(
    unit_class: type[RelayBoardEmulator] | type[ClimateSensorEmulator], wire_kind: str, *, shared: bool = False
) -> Callable[[Path, Path], Setup]:
    """A device on a line of its own, or on one that it shares with another one."""

    def set_up(folder: Path, _: Path) -> Setup:
        common: dict[str, Any] = {"clock_s": time.monotonic, "randomness": random.Random(7)}

        def make(wire: Any) -> ModbusLine:
            return ModbusLine("line", wire, **common, reboot_s=REBOOT_S)

        line, make_port = _wired(make, folder, wire_kind)
        assert isinstance(line, ModbusLine)
        device = unit_class("device", 4, line.send, **common)
        line.add([device, ClimateSensorEmulator("neighbour", 9, line.send, **common)])
        if not shared:
            return Setup(line, make_port, device)
        bus = SharedBus("line", make_port, load_bus_codec("modbus"), SystemClock())
        return Setup(line, lambda: bus.member(4), device, bus)

    return set_up


def _ups(folder: Path, _: Path) -> Setup:
    def make(wire: Any) -> NutServerEmulator:
        return NutServerEmulator("device", wire, clock_s=time.monotonic, randomness=random.Random(7), reboot_s=REBOOT_S)

    emulator, make_link = _wired(make, folder, "tcp")
    return Setup(emulator, make_link, emulator)


_PRINTER: dict[str, Any] = {
    "kind": "receipt-printer",
    "command": _ticket,
    "irreversible": True,
    "effects": lambda face: int(face.state()["receipts"]),
    "options": {"print_timeout_s": 1.0},
    "personal": Print(template="ticket", data={"number": "A012", "note": SECRET}),
    "secret_bytes": (SECRET.encode("gb18030"), SECRET.encode()),
}
_KIOSK_PRINTER: dict[str, Any] = {
    **_PRINTER,
    "options": {"print_timeout_s": 1.0, "profile": "escpos-kiosk-80mm-presenter"},
}
_BOARD: dict[str, Any] = {
    "kind": "led-board",
    "hurry": 5.0,
    "command": lambda: Show(layout="calling", data={"ticket": "A012", "window": "3"}),
}
_BOARD_ON_LINE: dict[str, Any] = {**_BOARD, "options": {"address": 5}}
_CPOWER: dict[str, Any] = {**_BOARD, "options": {"profile": "cp5200-128x32"}}
_CPOWER_NETWORK: dict[str, Any] = {**_BOARD, "options": {"profile": "cp5200-128x32-network"}}
_CPOWER_PICTURE: dict[str, Any] = {
    **_CPOWER,
    # A character that no card's font has, so that the window gets a picture.
    "command": lambda: Show(layout="calling", data={"ticket": "䶮12", "window": "3"}),
}
_CPOWER_ON_LINE: dict[str, Any] = {**_BOARD, "options": {"profile": "cp5200-128x32", "address": 5}}
_PANEL: dict[str, Any] = {**_BOARD, "options": {"profile": "hub75-ddp-128x32"}, "datagrams": True}
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

_DOOR: dict[str, Any] = {
    "kind": "zone-door",
    "command": lambda: Open(pulse_ms=500),
    "irreversible": True,
    "effects": lambda face: int(face.state()["pulses"]),
    "options": {"address": 4, "wiring": {"open": 1, "sos": 2}, "confirm_s": 0},
    "idle_events": ("force", "sos", "shut"),
}
_CLIMATE: dict[str, Any] = {
    "kind": "climate",
    "command": TestPattern,
    "options": {"address": 4},
}


def _simple(make: Callable[[Any], Emulator], wire_kind: str) -> Callable[[Path, Path], Setup]:
    """A device that has its port to itself."""

    def set_up(folder: Path, _: Path) -> Setup:
        emulator, make_link = _wired(make, folder, wire_kind)
        return Setup(emulator, make_link, emulator)

    return set_up


def _pad_on_broker(folder: Path, _: Path) -> Setup:
    pad = PadOnBroker(folder, clock_s=time.monotonic, randomness=random.Random(7), reboot_s=REBOOT_S)
    return Setup(pad, pad.link, pad)


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
_PADS: tuple[Subject, ...] = (
    Subject("rating-pad-keys-pty", set_up=_simple(plain_pad, "pty"), **_KEYS_PAD),
    Subject("rating-pad-keys-tcp", set_up=_simple(plain_pad, "tcp"), **_KEYS_PAD),
    Subject("rating-pad-lcd-pty", set_up=_simple(lcd_pad, "pty"), options=_LCD_LINES, **_LCD_PAD),
    Subject("rating-pad-lcd-tcp", set_up=_simple(lcd_pad, "tcp"), options=_LCD_LINES, **_LCD_PAD),
    Subject(
        "rating-pad-lcd-counted-pty",
        set_up=_simple(partial(lcd_pad, make="counted"), "pty"),
        options=_LCD_COUNTED,
        **_LCD_PAD,
    ),
    Subject(
        "rating-pad-esphome-mqtt",
        kind="rating-pad",
        set_up=_pad_on_broker,
        command=_ask,
        options={"profile": "esphome-five-keys", "window": 3},
    ),
    Subject("call-pad-keys-pty", set_up=_simple(partial(plain_pad, talk=TEXT_CALL_PAD), "pty"), **_KEYS_CALL_PAD),
    Subject("call-pad-keys-tcp", set_up=_simple(partial(plain_pad, talk=TEXT_CALL_PAD), "tcp"), **_KEYS_CALL_PAD),
)

_CARD_READER: dict[str, Any] = {
    "kind": "id-card-reader",
    "command": lambda: ReadCard(purpose="identify", timeout_s=3),
    "hurry": 3.0,
    "personal": ReadCard(purpose="identify", timeout_s=3),
    "secret_bytes": (SECRET.encode("utf-16-le"),),
}
_SCANNER: dict[str, Any] = {
    "kind": "scanner",
    "command": lambda: Scan(purpose="identify", timeout_s=3),
    "hurry": 2.0,
    "personal": Scan(purpose="identify", timeout_s=3),
    # Without the zeros at its end, which also stand in a setting.
    "secret_bytes": (SECRET[:6].encode(),),
}


def _input_keypad(folder: Path, _: Path) -> Setup:
    wire = PtyWire(folder / "keypad")
    pad = keypad(wire)
    return Setup(pad, lambda: InputLink(str(wire.path), grab=False), pad)


_INPUTS: tuple[Subject, ...] = (
    Subject("id-card-reader-pty", set_up=_simple(partial(card_reader, name=SECRET), "pty"), **_CARD_READER),
    Subject("id-card-reader-tcp", set_up=_simple(partial(card_reader, name=SECRET), "tcp"), **_CARD_READER),
    Subject("scanner-gm65-pty", set_up=_simple(partial(gm65, code=SECRET), "pty"), options={"profile": "gm65"}, **_SCANNER),
    Subject("scanner-gm65-tcp", set_up=_simple(partial(gm65, code=SECRET), "tcp"), options={"profile": "gm65"}, **_SCANNER),
    Subject(
        "scanner-gm65-packet-pty",
        set_up=_simple(partial(gm65, code=SECRET), "pty"),
        options={"profile": "gm65-packet"},
        **_SCANNER,
    ),
    Subject(
        "scanner-honeywell-pty",
        set_up=_simple(partial(honeywell, code=SECRET), "pty"),
        options={"profile": "honeywell"},
        **_SCANNER,
    ),
    Subject(
        "scanner-honeywell-tcp",
        set_up=_simple(partial(honeywell, code=SECRET), "tcp"),
        options={"profile": "honeywell"},
        **_SCANNER,
    ),
    Subject(
        "keypad-input",
        kind="keypad",
        set_up=_input_keypad,
        command=lambda: ReadKeys(timeout_s=2),
        personal=ReadKeys(timeout_s=2),
        secret_bytes=(struct.pack("<HHi", 1, PRESSED_CODE, 1),),
        idle_events=("headphones-in", "headphones-out"),
        answers=False,
    ),
)

SUBJECTS: tuple[Subject, ...] = (
    *_PADS,
    *_INPUTS,
    Subject("receipt-printer-tcp", set_up=_printer("tcp"), **_PRINTER),
    Subject("receipt-printer-pty", set_up=_printer("pty"), **_PRINTER),
    Subject("kiosk-printer-tcp", set_up=_printer("tcp", PrinterModel(presenter=True)), **_KIOSK_PRINTER),
    Subject("kiosk-printer-pty", set_up=_printer("pty", PrinterModel(presenter=True)), **_KIOSK_PRINTER),
    Subject("led-board-tcp", set_up=_board("tcp"), **_BOARD),
    Subject("led-board-pty", set_up=_board("pty"), **_BOARD),
    Subject("led-board-bus-pty", set_up=_board_on_line("pty"), **_BOARD_ON_LINE),
    Subject("led-board-bus-tcp", set_up=_board_on_line("tcp"), **_BOARD_ON_LINE),
    Subject("led-board-cp5200-tcp", set_up=_cpower_board("tcp", network=True), **_CPOWER_NETWORK),
    Subject("led-board-cp5200-pty", set_up=_cpower_board("pty"), **_CPOWER),
    Subject("led-board-cp5200-bus", set_up=_cpower_board("pty", shared=True), **_CPOWER_ON_LINE),
    Subject("led-board-cp5200-picture", set_up=_cpower_board("tcp"), **_CPOWER_PICTURE),
    Subject("led-board-bitmap-udp", set_up=_panel, **_PANEL),
    Subject("call-pad-pty", set_up=_pad(CallPadEmulator, "pty"), **_CALL_PAD),
    Subject("call-pad-tcp", set_up=_pad(CallPadEmulator, "tcp"), **_CALL_PAD),
    Subject("rating-pad-pty", set_up=_pad(EvaluatorEmulator, "pty"), **_RATING_PAD),
    Subject("rating-pad-tcp", set_up=_pad(EvaluatorEmulator, "tcp"), **_RATING_PAD),
    Subject("zone-door-pty", set_up=_modbus(RelayBoardEmulator, "pty"), **_DOOR),
    Subject("zone-door-tcp", set_up=_modbus(RelayBoardEmulator, "tcp"), **_DOOR),
    Subject("zone-door-bus", set_up=_modbus(RelayBoardEmulator, "pty", shared=True), **_DOOR),
    Subject("climate-pty", set_up=_modbus(ClimateSensorEmulator, "pty"), **_CLIMATE),
    Subject("climate-tcp", set_up=_modbus(ClimateSensorEmulator, "tcp"), **_CLIMATE),
    Subject("climate-bus", set_up=_modbus(ClimateSensorEmulator, "pty", shared=True), **_CLIMATE),
    Subject("ups-tcp", kind="ups", set_up=_ups, command=TestPattern, hurry=5.0),
    Subject(
        "speaker-tcp",
        kind="speaker",
        set_up=_speaker,
        command=lambda: Say(template="call", arguments={"ticket": "A012", "window": "3"}),
        options={"gap_ms": 0},
        hurry=5.0,
        uses_clips=True,
    ),
)
