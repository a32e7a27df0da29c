"""Every decoder that reads what a device sends, with frames of its protocol to be damaged. A test keeps the table whole.

Frames are written out as bytes, as in the protocols' documents, so that they don't come from the code they are fed to.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from drivers.ff68.bus_codec import Ff68BusCodec
from drivers.ff68.protocol import Decoder as Ff68Decoder
from drivers.id_card_reader.frame import Decoder as CardReaderDecoder
from drivers.keypad.events import Decoder as InputDecoder
from drivers.led_board.bitmap.ddp import decode as read_datagram
from drivers.led_board.bitmap.ddp import parse_status as read_panel_status
from drivers.led_board.cp5200.bus_codec import Cp5200BusCodec
from drivers.led_board.cp5200.network_framing import NetworkDecoder
from drivers.led_board.cp5200.serial_framing import SerialDecoder
from drivers.led_board.onbon.bus_codec import OnbonBusCodec
from drivers.led_board.onbon.frame import Decoder as OnbonDecoder
from drivers.modbus.bus_codec import ModbusBusCodec
from drivers.modbus.protocol import Decoder as ModbusDecoder
from drivers.rating_pad.bus_codec import KeysBusCodec
from drivers.rating_pad.esphome_messages import LineDecoder
from drivers.rating_pad.json_frames import ObjectDecoder
from drivers.rating_pad.key_frames import CheckField, FrameFormat, KeyFrameDecoder
from drivers.receipt_printer.decoder import StatusDecoder
from drivers.scanner.gm65_frames import split_reply
from drivers.scanner.honeywell_frames import split_answer
from drivers.scanner.payload import PayloadReader, TooLong
from drivers.scanner.profile import Framing, Terminator
from drivers.ups.protocol import Decoder as NutDecoder

Feed = Callable[[bytes], Sequence[Any]]
LONGEST_CODE = 2048


@dataclass(frozen=True)
class Target:
    """`make` gives the decoder, whose memory is watched, and how it is fed."""

    name: str
    make: Callable[[], tuple[object, Feed]]
    samples: tuple[bytes, ...]


def _plain(factory: Callable[[], Any]) -> Callable[[], tuple[object, Feed]]:
    def make() -> tuple[object, Feed]:
        decoder = factory()
        return decoder, decoder.feed

    return make


def _key_frames(layout: FrameFormat) -> Callable[[], tuple[object, Feed]]:
    def make() -> tuple[object, Feed]:
        decoder = KeyFrameDecoder(layout)
        clock_s = iter(range(10**9))
        # A pause of 0.1 s before each piece: longer than any gap between frames.
        return decoder, lambda data: decoder.feed(data, next(clock_s) / 10)

    return make


def _codes(framing: Framing, terminator: Terminator) -> Callable[[], tuple[object, Feed]]:
    def make() -> tuple[object, Feed]:
        reader = PayloadReader(framing, terminator, LONGEST_CODE)
        turns = iter(range(10**9))

        def feed(data: bytes) -> Sequence[Any]:
            reader.feed(data)
            try:
                code = reader.take(paused=next(turns) % 3 == 0)
            except TooLong:
                return []
            return [] if code is None else [code]

        return reader, feed

    return make


def _whole(read: Callable[[bytes], Any]) -> Callable[[], tuple[object, Feed]]:
    """Readers of whole pieces keep nothing."""
    return lambda: ((), lambda data: [found] if (found := read(data)) is not None else [])


def _panel(datagram: bytes) -> object | None:
    packet = read_datagram(datagram)
    return None if packet is None else (read_panel_status(packet) or packet)


_ONBON = (
    bytes.fromhex("a5a5a5a5a5a5a5a5a5008080fefeff0000000000fe020500a00000000014ac5a"),
    bytes.fromhex("a5a5a5a5a5a5a5a50080feff000000000000fe020500a00000000014ac5a"),
    bytes.fromhex("a5a5a5a5a5a5a5a501000080000000000000fe020500a20001000068f85a"),
)
_CP5200 = (bytes.fromhex("a56832ff7b0114000000120000050000030700ff00d5fdb3a3cda8d0d0008609ae"), bytes.fromhex("a5e832017b00d2ae"))
_CP5200_NETWORK = (bytes.fromhex("ffffffff08000000e832017b01009701"), bytes.fromhex("ffffffff07000000e832017b00d201"))
_FF68 = (bytes.fromhex("ff6803036805010c1216"), bytes.fromhex("ff68080868050200000a00010222"))
_SAM = (
    bytes.fromhex("aaaaaa9669000800009f0000000097"),
    bytes.fromhex("aaaaaa9669000400008084"),
    bytes.fromhex("aaaaaa9669050800009001000400") + bytes(1280) + b"\x98",
)
_MODBUS = (
    bytes.fromhex("01050000ff008c3a"),
    bytes.fromhex("010404013102222ace"),
    bytes.fromhex("01100003000431ca"),
    bytes.fromhex("018402c2c1"),
)
_PRINTER = (b"\x12\x12\x12\x12", b"\x10\x00\x00\x00", b"\x11\x13\x03", bytes.fromhex("100f20000000"))
_NUT = (b'VAR ups ups.status "OL CHRG"\n', b"ERR DATA-STALE\n", b'BEGIN LIST VAR ups\nVAR ups battery.charge "100"\n')
_LCD = (b'{"cmd":"rated","id":"01JB8Z7A1B2C3D4E5F6G7H8J9K","level":5}\n', b'{"cmd":"alive"}\n')
_LCD_BEHIND_LENGTH = tuple(len(line).to_bytes(2, "big") + line for line in _LCD)
_ESPHOME = (
    b'rated {"seq":1,"ask":"01JB8Z7A1B2C3D4E5F6G7H8J9K","key":2}\n',
    b'state {"state":"online","doing":"idle","ask":"","waiting":0,"hello":3,"firmware":"x"}\n',
)
_INPUT = (bytes(16) + bytes.fromhex("01001e0001000000"), bytes(24))
_GM65 = (bytes.fromhex("02000001003331"), bytes.fromhex("020000023901c14c"))
_DDP_STATUS = b'{"status":{"man":"Example","mod":"Panel","ver":"1"}}'
_DDP = (
    bytes.fromhex("4101010100000000000c") + bytes(12),
    bytes.fromhex("450000fb0000000000") + bytes((len(_DDP_STATUS),)) + _DDP_STATUS,
)

TARGETS: tuple[Target, ...] = (
    Target("onbon", _plain(OnbonDecoder), _ONBON),
    Target("onbon bus", _plain(OnbonBusCodec), _ONBON),
    Target("cp5200 serial", _plain(SerialDecoder), _CP5200),
    Target("cp5200 network", _plain(NetworkDecoder), _CP5200_NETWORK),
    Target("cp5200 bus", _plain(Cp5200BusCodec), _CP5200),
    Target("ddp", _whole(_panel), _DDP),
    Target("ff68", _plain(Ff68Decoder), _FF68),
    Target("ff68 bus", _plain(Ff68BusCodec), _FF68),
    Target("id card reader", _plain(CardReaderDecoder), _SAM),
    Target("modbus", _plain(ModbusDecoder), _MODBUS),
    Target("modbus bus", _plain(ModbusBusCodec), _MODBUS),
    Target("receipt printer", _plain(StatusDecoder), _PRINTER),
    Target("nut", _plain(NutDecoder), _NUT),
    Target("lcd pad lines", _plain(lambda: ObjectDecoder("lines")), _LCD),
    Target("lcd pad lengths", _plain(lambda: ObjectDecoder("length-2")), _LCD_BEHIND_LENGTH),
    Target("esphome pad", _plain(LineDecoder), _ESPHOME),
    Target("key frames by length", _key_frames(FrameFormat(length=1)), (b"1", b"2")),
    Target(
        "key frames with check",
        _key_frames(FrameFormat(start=b"\xaa", length=6, check=CheckField(kind="sum8", first=1))),
        (bytes.fromhex("aa010203040a"),),
    ),
    Target("key frames on a bus", _plain(KeysBusCodec), (bytes.fromhex("0205111803"), bytes.fromhex("0206060e03"))),
    Target("key frames by end", _key_frames(FrameFormat(start=b"K", end=b"\r\n")), (b"K3\r\n",)),
    Target("key frames by silence", _key_frames(FrameFormat(gap_ms=20)), (b"\x01\x02\x03",)),
    Target("key pad input", _plain(InputDecoder), _INPUT),
    Target("codes in packets", _codes(Framing.PACKET, Terminator.NONE), (b"\x03\x00\x04ABCD",)),
    Target("codes by pause", _codes(Framing.TERMINATED, Terminator.CR), (b"ABCDEF\r", b"\r")),
    Target("gm65 replies", _whole(lambda data: split_reply(data, 1)), _GM65),
    Target("honeywell answers", _whole(lambda data: split_answer(data, "232BAD")), (b"232BAD9\x06.", b"232BAD\x15.")),
)


def held_bytes(value: object) -> int:
    """What a decoder keeps, in bytes and items."""
    if isinstance(value, bytes | bytearray | str):
        return len(value)
    if isinstance(value, list | tuple | set | frozenset) or hasattr(value, "popleft"):
        items: Iterable[object] = cast(Iterable[object], value)
        return sum(1 + held_bytes(item) for item in items)
    inside = getattr(value, "__dict__", None) or {
        name: getattr(value, name) for name in getattr(value, "__slots__", ()) if hasattr(value, name)
    }
    return sum(held_bytes(item) for item in inside.values())
