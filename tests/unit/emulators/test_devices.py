"""The emulators by themselves, fed with bytes from the protocols' documents, never from our drivers."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.emulators.escpos_parser import Parser, Step
from drivers.emulators.led_areas import BadArea, NoMemory, read_update
from drivers.emulators.led_board import LedBoardEmulator
from drivers.emulators.led_text import NoSuchFont, read_text, width
from drivers.emulators.onbon_frames import BadCheck, BadPacket, PacketReader, crc, read, write
from drivers.emulators.pad_frames import FrameReader, build
from drivers.emulators.printer import PrinterEmulator

WELCOME = bytes.fromhex(
    "A5A5A5A5A5A5A5A5 FEFF0080000000000000FE022C00 A306010000000123000000800000808020000000000A0000000002010100020A08000000"
    "BBB6D3ADB9E2C1D9 3C49 5A"
)
PING = bytes.fromhex("A5A5A5A5A5A5A5A5 01000080000000000000FE020500 A200010000 68F8 5A")
ACK = bytes.fromhex("A5A5A5A5A5A5A5A5A5 0080FEFF000000000000FE020500 A000000000 14AC 5A")


class StubWire:
    """Collects what a device sends; a plug that leads nowhere."""

    def __init__(self) -> None:
        self.on_bytes: Callable[[bytes], None] = lambda _: None
        self.on_connect: Callable[[], None] = lambda: None
        self.sent: list[bytes] = []
        self.reads = True

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def send(self, data: bytes) -> None:
        self.sent.append(data)

    def unplug(self) -> None: ...

    def plug_in(self) -> None: ...

    def reading(self, *, on: bool) -> None:
        self.reads = on

    def address(self) -> dict[str, object]:
        return {}


class Now:
    def __init__(self) -> None:
        self.s = 0.0

    def __call__(self) -> float:
        return self.s


@pytest.fixture
def wire() -> StubWire:
    return StubWire()


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def board(wire: StubWire, now: Now) -> LedBoardEmulator:
    return LedBoardEmulator("led-1", wire, clock_s=now, randomness=random.Random(1))


@pytest.fixture
def printer(wire: StubWire, now: Now) -> PrinterEmulator:
    return PrinterEmulator("receipt-1", wire, clock_s=now, randomness=random.Random(1))


# --- LED board ---


def test_the_vendors_example_shows_welcome_and_is_acknowledged_as_documented(board: LedBoardEmulator, wire: StubWire) -> None:
    wire.on_bytes(WELCOME)
    assert board.lines() == ["欢迎光临"]
    assert wire.sent == [ACK]


def test_a_board_hears_its_own_number_only(board: LedBoardEmulator, wire: StubWire) -> None:
    wire.on_bytes(PING)
    assert len(wire.sent) == 1
    wire.on_bytes(write(9, 0x8000, 0xFE, b"\xa2\x00\x01\x00\x00"))
    assert len(wire.sent) == 1


def test_a_broadcast_is_obeyed_and_never_answered(board: LedBoardEmulator, wire: StubWire) -> None:
    wire.on_bytes(write(0xFFFF, 0x8000, 0xFE, bytes.fromhex("A30201000001 05")))
    assert board.state()["brightness"] == 5
    assert wire.sent == []


def test_a_wrong_check_is_refused_with_nack_05(board: LedBoardEmulator, wire: StubWire) -> None:
    wire.on_bytes(PING[:-2] + b"\xf9" + PING[-1:])
    assert wire.sent[0].endswith(b"\x5a")
    assert read(PacketReader().feed(wire.sent[0])[0]).data == bytes.fromhex("A001050000")
    assert board.state()["rejected"] == 1


def test_run_mode_zero_stays_run_mode_two_goes(board: LedBoardEmulator, wire: StubWire, now: Now) -> None:
    wire.on_bytes(WELCOME)
    now.s += 100_000
    assert board.lines() == ["欢迎光临"]
    head = bytes.fromhex("A306010000 00 01 2300")
    area = bytes.fromhex("00 0080 0000 8080 2000 00 00 02 0A00 00 00 00 02 01 01 00 02 0A 08000000 BBB6D3ADB9E2C1D9")
    wire.on_bytes(write(0xFFFE, 0x8000, 0xFE, head + area))
    now.s += 9.9
    assert board.lines() == ["欢迎光临"]
    now.s += 0.2
    assert board.lines() == []


def test_ram_is_empty_after_a_reboot(board: LedBoardEmulator, wire: StubWire) -> None:
    wire.on_bytes(WELCOME)
    board.on_power_up()
    assert board.lines() == []
    assert board.state()["clock"] is None


def test_units_of_eight_pixels_and_of_one(board: LedBoardEmulator) -> None:
    body = "00 {x} 0000 1000 2000 00 00 00 0000 00 00 00 01 01 01 00 02 0A 01000000 41"
    for x, pixels in (("0200", 16), ("0280", 2)):
        data = bytes.fromhex(body.format(x=x))
        update = read_update(
            bytes.fromhex("A306010000 00 01") + len(data).to_bytes(2, "little") + data, 0.0, max_areas=5, max_area_bytes=1024
        )
        assert (update.areas[0].x, update.areas[0].width) == (pixels, 128)


def test_an_area_with_sound_and_extension_is_read() -> None:
    data = bytes.fromhex("00 0080 0000 8080 2000 01 00 02 0A00 02 000505 02000000 3132 02 0001 00 01 01 01 00 02 0A 01000000 41")
    update = read_update(
        bytes.fromhex("A306010000 FF 01") + len(data).to_bytes(2, "little") + data, 0.0, max_areas=5, max_area_bytes=1024
    )
    assert update.delete_all
    assert update.areas[0].text == "A"


@given(st.binary(max_size=120))
def test_any_area_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read_update(bytes(5) + data, 0.0, max_areas=5, max_area_bytes=1024)
    except (BadArea, NoMemory, NoSuchFont):
        return


def test_inline_escapes() -> None:
    text = "\\FO001\\FE001\\C2请\\C1A\\n第".encode("gbk")
    lines = read_text(text)
    assert [[(span.text, span.colour, span.height) for span in line] for line in lines] == [
        [("请", "green", 24), ("A", "red", 24)],
        [("第", "red", 24)],
    ]
    assert width(lines[0]) == 24 + 12
    with pytest.raises(NoSuchFont):
        read_text(b"\\FO009x")


def test_lit_dots_have_the_colour_of_the_text(board: LedBoardEmulator, wire: StubWire) -> None:
    import io

    from PIL import Image

    dark = Image.open(io.BytesIO(board.picture())).convert("RGB")
    wire.on_bytes(WELCOME)
    lit = Image.open(io.BytesIO(board.picture())).convert("RGB")
    brightest = max(pixel for _, pixel in lit.getcolors(1 << 20) or [] if isinstance(pixel, tuple))
    assert brightest[0] > 200 > max(brightest[1:])
    assert max(pixel[0] for _, pixel in dark.getcolors(1 << 20) or [] if isinstance(pixel, tuple)) < 80


@given(st.binary(max_size=600))
def test_a_board_survives_any_stream(data: bytes) -> None:
    wire = StubWire()
    board = LedBoardEmulator("led-1", wire, clock_s=lambda: 0.0, randomness=random.Random(1))
    wire.on_bytes(data)
    wire.on_bytes(b"\x5a" + WELCOME)
    assert board.lines() == ["欢迎光临"]


@given(st.binary(max_size=300))
def test_written_packets_are_read_back(data: bytes) -> None:
    contents = PacketReader().feed(write(1, 2, 0x63, data))
    assert [read(content).data for content in contents] == [data]


def test_bad_packets() -> None:
    assert crc(b"123456789") == 0xBB3D
    with pytest.raises(BadPacket):
        read(b"\xa6\x09")
    with pytest.raises(BadPacket):
        read(bytes(10))
    with pytest.raises(BadCheck):
        read(bytes.fromhex("01000080000000000000FE020500 A200010000 68F9"))


# --- printer ---


def test_text_sizes_and_cut(printer: PrinterEmulator, wire: StubWire) -> None:
    wire.on_bytes(b"\x1b@\x1c&" + "政务大厅".encode("gbk") + b"\n\x1d!\x33A012\n\x1dVA\x20")
    state = printer.state()
    assert state["texts"] == ["政务大厅\nA012"]
    assert state["receipts"] == 1
    assert len(printer.picture()) > 1000
    assert printer.receipt_picture(1) is not None
    assert printer.receipt_picture(2) is None


def test_healthy_answers(printer: PrinterEmulator, wire: StubWire) -> None:
    wire.on_bytes(bytes.fromhex("100401 100402 100403 100404 1D7201"))
    assert b"".join(wire.sent) == bytes.fromhex("12 12 12 12 00")


@pytest.mark.parametrize(
    ("fault", "answers"),
    [
        ("paper-out", "1A 32 12 7E"),
        ("paper-low", "12 12 12 1E 03"),
        ("cover-open", "1A 16 12 12"),
        ("cutter-error", "1A 52 1A 12"),
    ],
)
def test_faulty_answers_and_no_fence_while_offline(printer: PrinterEmulator, wire: StubWire, fault: str, answers: str) -> None:
    printer.fault(fault)
    wire.on_bytes(bytes.fromhex("100401 100402 100403 100404 1D7201"))
    assert b"".join(wire.sent) == bytes.fromhex(answers)


def test_the_buffer_goes_on_with_new_paper(printer: PrinterEmulator, wire: StubWire) -> None:
    printer.fault("paper-out-mid:2")
    wire.on_bytes(b"one\ntwo\nthree\nfour\n\x1dV\x00\x1dr\x01")
    assert printer.state()["unfinished"] == "one\ntwo"
    assert wire.sent == []
    printer.fault("none")
    assert printer.state()["texts"] == ["one\ntwo\nthree\nfour"]
    assert wire.sent == [b"\x00"]


CLEAR_BUFFER = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"


def test_clearing_drops_what_came_before_it_and_keeps_what_comes_after(printer: PrinterEmulator, wire: StubWire) -> None:
    printer.fault("paper-out-mid:1")
    wire.on_bytes(b"one\ntwo\n")
    wire.on_bytes(b"three\n" + CLEAR_BUFFER + b"next\n")
    printer.fault("none")
    assert printer.state()["texts"] == ["one"]
    assert printer.state()["unfinished"] == "next"
    assert wire.sent[-1] == b"\x37\x25\x00"


def test_a_printer_that_is_not_in_error_hears_no_recovery(printer: PrinterEmulator, wire: StubWire) -> None:
    """Paper that has run out is no error: the rest comes when there is new paper."""
    printer.fault("paper-out-mid:1")
    wire.on_bytes(b"one\ntwo\n\x10\x05\x02")
    printer.fault("none")
    assert printer.state()["unfinished"] == "one\ntwo"
    printer.fault("paper-jam")
    wire.on_bytes(b"three\n\x10\x05\x02")
    printer.fault("none")
    assert "three" not in printer.state()["unfinished"]


def test_automatic_reports_come_when_something_changes(printer: PrinterEmulator, wire: StubWire) -> None:
    wire.on_bytes(b"\x1da\xff")
    printer.fault("cover-open")
    printer.fault("none")
    assert [data.hex() for data in wire.sent] == ["10000000", "38000000", "10000000"]


def test_a_real_time_question_inside_a_picture_is_answered_and_stays_a_picture(printer: PrinterEmulator, wire: StubWire) -> None:
    wire.on_bytes(b"\x1dv0\x00\x03\x00\x01\x00\x10\x04\x01\n")
    assert wire.sent == [b"\x12"]
    assert "[picture 24x1]" in printer.state()["unfinished"]


def test_unknown_commands_are_noted(printer: PrinterEmulator, wire: StubWire) -> None:
    wire.on_bytes(b"\x1b\x7fA\n")
    assert printer.state()["unknown_commands"] == ["1b7f"]


def test_without_chinese_mode_bytes_are_western(printer: PrinterEmulator, wire: StubWire) -> None:
    wire.on_bytes(b"\x1c.\xd5\xfe\n")
    assert "政" not in printer.state()["unfinished"]


def test_a_full_buffer_stops_reading(printer: PrinterEmulator, wire: StubWire) -> None:
    printer.fault("cover-open")
    wire.on_bytes(b"x" * 70_000)
    assert not wire.reads
    printer.fault("none")
    wire.on_bytes(b"\n")
    assert wire.reads


@given(st.binary(max_size=400), st.lists(st.integers(1, 20), max_size=30))
def test_the_parser_doesnt_care_how_the_stream_is_cut(data: bytes, cuts: list[int]) -> None:
    def steps(pieces: list[bytes]) -> tuple[list[Step], int]:
        parser, found = Parser(), []
        for piece in pieces:
            parser.feed(piece)
            while (step := parser.take()) is not None:
                if found and not step.name and not found[-1].name:
                    found[-1] = Step(b"", found[-1].data + step.data)
                else:
                    found.append(step)
        return found, len(parser)

    pieces, at = [], 0
    for cut in cuts:
        pieces.append(data[at : at + cut])
        at += cut
    assert steps([*pieces, data[at:]]) == steps([data])


@given(st.binary(max_size=800))
def test_a_printer_survives_any_stream(data: bytes) -> None:
    printer = PrinterEmulator("receipt-1", StubWire(), clock_s=lambda: 0.0, randomness=random.Random(1))
    printer.on_bytes(data)
    printer.state()


# --- pads ---


@given(st.binary(max_size=200), st.integers(1, 254), st.binary(max_size=6))
def test_pad_frames_are_found_after_noise(noise: bytes, address: int, data: bytes) -> None:
    reader = FrameReader()
    reader.feed(noise)
    assert bytes([address, 2]) + data in reader.feed(bytes(40) + build(address, 2, data))
