"""The tap of `bench.devices` tells commands from polls, and takes as long as copper would."""

import asyncio
import time

from bench.line_tap import LineTap, onbon_show, pad_command, printer_begin
from drivers.emulators.wires import TcpWire
from drivers.ff68.protocol import PadFrame, encode
from drivers.led_board.onbon.frame import Frame
from drivers.led_board.onbon.frame import encode as board_frame


def test_a_boards_picture_is_told_from_a_poll_by_its_address() -> None:
    recognise = onbon_show({7: "led-7", 0xFFFE: "led-0"})
    picture, poll = bytes.fromhex("a30601000000"), bytes.fromhex("a102010000")
    assert recognise(board_frame(Frame(7, picture))) == "led-7"
    assert recognise(board_frame(Frame(0xFFFE, picture))) == "led-0"
    assert recognise(board_frame(Frame(8, picture))) is None
    assert recognise(board_frame(Frame(7, poll))) is None


def test_a_pads_new_digits_are_a_command_and_the_same_again_a_check() -> None:
    recognise = pad_command({3: "pad-3"})
    digits, others = bytes((1, 2, 3, 4, 5, 6)), bytes((1, 2, 3, 4, 5, 7))
    assert [recognise(encode(PadFrame(3, 2, d))) for d in (digits, digits, others)] == ["pad-3", None, "pad-3"]
    assert recognise(encode(PadFrame(3, 3, b""))) == "pad-3"
    assert recognise(encode(PadFrame(4, 3, b""))) is None


def test_a_paper_begins_with_esc_at() -> None:
    assert printer_begin("receipt-1")(b"\x1b@\x1ba\x01") == "receipt-1"
    assert printer_begin("receipt-1")(b"\x10\x04\x01") is None


async def test_bytes_take_as_long_as_on_the_wire_and_come_in_order() -> None:
    heard: list[bytes] = []
    done = asyncio.Event()

    async def device(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while len(b"".join(heard)) < 20:
            heard.append(await reader.read(100))
        done.set()
        writer.close()

    server = await asyncio.start_server(device, "127.0.0.1", 0)
    front = TcpWire(0)
    tap = LineTap(front, int(server.sockets[0].getsockname()[1]), lambda data: "all" if data else None, baud=1_000)
    await tap.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", front.port)
    begun = time.perf_counter()
    for part in (b"0123456789", b"abcdefghij"):
        writer.write(part)
        await writer.drain()
    await asyncio.wait_for(done.wait(), 10)
    assert b"".join(heard) == b"0123456789abcdefghij"
    # Twenty bytes at 1000 baud.
    assert time.perf_counter() - begun > 0.19
    first = tap.first_after("all", begun)
    assert first is not None
    assert first - begun < 0.1
    writer.close()
    await tap.stop()
    server.close()
    assert reader is not None
