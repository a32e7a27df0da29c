"""Which section of the file makes which emulator."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drivers.emulators.board_kinds import cpower_board, pixel_panel
from drivers.emulators.climate_sensor import ClimateSensorEmulator
from drivers.emulators.config import ConfigError, Section
from drivers.emulators.device import Emulator, Face
from drivers.emulators.document_kinds import document_printer
from drivers.emulators.escpos_interpreter import CHARSETS, GS_ENLARGES, HANZI_SIZES
from drivers.emulators.lcus_relay import LcusRelayEmulator
from drivers.emulators.led_board import LedBoardEmulator
from drivers.emulators.led_line import LedLine, LineBoard
from drivers.emulators.modbus_line import ModbusLine, ModbusUnit
from drivers.emulators.nut_server import NutServerEmulator
from drivers.emulators.onbon_card import CardModel
from drivers.emulators.pad_kinds import esphome_pad, lcd_pad, plain_pad
from drivers.emulators.pad_line import PadLine
from drivers.emulators.pads import CallPadEmulator, EvaluatorEmulator, Pad
from drivers.emulators.printer import PrinterEmulator
from drivers.emulators.printer_model import BUFFER_BYTES, PrinterModel
from drivers.emulators.relay_board import RelayBoardEmulator
from drivers.emulators.speaker import SpeakerEmulator
from drivers.emulators.terminal_kinds import card_reader, keypad, scanner
from drivers.emulators.wires import PtyWire, TcpWire, Wire

MAX_SCREEN_DOTS = 2048


@dataclass(frozen=True, slots=True)
class Bench:
    """What emulators get from outside."""

    clock_s: Callable[[], float]
    randomness: random.Random
    folder: Path
    """Relative paths in the file start here."""


@dataclass(frozen=True, slots=True)
class Built:
    """One emulator and everything of it that the control port shows."""

    emulator: Emulator
    faces: tuple[Face, ...]


def _wire(section: Section, bench: Bench, *, single: bool = False) -> Wire:
    listen = section.table("listen")
    wire: Wire
    if listen.choice("type", ("tcp", "pty")) == "tcp":
        wire = TcpWire(listen.number("port", 0, 65_535), single=single)
    else:
        wire = PtyWire(bench.folder / listen.take("path", str))
    listen.done()
    return wire


def _printer(name: str, section: Section, bench: Bench) -> Built:
    printer = PrinterEmulator(
        name,
        _wire(section, bench, single=True),
        clock_s=bench.clock_s,
        randomness=bench.randomness,
        reboot_s=section.take("reboot_s", float, 1.0),
        model=PrinterModel(
            dots=section.number("dots", 192, 832, 576),
            charset=section.choice("charset", CHARSETS, "gb18030"),
            mute=section.take("mute", bool, False),
            presenter=section.take("presenter", bool, False),
            hanzi_size=section.choice("hanzi_size", HANZI_SIZES, GS_ENLARGES),
            chinese_at_reset=section.take("chinese_at_reset", bool, True),
            stored_pictures=section.number("stored_pictures", 0, 20, 0),
            dots_per_s=section.take("dots_per_s", float, 0.0),
            buffer_bytes=section.number("buffer_bytes", 256, 1_048_576, BUFFER_BYTES),
            handshake=section.choice("handshake", ("line", "xonxoff", "none"), "line"),
        ),
    )
    return Built(printer, (printer,))


def _document_printer(name: str, section: Section, bench: Bench) -> Built:
    printer = document_printer(name, section, randomness=bench.randomness)
    return Built(printer, (printer,))


def _board(name: str, section: Section, bench: Bench) -> Built:
    board = LedBoardEmulator(
        name,
        _wire(section, bench),
        clock_s=bench.clock_s,
        randomness=bench.randomness,
        reboot_s=section.take("reboot_s", float, 1.0),
        checks_baud=section.take("checks_baud", bool, False),
        **_card_model(section),
    )
    return Built(board, (board,))


def _card_model(section: Section) -> dict[str, Any]:
    """Fields of `CardModel`."""
    return {
        "screen": section.number("screen", 0, 0x7FFF, 1),
        "width": section.number("width", 32, MAX_SCREEN_DOTS, 128),
        "height": section.number("height", 16, MAX_SCREEN_DOTS, 32),
        "colours": section.number("colours", 1, 3, 2),
        "max_areas": section.number("max_areas", 1, 8, 5),
        "max_area_bytes": section.number("max_area_bytes", 128, 1024, 1024),
        "short_status": section.take("short_status", bool, False),
        "device_type": section.number("device_type", 0, 0xFD, 0x63),
        "baud": section.number("baud", 9600, 57_600, 9600),
        "clock_drift": section.take("clock_drift", float, 0.0),
    }


def _led_line(name: str, section: Section, bench: Bench) -> Built:
    line = LedLine(
        name,
        _wire(section, bench),
        clock_s=bench.clock_s,
        randomness=bench.randomness,
        reboot_s=section.take("reboot_s", float, 1.0),
    )
    boards = []
    for entry in section.tables("boards"):
        model = CardModel(**_card_model(entry))
        board = LineBoard(entry.take("id", str), model, line.send, clock_s=bench.clock_s, randomness=bench.randomness)
        entry.done()
        boards.append(board)
    line.add(boards)
    return Built(line, (line, *boards))


def _pad_line(name: str, section: Section, bench: Bench) -> Built:
    line = PadLine(
        name,
        _wire(section, bench),
        clock_s=bench.clock_s,
        randomness=bench.randomness,
        reboot_s=section.take("reboot_s", float, 1.0),
    )
    pads = [_pad(entry, line, bench) for entry in section.tables("pads")]
    try:
        line.add(pads, same_address=section.take("same_address", bool, False))
    except ValueError as error:
        raise ConfigError(f"{section.where}: {error}") from error
    return Built(line, (line, *pads))


def _pad(section: Section, line: PadLine, bench: Bench) -> Pad:
    kind = section.choice("kind", ("call-pad", "rating-pad"))
    pad_class = CallPadEmulator if kind == "call-pad" else EvaluatorEmulator
    pad = pad_class(
        section.take("id", str),
        section.number("address", 1, 0xFE),
        line.send,
        clock_s=bench.clock_s,
        randomness=bench.randomness,
        acknowledges=section.take("acknowledges", bool, True),
    )
    section.done()
    return pad


def _speaker(name: str, section: Section, bench: Bench) -> Built:
    listen = section.table("listen")
    listen.choice("type", ("tcp",))
    clips = bench.folder / section.take("clips", str)
    try:
        speaker = SpeakerEmulator(name, clips, port=listen.number("port", 0, 65_535), speed=section.take("speed", float, 1.0))
    except OSError as error:
        raise ConfigError(f"{section.where}: clips {clips} can't be read ({error.strerror})") from error
    listen.done()
    return Built(speaker, (speaker,))


def _modbus_line(name: str, section: Section, bench: Bench) -> Built:
    line = ModbusLine(
        name,
        _wire(section, bench),
        clock_s=bench.clock_s,
        randomness=bench.randomness,
        reboot_s=section.take("reboot_s", float, 1.0),
    )
    units = [_modbus_unit(entry, line, bench) for entry in section.tables("devices")]
    try:
        line.add(units)
    except ValueError as error:
        raise ConfigError(f"{section.where}: {error}") from error
    return Built(line, (line, *units))


def _modbus_unit(section: Section, line: ModbusLine, bench: Bench) -> ModbusUnit:
    kind = section.choice("kind", ("zone-door", "climate"))
    name, number = section.take("id", str), section.number("address", 1, 255)
    section.done()
    unit_class = RelayBoardEmulator if kind == "zone-door" else ClimateSensorEmulator
    return unit_class(name, number, line.send, clock_s=bench.clock_s, randomness=bench.randomness)


def _lcus_relay(name: str, section: Section, bench: Bench) -> Built:
    relay = LcusRelayEmulator(
        name,
        _wire(section, bench),
        clock_s=bench.clock_s,
        randomness=bench.randomness,
        reboot_s=section.take("reboot_s", float, 1.0),
        channels=section.number("channels", 1, 8, 1),
    )
    return Built(relay, (relay,))


def _ups(name: str, section: Section, bench: Bench) -> Built:
    server = NutServerEmulator(
        name,
        _wire(section, bench),
        clock_s=bench.clock_s,
        randomness=bench.randomness,
        reboot_s=section.take("reboot_s", float, 1.0),
        ups=section.take("ups", str, "ups"),
    )
    return Built(server, (server,))


def _cpower_board(name: str, section: Section, bench: Bench) -> Built:
    board = cpower_board(name, section, _wire(section, bench), clock_s=bench.clock_s, randomness=bench.randomness)
    return Built(board, (board,))


def _pixel_panel(name: str, section: Section, bench: Bench) -> Built:
    panel = pixel_panel(name, section, clock_s=bench.clock_s, randomness=bench.randomness)
    return Built(panel, (panel,))


def _plain_pad(name: str, section: Section, bench: Bench) -> Built:
    pad = plain_pad(name, section, _wire(section, bench), clock_s=bench.clock_s, randomness=bench.randomness)
    return Built(pad, (pad,))


def _lcd_pad(name: str, section: Section, bench: Bench) -> Built:
    pad = lcd_pad(name, section, _wire(section, bench), clock_s=bench.clock_s, randomness=bench.randomness)
    return Built(pad, (pad,))


def _esphome_pad(name: str, section: Section, bench: Bench) -> Built:
    pad = esphome_pad(name, section, bench.folder, clock_s=bench.clock_s, randomness=bench.randomness)
    return Built(pad, (pad,))


def _card_reader(name: str, section: Section, bench: Bench) -> Built:
    reader = card_reader(name, section, _wire(section, bench), clock_s=bench.clock_s, randomness=bench.randomness)
    return Built(reader, (reader,))


def _scanner(name: str, section: Section, bench: Bench) -> Built:
    made = scanner(name, section, _wire(section, bench), clock_s=bench.clock_s, randomness=bench.randomness)
    return Built(made, (made,))


def _keypad(name: str, section: Section, bench: Bench) -> Built:
    pad = keypad(name, section, _wire(section, bench), clock_s=bench.clock_s, randomness=bench.randomness)
    return Built(pad, (pad,))


KINDS: dict[str, Callable[[str, Section, Bench], Built]] = {
    "receipt-printer": _printer,
    "document-printer": _document_printer,
    "led-board": _board,
    "led-line": _led_line,
    "cpower-board": _cpower_board,
    "pixel-panel": _pixel_panel,
    "ff68-bus": _pad_line,
    "plain-pad": _plain_pad,
    "lcd-pad": _lcd_pad,
    "esphome-pad": _esphome_pad,
    "speaker": _speaker,
    "modbus-line": _modbus_line,
    "lcus-relay": _lcus_relay,
    "ups": _ups,
    "id-card-reader": _card_reader,
    "scanner": _scanner,
    "keypad": _keypad,
}


def build(section: Section, bench: Bench) -> Built:
    """The emulator of one `[[emulators]]` section.

    Raises:
        ConfigError: a key is missing, unknown or wrong.
    """
    name = section.take("id", str)
    kind = section.choice("kind", tuple(KINDS))
    built = KINDS[kind](name, section, bench)
    section.done()
    return built
