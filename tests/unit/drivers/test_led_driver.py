"""The LED board's driver against the emulated board, over TCP and a serial line, through each fault."""

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.messages.device_commands import Blank, Show, TestPattern
from api.messages.words import Action, DeviceState
from drivers.core.errors import DeviceRefused, DeviceSilent, HardwareFailed, InvalidData, LinkLost, UnsupportedData
from drivers.emulators.led_board import LedBoardEmulator
from drivers.led_board.driver import LedBoard
from drivers.led_board.onbon import conversation
from tests.support.emulated import Bench, EmulatorThread, ShiftedClock
from tests.unit.drivers.conftest import Plug

CALL = Show(layout="calling", data={"ticket": "A012", "window": "3"}, ttl_s=60)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The vendor's 2 s only make failing tests slow."""
    monkeypatch.setattr(conversation, "REPLY_TIMEOUT_S", 0.4)


@pytest.fixture
def board(plug: Plug, make_board: Callable[..., LedBoardEmulator]) -> LedBoardEmulator:
    return make_board(plug)


@pytest.fixture
def clock() -> ShiftedClock:
    return ShiftedClock()


@pytest.fixture
def bench(plug: Plug, board: LedBoardEmulator, tmp_path: Path, clock: ShiftedClock) -> Iterator[Bench]:
    made = Bench(LedBoard, {"brightness": 60}, tmp_path, clock)
    with made.connected(plug.link()):
        yield made


def shown(emulators: EmulatorThread, board: LedBoardEmulator) -> list[str]:
    return emulators.call(board.lines)


def test_the_board_shows_exactly_the_text_and_red_dots(bench: Bench, board: LedBoardEmulator, emulators: EmulatorThread) -> None:
    bench.perform(CALL)
    assert shown(emulators, board) == ["请 A012 号", "到 3 号窗口"]
    status = bench.driver.status()
    assert (status.device, status.detail["display"]) == (DeviceState.ONLINE, "showing")
    state = emulators.call(board.state)
    assert state["brightness"] == 9
    assert state["clock"] is not None
    assert state["rejected"] == 0


def test_a_call_on_an_idle_board_leaves_at_once(bench: Bench, board: LedBoardEmulator) -> None:
    start_s = time.perf_counter()
    bench.perform(CALL)
    assert time.perf_counter() - start_s < 0.2


def test_two_updates_keep_the_boards_second(bench: Bench, board: LedBoardEmulator, emulators: EmulatorThread) -> None:
    bench.perform(CALL)
    start_s = time.perf_counter()
    bench.perform(Show(layout="calling", data={"ticket": "A013", "window": "3"}))
    assert time.perf_counter() - start_s > 0.9
    assert shown(emulators, board) == ["请 A013 号", "到 3 号窗口"]
    assert emulators.call(board.state)["too_fast"] == 0


def test_the_board_clears_itself_when_nobody_speaks_to_it(tcp_plug: Plug, emulators: EmulatorThread, tmp_path: Path) -> None:
    now_s = [1000.0]
    board = LedBoardEmulator("led-1", tcp_plug.wire, clock_s=lambda: now_s[0], randomness=random.Random(1))
    emulators.start(board)
    bench = Bench(LedBoard, {}, tmp_path)
    with bench.connected(tcp_plug.link()):
        bench.perform(CALL)
        now_s[0] += 59
        assert shown(emulators, board) == ["请 A012 号", "到 3 号窗口"]
        now_s[0] += 2
        assert shown(emulators, board) == []


def test_blank_and_pattern(bench: Bench, board: LedBoardEmulator, emulators: EmulatorThread, clock: ShiftedClock) -> None:
    bench.perform(TestPattern())
    assert shown(emulators, board) == ["■" * 8] * 2
    assert bench.driver.status().detail["display"] == "testPattern"
    clock.added_s += 1
    bench.perform(Blank())
    assert shown(emulators, board) == []
    assert bench.driver.status().detail["display"] == "blank"


def test_a_board_that_lost_its_memory_gets_its_call_again(
    bench: Bench, board: LedBoardEmulator, emulators: EmulatorThread, clock: ShiftedClock
) -> None:
    bench.perform(CALL)
    clock.added_s += 1
    emulators.call(board.on_power_up)
    assert shown(emulators, board) == []
    bench.driver.check()
    assert shown(emulators, board) == ["请 A012 号", "到 3 号窗口"]


def test_after_a_reboot_and_a_new_link_too(
    plug: Plug, board: LedBoardEmulator, emulators: EmulatorThread, tmp_path: Path
) -> None:
    bench = Bench(LedBoard, {}, tmp_path)
    with bench.connected(plug.link()):
        bench.perform(CALL)
        emulators.call(lambda: board.fault("reboot"))
        with pytest.raises(LinkLost):
            bench.driver.check()
    assert bench.driver.status().device is DeviceState.UNKNOWN
    emulators.wait_for(lambda: board.state()["areas"] == [], "rebooted")
    emulators.wait_for(lambda: board._reboot_timer is None, "powered up")
    emulators.wait_for(lambda: plug.wire.address().get("plugged", True), "plugged in")
    with bench.connected(plug.link()):
        assert shown(emulators, board) == ["请 A012 号", "到 3 号窗口"]


