"""LED boards of every family, with a port of their own or on a line."""

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from api.messages.device_commands import Show
from drivers.core.clock import SystemClock
from drivers.core.registry import load_bus_codec
from drivers.core.shared_bus import SharedBus
from drivers.core.udp_link import UdpLink
from drivers.emulators.cpower_board import CPowerBoard
from drivers.emulators.led_board import LedBoardEmulator
from drivers.emulators.led_line import LedLine, LineBoard
from drivers.emulators.onbon_card import CardModel
from drivers.emulators.pixel_panel import PixelPanel
from drivers.emulators.udp_wire import UdpWire
from tests.conformance.subject import REBOOT_S, Setup, Subject, wired


def _board(wire_kind: str) -> Callable[[Path, Path], Setup]:
    def set_up(folder: Path, _: Path) -> Setup:
        def make(wire: Any) -> LedBoardEmulator:
            return LedBoardEmulator("device", wire, clock_s=time.monotonic, randomness=random.Random(7), reboot_s=REBOOT_S)

        emulator, make_link = wired(make, folder, wire_kind)
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

        emulator, make_link = wired(make, folder, wire_kind)
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
        def make(wire: Any) -> LedLine:
            return LedLine("line", wire, clock_s=time.monotonic, randomness=random.Random(7), reboot_s=REBOOT_S)

        line, make_port = wired(make, folder, wire_kind)
        boards = [
            LineBoard(
                f"led-{screen}",
                CardModel(screen=screen),
                line.send,
                clock_s=time.monotonic,
                randomness=random.Random(screen),
            )
            for screen in (4, 5, 6)
        ]
        line.add(boards)
        bus = SharedBus("line", make_port, load_bus_codec("onbon-bx"), SystemClock())
        return Setup(line, lambda: bus.member(5), boards[1], bus)

    return set_up


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
_PANEL: dict[str, Any] = {
    **_BOARD,
    "options": {"profile": "hub75-ddp-128x32"},
    "datagrams": True,
    "lacks": frozenset({"slow", "bad-checksum"}),
}


SUBJECTS: tuple[Subject, ...] = (
    Subject("led-board-tcp", set_up=_board("tcp"), **_BOARD),
    Subject("led-board-pty", set_up=_board("pty"), **_BOARD),
    Subject("led-board-bus-pty", set_up=_board_on_line("pty"), **_BOARD_ON_LINE),
    Subject("led-board-bus-tcp", set_up=_board_on_line("tcp"), **_BOARD_ON_LINE),
    Subject("led-board-cp5200-tcp", set_up=_cpower_board("tcp", network=True), **_CPOWER_NETWORK),
    Subject("led-board-cp5200-pty", set_up=_cpower_board("pty"), **_CPOWER),
    Subject("led-board-cp5200-bus", set_up=_cpower_board("pty", shared=True), **_CPOWER_ON_LINE),
    Subject("led-board-cp5200-picture", set_up=_cpower_board("tcp"), **_CPOWER_PICTURE),
    Subject("led-board-bitmap-udp", set_up=_panel, **_PANEL),
)
