"""Harmless questions of the known protocols, in an order in which none disturbs a device of another kind.

None prints, switches, erases or shows anything but a blank: status questions, reads of registers, and on the FF 68 bus the one
question it has, which blanks a pad's display.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from drivers.ff68 import protocol as ff68
from drivers.ff68.functions import SHOW
from drivers.id_card_reader import frame as sam
from drivers.id_card_reader.codes import SamCommand
from drivers.led_board.cp5200.basic import QUERY_VERSION, VERSION, parse_version
from drivers.led_board.cp5200.packet import Packet
from drivers.led_board.cp5200.serial_framing import SerialDecoder, encode_serial
from drivers.led_board.onbon import commands as onbon
from drivers.led_board.onbon.frame import Decoder as OnbonDecoder
from drivers.led_board.onbon.frame import Frame, encode
from drivers.modbus.protocol import Decoder as ModbusDecoder
from drivers.modbus.requests import read_bits, read_registers
from drivers.receipt_printer.commands import STATUS_QUESTIONS, ask_status
from drivers.receipt_printer.decoder import StatusDecoder
from drivers.receipt_printer.status import RealTimeAnswer
from drivers.scanner.gm65_frames import Address, encode_read, split_reply
from drivers.ups.protocol import split_words
from tingtang.device.scan.asker import Asker

BLANK_PAD = bytes((0x0A,)) * 6
ANSWER_S = 0.25
PAD_ANSWER_S = 0.12
"""A pad's frame takes 14 ms each way at 9600 baud."""
SCREEN_ANSWER_S = 0.2
MODBUS_ANSWER_S = 0.15


@dataclass(frozen=True, slots=True)
class Found:
    """Something answered."""

    kind: str
    """The driver's kind; empty where the answer fits several."""
    name: str
    """What it is, as a technician says."""
    bus: str = ""
    """Kind of the shared line, where it stands on one."""
    addresses: tuple[int, ...] = ()
    sure: bool = True
    """Its answer carried a check, or several answers fitted; else it only looks like it."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """For its section in the agent's file."""


Ask = Callable[[Asker, Sequence[int]], Iterator[Found]]
"""(asker, addresses to try) → what answered."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One protocol."""

    name: str
    bauds: tuple[int, ...]
    ask: Ask


def _printer(asker: Asker, _: Sequence[int]) -> Iterator[Found]:
    fitting = 0
    for question in STATUS_QUESTIONS:
        answer = asker.ask(ask_status(question), ANSWER_S)
        said = StatusDecoder().feed(answer)
        if len(answer) != 1 or len(said) != 1 or not isinstance(said[0], RealTimeAnswer):
            break
        fitting += 1
    if fitting:
        yield Found("receipt-printer", "ESC/POS", sure=fitting == len(STATUS_QUESTIONS))


def _onbon(asker: Asker, addresses: Sequence[int]) -> Iterator[Found]:
    """Anybody there? Then who: every card answers to the wildcard, so several talk at once and can't be read."""
    anybody = asker.ask(encode(Frame(destination=0xFFFE, data=onbon.PING)), ANSWER_S * 2)
    if not anybody:
        return
    alone = OnbonDecoder().feed(anybody)
    screens = []
    for address in addresses:
        answer = asker.ask(encode(Frame(destination=address, data=onbon.PING)), SCREEN_ANSWER_S)
        if any(frame.source == address for frame in OnbonDecoder().feed(answer)):
            screens.append(address)
    if screens or alone:
        yield Found("led-board", "Onbon BX-5K/6K", "onbon-bx", tuple(screens))


def _cp5200(asker: Asker, addresses: Sequence[int]) -> Iterator[Found]:
    cards, name = [], "C-Power"
    for address in (card for card in addresses if 0 < card < 0xFF):
        answer = asker.ask(encode_serial(Packet(address, VERSION, QUERY_VERSION)), SCREEN_ANSWER_S)
        for packet in SerialDecoder().feed(answer):
            if packet.card == address and packet.command == VERSION:
                cards.append(address)
                version = parse_version(packet.data)
                name = f"C-Power {version.app}" if version is not None else name
    if cards:
        yield Found("led-board", name, "cp5200", tuple(cards), options={"profile": "cp5200-128x32"})


def _pads(asker: Asker, addresses: Sequence[int]) -> Iterator[Found]:
    """An echo tells that a pad is there, not whether it is a clerk's or a citizen's: both echo alike."""
    there = []
    for address in (address for address in addresses if 0 < address < 0xFF):
        question = ff68.PadFrame(address, SHOW, BLANK_PAD)
        if question in ff68.Decoder().feed(asker.ask(ff68.encode(question), PAD_ANSWER_S)):
            there.append(address)
    if there:
        yield Found("call-pad", "FF 68", "ff68", tuple(there))


def _sam(asker: Asker, _: Sequence[int]) -> Iterator[Found]:
    if sam.Decoder().feed(asker.ask(sam.encode(SamCommand.STATUS), ANSWER_S * 2)):
        yield Found("id-card-reader", "SAM")


def _gm65(asker: Asker, _: Sequence[int]) -> Iterator[Found]:
    if split_reply(asker.ask(encode_read(Address.BAUD, 2), ANSWER_S), 2) is not None:
        yield Found("scanner", "GM65", options={"profile": "gm65"})


def _modbus(asker: Asker, addresses: Sequence[int]) -> Iterator[Found]:
    """Two registers as a temperature sensor has them, then a coil as a relay board has it: reads only."""
    sensors: list[int] = []
    relays: list[int] = []
    others: list[int] = []
    for unit in (unit for unit in addresses if 0 < unit <= MOST_UNITS):
        answers = ModbusDecoder().feed(asker.ask(read_registers(unit, 4, 1, 2).frame, MODBUS_ANSWER_S))
        if not answers:
            continue
        if any(not answer.refusal for answer in answers):
            sensors.append(unit)
            continue
        coils = ModbusDecoder().feed(asker.ask(read_bits(unit, 1, 0, 1).frame, MODBUS_ANSWER_S))
        (relays if any(not answer.refusal for answer in coils) else others).append(unit)
    if sensors:
        yield Found("climate", "Modbus XY-MD02", "modbus", tuple(sensors), sure=False)
    if relays:
        yield Found("zone-door", "Modbus relay", "modbus", tuple(relays), sure=False)
    if others:
        yield Found("", "Modbus", "modbus", tuple(others))


MOST_UNITS = 16
"""A hall's Modbus line has a handful of boards; all 247 units would take a minute."""


def ask_ups(asker: Asker) -> Iterator[Found]:
    """NUT names its UPSes; only on its own TCP port, since it is a line of text."""
    for line in asker.ask(b"LIST UPS\n", ANSWER_S * 4).decode("utf-8", "replace").splitlines():
        words = split_words(line)
        if len(words) >= 2 and words[0] == "UPS":
            yield Found("ups", f"NUT {words[1]}", options={"ups": words[1]})


SERIAL_PROBES: tuple[Probe, ...] = (
    Probe("receipt-printer", (9600, 19_200, 38_400, 115_200), _printer),
    Probe("onbon-bx", (9600, 57_600), _onbon),
    Probe("ff68", (9600,), _pads),
    Probe("modbus", (9600,), _modbus),
    Probe("scanner", (9600, 115_200), _gm65),
    Probe("id-card-reader", (115_200,), _sam),
    Probe("cp5200", (115_200, 57_600, 38_400), _cp5200),
)
"""In the order in which they are asked at each speed."""
PROBED_BAUDS = (9600, 115_200, 57_600, 38_400, 19_200)