def test_a_fresh_agent_doesnt_wipe_what_the_last_one_showed(
    tcp_plug: Plug, make_board: Callable[..., LedBoardEmulator], emulators: EmulatorThread, tmp_path: Path
) -> None:
    board = make_board(tcp_plug)
    last, fresh = Bench(LedBoard, {}, tmp_path), Bench(LedBoard, {}, tmp_path)
    with last.connected(tcp_plug.link()):
        last.perform(CALL)
    with fresh.connected(tcp_plug.link()):
        fresh.driver.check()
        assert shown(emulators, board) == ["请 A012 号", "到 3 号窗口"]
        assert fresh.driver.status().detail["display"] == "showing"


def test_when_a_call_ends_the_others_move_up(
    tcp_plug: Plug, make_board: Callable[..., LedBoardEmulator], emulators: EmulatorThread, tmp_path: Path
) -> None:
    board, clock = make_board(tcp_plug, width=256, height=80), ShiftedClock()
    bench = Bench(LedBoard, {"profile": "onbon-6k3-256x80", "overview": True}, tmp_path, clock)
    with bench.connected(tcp_plug.link()):
        for number, ttl_s in ((1, 300), (2, 60)):
            bench.perform(Show(layout="calling", data={"ticket": f"A00{number}", "window": str(number)}, ttl_s=ttl_s))
            clock.added_s += 1
        bench.driver.listen(0.01)
        assert len(shown(emulators, board)) == 2
        clock.added_s += 60
        bench.driver.listen(5)
        assert shown(emulators, board) == ["请 A001 号到 1 号窗口"]


def test_an_overview_board_lists_calls_newest_first(
    tcp_plug: Plug, make_board: Callable[..., LedBoardEmulator], emulators: EmulatorThread, tmp_path: Path
) -> None:
    board = make_board(tcp_plug, width=256, height=80)
    clock = ShiftedClock()
    bench = Bench(LedBoard, {"profile": "onbon-6k3-256x80", "overview": True}, tmp_path, clock)
    with bench.connected(tcp_plug.link()):
        for number in (1, 2):
            bench.perform(Show(layout="calling", data={"ticket": f"A00{number}", "window": str(number)}))
            clock.added_s += 1
        assert shown(emulators, board) == ["请 A002 号到 2 号窗口", "请 A001 号到 1 号窗口"]


@pytest.mark.parametrize("fault", ["silent", "garbage", "half-frame", "bad-checksum"])
def test_without_a_sound_answer_the_board_is_unknown(
    bench: Bench, board: LedBoardEmulator, emulators: EmulatorThread, fault: str
) -> None:
    emulators.call(lambda: board.fault(fault))
    with pytest.raises(DeviceSilent):
        bench.perform(CALL)
    assert bench.driver.status().detail["display"] == "unknown"


def test_a_slow_board_is_waited_for(
    bench: Bench, board: LedBoardEmulator, emulators: EmulatorThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation, "REPLY_TIMEOUT_S", 3.0)
    emulators.call(lambda: board.fault("slow"))
    bench.perform(CALL)
    assert shown(emulators, board) == ["请 A012 号", "到 3 号窗口"]


@pytest.mark.parametrize(
    ("fault", "reason", "error"),
    [("busy", "board.busy", DeviceRefused), ("memory-full", "board.memory", UnsupportedData)],
)
def test_errors_have_their_reasons(
    bench: Bench, board: LedBoardEmulator, emulators: EmulatorThread, fault: str, reason: str, error: type[Exception]
) -> None:
    emulators.call(lambda: board.fault(fault))
    with pytest.raises(error) as refused:
        bench.perform(CALL)
    assert getattr(refused.value, "reason", "") == reason


def test_a_font_the_card_lacks_is_the_deployers_business(
    tcp_plug: Plug, make_board: Callable[..., LedBoardEmulator], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drivers.emulators.led_text.FONT_HEIGHTS", {"001": 24})
    make_board(tcp_plug)
    bench = Bench(LedBoard, {}, tmp_path)
    with bench.connected(tcp_plug.link()), pytest.raises(DeviceRefused) as refused:
        bench.perform(CALL)
    assert (refused.value.reason, refused.value.action) == ("board.noFont", Action.CONFIGURATION)


def test_a_board_of_another_type_doesnt_answer(
    tcp_plug: Plug, make_board: Callable[..., LedBoardEmulator], tmp_path: Path
) -> None:
    make_board(tcp_plug, device_type=0x51)
    bench = Bench(LedBoard, {}, tmp_path)
    with pytest.raises(DeviceSilent), bench.connected(tcp_plug.link()):
        pass


def test_a_board_that_talks_without_end_is_broken(
    bench: Bench, board: LedBoardEmulator, plug: Plug, emulators: EmulatorThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench.driver.link, "read", lambda _: b"\xa5" * 100, raising=False)
    with pytest.raises(HardwareFailed):
        bench.driver.check()


def test_wrong_data_changes_nothing(bench: Bench, board: LedBoardEmulator, emulators: EmulatorThread) -> None:
    bench.perform(CALL)
    with pytest.raises(InvalidData):
        bench.perform(Show(layout="calling", data={}))
    assert shown(emulators, board) == ["请 A012 号", "到 3 号窗口"]


def test_the_5k1_answers_a_shorter_status(
    tcp_plug: Plug, make_board: Callable[..., LedBoardEmulator], emulators: EmulatorThread, tmp_path: Path
) -> None:
    board = make_board(tcp_plug, width=96, height=16, colours=1, short_status=True, device_type=0x51, max_area_bytes=512)
    bench = Bench(LedBoard, {"profile": "onbon-5k1-96x16"}, tmp_path)
    with bench.connected(tcp_plug.link()):
        bench.perform(CALL)
        bench.driver.check()
        assert shown(emulators, board) == ["请A012到3窗"]
        assert bench.driver.status().detail["display"] == "showing"
