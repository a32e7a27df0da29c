"""The emulated C-Power board takes the frames that others publish, and refuses what a card would."""

import asyncio
import contextlib
import random
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from drivers.emulators.cpower_board import STORED, CPowerBoard
from drivers.emulators.wires import TcpWire
from tests.unit.led_cp5200.vendor_frames import NETWORK, REFUSED, SERIAL


@dataclass
class Talk:
    board: CPowerBoard
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def say(self, frame: bytes) -> bytes:
        """What it answers; empty when it says nothing to this and answers the next question."""
        self.writer.write(frame)
        fence = SERIAL["query the light"] if frame[:1] == b"\xa5" else bytes.fromhex("FFFFFFFF 0800 0000 6832012E01 00 CA00")
        self.writer.write(fence)
        command = b"\x76" if frame[:1] == b"\xa5" else b"\x2e"
        heard = b""
        async with asyncio.timeout(5):
            while b"\x32\x01" + command not in heard:
                heard += await self.reader.read(4096)
        start = b"\xa5" if frame[:1] == b"\xa5" else b"\xff\xff\xff\xff"
        return heard[: heard.rindex(start)]


@contextlib.asynccontextmanager
async def talk(**options: object) -> AsyncIterator[Talk]:
    wire = TcpWire(0)
    board = CPowerBoard("led-1", wire, clock_s=lambda: 100.0, randomness=random.Random(1), **options)  # type: ignore[arg-type]
    await board.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", wire.port)
    writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        yield Talk(board, reader, writer)
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
        await board.stop()


async def test_it_plays_its_stored_programme_until_someone_writes() -> None:
    async with talk() as line:
        assert line.board.lines() == [STORED]
        assert line.board.light().getbbox() is not None


@pytest.mark.parametrize(
    ("name", "lines", "hue"),
    [
        ("正常通行, green", ["正常通行"], (0, 255, 0)),
        ("前方积水 缓慢通行, yellow, escaped AE", ["前方积水", "缓慢通行"], (255, 255, 0)),
        ("信号灯调 试中, red", ["信号灯调", "试中"], (255, 0, 0)),
        ("前缓 方慢 积通 水行, four lines", ["前缓", "方慢", "积通", "水行"], (255, 255, 0)),
    ],
)
async def test_published_texts_are_shown(name: str, lines: list[str], hue: tuple[int, int, int]) -> None:
    async with talk(width=256, height=128) as line:
        reply = await line.say(SERIAL[name])
        assert reply == bytes.fromhex("A5 E8 32 01 7B 00 01 00 00 00 12 A9 01 AE")
        assert line.board.lines() == lines
        assert {colour for _, colour in line.board.light().getcolors(1 << 16)} == {(0, 0, 0), hue}


async def test_published_network_calls_are_answered_as_recorded() -> None:
    async with talk(network=True) as line:
        assert await line.say(NETWORK["rich text, hola, red"]) == NETWORK["answer to rich text"]
        assert line.board.lines() == ["hola"]
        assert await line.say(NETWORK["rich text, 1A2 3456"]) == NETWORK["answer to rich text"]
        assert line.board.lines() == ["1A2 3456"]


async def test_light_and_save() -> None:
    async with talk() as line:
        await line.say(SERIAL["light off"])
        assert line.board.lines() == []
        assert line.board.light().getbbox() is None
        await line.say(SERIAL["light on"])
        assert line.board.lines() == [STORED]
        await line.say(SERIAL["save"])
        assert line.board.state()["flash_writes"] == 1


@pytest.mark.parametrize("name", REFUSED)
async def test_it_shows_nothing_of_a_damaged_frame(name: str) -> None:
    async with talk() as line:
        reply = await line.say(REFUSED[name])
        assert line.board.lines() == [STORED]
        # A sum that is wrong is answered as such; a frame of no known shape isn't answered.
        assert reply == b"" or reply[5] == 1


async def test_packets_out_of_order_are_refused() -> None:
    def part(number: int, last: int, content: bytes) -> bytes:
        body = bytes((0x68, 0x32, 1, 0x7B, 1, len(content), 0, number, last)) + content
        return b"\xa5" + body + sum(body).to_bytes(2, "little") + b"\xae"

    async with talk() as line:
        assert (await line.say(part(1, 1, b"abc\x00")))[5] == 2
        head = bytes.fromhex("12 00 00 05 00 0003 02 FF0000")
        assert (await line.say(part(0, 1, head + b"ab")))[5] == 0
        assert line.board.lines() == [STORED]
        assert (await line.say(part(1, 1, b"cd\x00")))[5] == 0
        assert line.board.lines() == ["abcd"]


async def test_other_cards_frames_are_not_its_own() -> None:
    async with talk(card=9) as line:
        line.writer.write(SERIAL["正常通行, small board"])
        line.writer.write(SERIAL["正常通行, green"])
        reply = await asyncio.wait_for(line.reader.read(100), 5)
        # The group's call is obeyed and answered under the card's own number, the other's isn't.
        assert reply == bytes.fromhex("A5 E8 32 09 7B 00 01 00 00 00 12 B1 01 AE")
        assert line.board.state()["packets"] == 1
