"""Many boards on one RS-485 line: each by its number, faults of one, two with the same number, broadcasts."""

import random
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from api.messages.device_commands import Show
from drivers.core.clock import SystemClock
from drivers.core.errors import DeviceSilent
from drivers.core.registry import load_bus_codec
from drivers.core.shared_bus import SharedBus
from drivers.emulators.led_line import LedLine, LineBoard
from drivers.emulators.onbon_card import CardModel
from drivers.led_board.driver import LedBoard
from drivers.led_board.onbon import conversation
from drivers.led_board.onbon.commands import PING, brightness
from drivers.led_board.onbon.frame import BROADCAST_SCREEN, Decoder, Frame, encode
from tests.support.emulated import Bench, EmulatorThread
from tests.unit.drivers.conftest import make_plug


class Line:
    """Boards 1 to `count`, the line they hang on, and a driver for each when it is wanted."""

    def __init__(self, kind: str, folder: Path, emulators: EmulatorThread, screens: list[int]) -> None:
        self._folder = folder
        self._emulators = emulators
        plug = make_plug(kind, folder)
        line = LedLine("line", plug.wire, clock_s=time.monotonic, randomness=random.Random(7), reboot_s=0.05)
        self.boards = [
            LineBoard(f"led-{at}", CardModel(screen=screen), line.send, clock_s=time.monotonic, randomness=random.Random(at))
            for at, screen in enumerate(screens)
        ]
        line.add(self.boards)
        emulators.start(line)
        self.line = line
        self.make_link = plug.link
        self.bus = SharedBus("line", plug.link, load_bus_codec("onbon-bx"), SystemClock(), 0.1)
        self._benches = ExitStack()

    def bench(self, address: int) -> Bench:
        bench = Bench(LedBoard, {"address": address}, self._folder)
        self._benches.enter_context(bench.connected(self.bus.member(address)))
        return bench

    def lines(self, at: int) -> list[str]:
        return self._emulators.call(self.boards[at].lines)

    def close(self) -> None:
        self._benches.close()
        assert self.bus.close()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "REPLY_TIMEOUT_S", 0.4)


@pytest.fixture(params=["tcp", "pty"])
def line(request: pytest.FixtureRequest, tmp_path: Path, emulators: EmulatorThread) -> Iterator[Line]:
    made = Line(request.param, tmp_path, emulators, [1, 2, 3, 0xA5])
    yield made
    made.close()


def call(ticket: str) -> Show:
    return Show(layout="calling", data={"ticket": ticket, "window": "3"})


def test_each_board_shows_what_was_meant_for_it(line: Line) -> None:
    """Also one whose number is itself a byte that the frame escapes."""
    for at, address in enumerate((1, 2, 3, 0xA5)):
        line.bench(address).perform(call(f"A00{at}"))
    for at in range(4):
        assert line.lines(at) == [f"请 A00{at} 号", "到 3 号窗口"]


def test_a_silent_board_leaves_the_others_alone(line: Line, emulators: EmulatorThread) -> None:
    first, second = line.bench(1), line.bench(2)
    emulators.call(lambda: line.boards[0].fault("silent"))
    with pytest.raises(DeviceSilent):
        first.perform(call("A001"))
    second.perform(call("A002"))
    assert line.lines(1)[0] == "请 A002 号"


@pytest.mark.parametrize("fault", ["garbage", "half-frame", "bad-checksum"])
def test_a_board_that_answers_rubbish_spoils_no_other_answer(line: Line, emulators: EmulatorThread, fault: str) -> None:
    first, second = line.bench(1), line.bench(2)
    emulators.call(lambda: line.boards[0].fault(fault))
    with pytest.raises(DeviceSilent):
        first.perform(call("A001"))
    second.perform(call("A002"))
    assert line.lines(1)[0] == "请 A002 号"


def test_a_broadcast_reaches_all_and_nobody_answers(line: Line, emulators: EmulatorThread) -> None:
    link = line.make_link()
    link.open()
    try:
        link.write(encode(Frame(BROADCAST_SCREEN, brightness(4))), 1.0)
        emulators.wait_for(lambda: all(board.state()["brightness"] == 4 for board in line.boards), "dimmed")
        assert link.read(0.1) == b""
    finally:
        link.close()


def test_two_boards_with_one_number_answer_at_once_and_are_not_taken_for_one(tmp_path: Path, emulators: EmulatorThread) -> None:
    line = Line("tcp", tmp_path, emulators, [1, 1])
    try:
        # Both obey alike, and both answers differ in nothing until their states do.
        emulators.call(lambda: line.boards[1].card.perform(bytes.fromhex("A30201000001 03")))
        link = line.make_link()
        link.open()
        try:
            link.write(encode(Frame(1, bytes.fromhex("A102010000"))), 1.0)
            mixed = link.read(1.0)
            assert mixed
            assert Decoder().feed(mixed) == []
        finally:
            link.close()
        assert emulators.call(line.line.state)["collisions"] == 1
    finally:
        line.close()


def test_a_question_to_the_wildcard_is_answered_with_the_wildcard(tmp_path: Path, emulators: EmulatorThread) -> None:
    line = Line("tcp", tmp_path, emulators, [9])
    link = line.make_link()
    link.open()
    try:
        link.write(encode(Frame(0xFFFE, PING)), 1.0)
        (answer,) = Decoder().feed(link.read(1.0))
        assert (answer.source, answer.destination) == (0xFFFE, 0x8000)
    finally:
        link.close()
        line.close()
