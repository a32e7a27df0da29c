"""What stands on a board through a day: recalls, states that wait, emergencies, hours, clocks, reboots, lists."""

import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from api.messages.device_commands import Blank, Brightness, DeviceCommand, Identify, Show, TestPattern
from api.messages.words import Action
from drivers.core.driver import DriverContext
from drivers.core.errors import Cancelled, DeviceNotReady, DeviceSilent, InvalidData, Misconfigured, UnsupportedData
from drivers.core.link import Link
from drivers.emulators.led_board import LedBoardEmulator
from drivers.emulators.wires import PtyWire
from drivers.led_board.config import BoardConfig
from drivers.led_board.driver import LedBoard
from drivers.led_board.onbon import conversation
from tests.support.emulated import Bench, EmulatorThread, ShiftedClock, make_job
from tests.unit.drivers.conftest import Plug, make_plug

CALL = Show(layout="calling", data={"ticket": "A012", "window": "3"}, ttl_s=300)
CALLED = ["请 A012 号", "到 3 号窗口"]
SERVING = Show(layout="serving", data={"ticket": "A012", "window": "3"}, ttl_s=3600)
IDLE = Show(layout="idle", data={"window": "3"}, ttl_s=86_400)
EVACUATE = Show(layout="emergency", data={"text": "请从东门离开"}, ttl_s=3600)


class Day:
    """One board, its driver and a clock that the test moves."""

    def __init__(self, bench: Bench, board: LedBoardEmulator, emulators: EmulatorThread, clock: ShiftedClock) -> None:
        self.bench = bench
        self.board = board
        self._emulators = emulators
        self.clock = clock

    def perform(self, command: DeviceCommand) -> dict[str, Any]:
        return self.bench.perform(command) or {}

    def later(self, seconds: float) -> None:
        """Time passes for driver and board alike, and the driver does what falls due meanwhile."""
        self.clock.added_s += seconds
        for _ in range(3):
            self.bench.driver.listen(0.0)

    @property
    def lines(self) -> list[str]:
        return self._emulators.call(self.board.lines)

    @property
    def state(self) -> dict[str, Any]:
        return self._emulators.call(self.board.state)

    def reboot(self) -> None:
        self._emulators.call(self.board.on_power_up)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The vendor's 2 s only make failing tests slow."""
    monkeypatch.setattr(conversation, "REPLY_TIMEOUT_S", 0.4)


@pytest.fixture
def make_day(tcp_plug: Plug, emulators: EmulatorThread, tmp_path: Path) -> Iterator[Callable[..., Day]]:
    days: list[tuple[Day, Any]] = []

    def make(options: dict[str, Any] | None = None, **model: Any) -> Day:
        clock = ShiftedClock()
        board = LedBoardEmulator("led-1", tcp_plug.wire, clock_s=clock.monotonic_s, randomness=random.Random(7), **model)
        emulators.start(board)
        day = Day(Bench(LedBoard, options or {}, tmp_path, clock), board, emulators, clock)
        connection = day.bench.connected(tcp_plug.link())
        connection.__enter__()
        days.append((day, connection))
        return day

    yield make
    for day, connection in days:
        assert day.state["flash_writes"] == day.state["erased"] == 0, "a board's flash was touched"
        connection.__exit__(None, None, None)


@pytest.fixture
def day(make_day: Callable[..., Day]) -> Day:
    return make_day()


@pytest.fixture
def overview(make_day: Callable[..., Day]) -> Day:
    return make_day({"profile": "onbon-6k3-256x80", "overview": True}, width=256, height=80)


# --- calls ---


def test_the_result_tells_what_can_be_read(day: Day) -> None:
    assert day.perform(CALL) == {
        "shown": True,
        "lines": CALLED,
        "waiting": 0,
        "replaced_characters": 0,
        "shortened_lines": 0,
    }


def test_a_recall_within_seconds_moves_in_again(day: Day) -> None:
    day.perform(CALL)
    before = day.state
    day.later(1)
    assert day.perform(CALL)["shown"]
    after = day.state
    assert (after["updates"], after["moved_in"]) == (before["updates"] + 1, before["moved_in"] + 2)
    assert day.lines == CALLED


def test_what_the_hall_only_confirms_moves_nothing(day: Day) -> None:
    day.perform(CALL)
    before = day.state["updates"]
    day.later(60)
    assert day.perform(CALL.model_copy(update={"fresh": False}))["shown"]
    assert day.state["updates"] == before


def test_a_confirmed_call_outlives_the_time_the_card_was_told_first(day: Day) -> None:
    day.perform(CALL)
    for _ in range(4):
        day.later(120)
        day.perform(CALL.model_copy(update={"fresh": False}))
    assert day.lines == CALLED


def test_a_call_stays_three_seconds_before_the_state_that_follows_it(day: Day) -> None:
    day.perform(CALL)
    told = day.perform(SERVING)
    assert (told["shown"], told["waiting"], told["lines"]) == (False, 1, CALLED)
    day.later(2)
    assert day.lines == CALLED
    day.later(1.1)
    assert day.lines == ["正在办理", "A012 号"]


def test_a_newer_call_of_the_window_comes_at_once(day: Day) -> None:
    day.perform(CALL)
    day.perform(SERVING)
    day.later(1)
    assert day.perform(Show(layout="calling", data={"ticket": "A013", "window": "3"}))["lines"][0] == "请 A013 号"
    day.later(5)
    assert day.lines[0] == "请 A013 号"


def test_a_show_cancelled_while_it_waits_leaves_everything_as_it_was(day: Day) -> None:
    day.perform(CALL)
    job = make_job(Show(layout="calling", data={"ticket": "A013", "window": "3"}))
    job.cancel()
    with pytest.raises(Cancelled):
        day.bench.driver.perform(job.command, job)
    day.later(5)
    day.bench.driver.check()
    assert day.lines == CALLED
    day.reboot()
    day.bench.driver.check()
    assert day.lines == CALLED


def test_what_the_board_refused_isn_t_shown_later(day: Day, emulators: EmulatorThread) -> None:
    day.perform(CALL)
    day.later(1)
    emulators.call(lambda: day.board.fault("memory-full"))
    with pytest.raises(UnsupportedData):
        day.perform(Show(layout="calling", data={"ticket": "A013", "window": "3"}))
    emulators.call(lambda: day.board.fault("none"))
    day.later(2)
    assert day.lines == CALLED


def test_what_the_makers_tool_left_on_the_card_never_stands_between_the_lines(make_day: Callable[..., Day]) -> None:
    day = make_day(program="欢迎光临")
    assert day.lines == ["欢迎光临"]
    day.perform(CALL)
    assert day.lines == CALLED
    day.later(1)
    day.perform(Blank())
    assert day.lines == ["欢迎光临"]


# --- power cuts ---


@pytest.mark.parametrize("command", [CALL, IDLE, EVACUATE], ids=lambda c: c.layout)
def test_after_a_power_cut_the_board_shows_again_what_holds(day: Day, command: Show) -> None:
    day.perform(command)
    before = day.lines
    assert before
    day.later(2)
    day.reboot()
    assert day.lines == []
    day.bench.driver.check()
    assert day.lines == before
    assert day.state["moved_in"] <= 4


def test_a_lost_row_of_an_overview_board_is_noticed_too(overview: Day) -> None:
    for number in (1, 2):
        overview.perform(Show(layout="calling", data={"ticket": f"A00{number}", "window": str(number)}))
        overview.later(1)
    del overview.board.card._areas[1]
    overview.bench.driver.check()
    assert len(overview.lines) == 2


def test_what_holds_longer_than_the_card_can_be_told_is_written_again(day: Day) -> None:
    day.perform(IDLE)
    updates = day.state["updates"]
    day.later(0xFFFF - 1.5)
    assert day.state["updates"] == updates + 1
    day.later(3600)
    assert day.lines
    day.later(86_400)
    assert day.lines == []


# --- above everything ---


def test_an_emergency_covers_calls_until_it_is_lifted(day: Day) -> None:
    day.perform(IDLE)
    day.later(1)
    day.perform(EVACUATE)
    evacuation = ["紧急疏散", "请从东门离开"]
    assert day.lines == evacuation
    day.later(1)
    told = day.perform(CALL)
    assert (told["shown"], told["lines"]) == (False, evacuation)
    day.perform(Blank())
    assert day.lines == evacuation
    day.later(1)
    day.perform(CALL)
    assert day.lines == evacuation
    assert day.perform(Blank(layout="emergency"))["lines"] == CALLED
    assert day.lines == CALLED


def test_no_test_pattern_covers_an_emergency(day: Day) -> None:
    day.perform(EVACUATE)
    day.later(1)
    with pytest.raises(DeviceNotReady) as refused:
        day.perform(TestPattern())
    assert refused.value.reason == "board.urgent"
    assert day.lines == ["紧急疏散", "请从东门离开"]


def test_an_emergency_ends_by_its_own_time(day: Day) -> None:
    day.perform(IDLE)
    day.later(1)
    day.perform(EVACUATE.model_copy(update={"ttl_s": 60}))
    day.later(61)
    assert day.lines[0] == "3号窗口"


def test_where_to_go_runs_through_on_a_strip_of_one_row(make_day: Callable[..., Day]) -> None:
    small = {"width": 96, "height": 16, "colours": 1, "short_status": True, "device_type": 0x51, "max_area_bytes": 512}
    day = make_day({"profile": "onbon-5k1-96x16"}, **small)
    day.perform(EVACUATE)
    assert day.lines == ["紧急疏散 请从东门离开    EVACUATE"]
    day.later(1)
    day.perform(EVACUATE.model_copy(update={"data": {}}))
    assert day.lines == ["紧急疏散"]
    day.clock.added_s += 3.2
    assert day.lines == ["EVACUATE"]


def test_identify_shows_the_label_for_a_while(day: Day) -> None:
    day.perform(IDLE)
    day.later(1)
    day.perform(Identify(label="B-17", seconds=10))
    assert day.lines == ["B-17"]
    day.later(11)
    assert day.lines[0] == "3号窗口"


def test_the_test_pattern_gives_way_after_a_minute_and_to_calls_at_once(day: Day) -> None:
    day.perform(IDLE)
    day.later(1)
    day.perform(TestPattern())
    assert day.lines == ["■" * 8] * 2
    day.later(61)
    assert day.lines[0] == "3号窗口"
    day.perform(TestPattern())
    day.later(1)
    day.perform(CALL)
    assert day.lines == CALLED


# --- overview boards ---


def overview_list(*calls: tuple[str, str, int], title: str = "综合受理区") -> Show:
    data = {"title": title}
    for number, (ticket, window, left_s) in enumerate(calls, start=1):
        data |= {f"ticket_{number}": ticket, f"window_{number}": window, f"left_s_{number}": str(left_s)}
    return Show(layout="overview", data=data, ttl_s=3600, fresh=False)


def test_the_whole_list_comes_back_in_one_command_and_each_call_ends_in_its_time(overview: Day) -> None:
    overview.perform(overview_list(("A003", "3", 200), ("A001", "1", 60)))
    assert overview.lines == ["请 A003 号到 3 号窗口", "请 A001 号到 1 号窗口"]
    overview.later(61)
    assert overview.lines == ["请 A003 号到 3 号窗口"]
    overview.later(140)
    assert overview.lines[0] == "综合受理区"


def test_a_list_that_stands_there_already_moves_nothing(overview: Day) -> None:
    overview.perform(Show(layout="calling", data={"ticket": "A001", "window": "1"}, ttl_s=300))
    updates = overview.state["updates"]
    overview.later(2)
    assert overview.perform(overview_list(("A001", "1", 298)))["shown"]
    overview.later(2)
    assert overview.state["updates"] == updates


def test_a_burst_of_calls_is_on_the_board_with_the_next_update_and_none_is_lost(overview: Day) -> None:
    for number in range(1, 8):
        overview.perform(Show(layout="calling", data={"ticket": f"A00{number}", "window": str(number)}))
    overview.later(1.01)
    assert overview.lines[0] == "请 A005 号到 5 号窗口"
    assert len(overview.lines) == 5
    overview.later(3)
    assert overview.lines[:2] == ["请 A007 号到 7 号窗口", "请 A006 号到 6 号窗口"]
    assert overview.state["too_fast"] == 0
    assert overview.state["moved_in"] == 7, "those that waited come in moving as well"


def test_a_recall_at_once_moves_in_again_with_the_next_update(overview: Day) -> None:
    call = Show(layout="calling", data={"ticket": "A001", "window": "1"}, ttl_s=300)
    overview.perform(call)
    before = overview.state
    assert not overview.perform(call)["shown"], "the card takes one update a second"
    overview.later(1.01)
    after = overview.state
    assert (after["updates"], after["moved_in"], after["too_fast"]) == (before["updates"] + 1, before["moved_in"] + 1, 0)
    overview.later(5)
    assert overview.state["updates"] == after["updates"], "once"


def test_a_command_that_interrupts_an_update_takes_no_call_its_movement(overview: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    overview.perform(Show(layout="calling", data={"ticket": "A001", "window": "1"}))
    overview.perform(Show(layout="calling", data={"ticket": "A002", "window": "2"}))
    before = overview.state["moved_in"]
    overview.clock.added_s += 1.01
    talk = overview.board.card
    monkeypatch.setattr(talk, "perform", _interrupting(overview, talk.perform))
    with pytest.raises(Cancelled):
        overview.bench.driver.listen(0.0)
    overview.bench.driver.link.rearm()
    overview.later(1.01)
    assert overview.lines == ["请 A002 号到 2 号窗口", "请 A001 号到 1 号窗口"]
    assert overview.state["moved_in"] >= before + 2, "once interrupted, once seen"


def _interrupting(day: Day, perform: Callable[[bytes, int], bytes]) -> Callable[[bytes, int], bytes]:
    """The board obeys the first command, and the worker is woken before its answer arrives."""
    left = [1]

    def performed(data: bytes, display_mode: int) -> bytes:
        if left:
            left.pop()
            day.bench.driver.link.cancel()
        return perform(data, display_mode)

    return performed


def test_a_notice_keeps_its_row(overview: Day) -> None:
    overview.perform(Show(layout="notice", data={"text": "今天下午五点下班"}, ttl_s=600))
    overview.later(1)
    overview.perform(Show(layout="calling", data={"ticket": "A001", "window": "1"}))
    overview.later(1)
    assert overview.lines == ["请 A001 号到 1 号窗口", "今天下午五点下班"]


# --- brightness, power, clock ---


def test_brightness_by_percent_and_the_diodes_off(day: Day) -> None:
    for percent, level in ((1, 1), (50, 8), (100, 15)):
        day.perform(Brightness(percent=percent))
        assert (day.state["brightness"], day.state["on"]) == (level, True)
    day.perform(Brightness(percent=0))
    assert not day.state["on"]
    day.bench.driver.check()
    assert not day.state["on"], "what was switched off on purpose stays off"
    day.perform(Brightness(percent=40))
    assert day.state["on"]


def test_a_board_that_someone_else_switched_off_is_switched_on(day: Day) -> None:
    day.board.card._on = False
    day.bench.driver.check()
    assert day.state["on"]


def test_brightness_follows_the_hours(make_day: Callable[..., Day], monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 6, 1, 12, 0).astimezone()
    monkeypatch.setattr(ShiftedClock, "wall_ms", lambda _: int(now.timestamp() * 1000))
    day = make_day({"brightness_hours": [{"at": "07:30", "percent": 100}, {"at": "19:00", "percent": 20}]})
    assert day.state["brightness"] == 15
    now = now.replace(hour=20)
    day.bench.driver.check()
    assert day.state["brightness"] == 3
    day.perform(Brightness(percent=60))
    day.bench.driver.check()
    assert day.state["brightness"] == 9, "set by hand: it stays until the next hour of the table"
    now = now.replace(day=2, hour=8)
    day.bench.driver.check()
    assert day.state["brightness"] == 15


def test_brightness_set_by_hand_outlives_a_power_cut_and_a_lost_line(
    tcp_plug: Plug, make_day: Callable[..., Day], monkeypatch: pytest.MonkeyPatch
) -> None:
    day = make_day({"brightness": 100})
    day.perform(IDLE)
    day.perform(Brightness(percent=60))
    day.later(1)
    day.reboot()
    day.bench.driver.check()
    assert day.state["brightness"] == 9
    day.bench.driver.disconnect()
    day.reboot()
    day.bench.driver.connect(day.bench.driver.link)
    assert day.state["brightness"] == 9


def test_what_was_lost_is_written_again_only_when_the_card_takes_an_update(day: Day) -> None:
    day.perform(IDLE)
    day.clock.added_s += 1
    day.perform(CALL)
    del day.board.card._areas[1]
    day.bench.driver.check()
    assert day.lines == CALLED
    assert day.state["too_fast"] == 0


def test_the_clock_is_set_and_kept(make_day: Callable[..., Day]) -> None:
    day = make_day(clock_drift=0.001)
    board_time = datetime.fromisoformat(day.state["clock"])
    assert abs((board_time - datetime.now(UTC).astimezone().replace(tzinfo=None)).total_seconds()) < 2
    # The test's shifted clock moves the board's time on, but not the wall's: it is far off, as after a drift.
    day.clock.added_s += 3600
    day.bench.driver.check()
    board_time = datetime.fromisoformat(day.state["clock"])
    assert abs((board_time - datetime.now(UTC).astimezone().replace(tzinfo=None)).total_seconds()) < 2


def test_the_boards_own_clock_stands_in_an_idle_layout(day: Day) -> None:
    day.perform(IDLE)
    day.clock.added_s += 3.2
    second = day.lines[1]
    assert second == day.state["clock"][11:16]


# --- settings ---


def test_the_rate_is_found_by_asking_at_both(tmp_path: Path, emulators: EmulatorThread) -> None:
    plug = make_plug("pty", tmp_path)
    assert isinstance(plug.wire, PtyWire)
    board = LedBoardEmulator(
        "led-1", plug.wire, clock_s=time.monotonic, randomness=random.Random(7), checks_baud=True, baud=57_600
    )
    emulators.start(board)
    bench = Bench(LedBoard, {}, tmp_path)
    with bench.connected(plug.link()):
        assert bench.driver.identity().capabilities["baud"] == 57_600
        bench.perform(CALL)
        assert emulators.call(board.lines) == CALLED
    begun_s = time.perf_counter()
    with bench.connected(plug.link()):
        assert time.perf_counter() - begun_s < 0.4, "the rate that worked last is tried first"


def test_a_board_at_neither_rate_is_silent(tmp_path: Path, emulators: EmulatorThread) -> None:
    plug = make_plug("pty", tmp_path)
    board = LedBoardEmulator(
        "led-1", plug.wire, clock_s=time.monotonic, randomness=random.Random(7), checks_baud=True, baud=19_200
    )
    emulators.start(board)
    with pytest.raises(DeviceSilent, match="9600 or 57600"), Bench(LedBoard, {}, tmp_path).connected(plug.link()):
        pass


def test_another_size_than_the_profiles_is_the_deployers_business(
    tcp_plug: Plug, make_board: Callable[..., LedBoardEmulator], tmp_path: Path
) -> None:
    make_board(tcp_plug, width=96, height=16)
    raised: list[tuple[str, Action]] = []
    context = DriverContext(
        "led-1", lambda _: None, lambda code, action: raised.append((code, action)), lambda _: None, ShiftedClock(), tmp_path
    )
    driver = LedBoard(BoardConfig(), context)
    link: Link = tcp_plug.link()
    link.open()
    driver.link = link
    try:
        driver.connect(link)
        assert raised == [("board.wrongSize", Action.CONFIGURATION)]
        assert driver.identity().capabilities["real_size"] == "96x16"
    finally:
        driver.disconnect()
        link.close()


def test_a_halls_own_layouts(make_day: Callable[..., Day], tmp_path: Path) -> None:
    path = tmp_path / "layouts.toml"
    path.write_text('[closed]\n[[closed.variants]]\nrows = 1\nlines = [{text = "下班了", colour = "red"}]', encoding="utf-8")
    day = make_day({"layouts": path})
    day.perform(Show(layout="closed", data={"window": "3"}))
    assert day.lines == ["下班了"]
    with pytest.raises(InvalidData):
        day.perform(Show(layout="party"))


def test_a_wrong_layouts_file_is_refused_before_the_agent_starts(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("[closed]\nlins = []", encoding="utf-8")
    with pytest.raises(Misconfigured, match=r"mine\.toml.*closed\.lins"):
        Bench(LedBoard, {"layouts": path}, tmp_path)


class EchoingLink:
    """A half-duplex adapter that hands back what is sent."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._echo = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._link, name)

    def write(self, data: bytes, timeout_s: float) -> None:
        self._echo += data
        self._link.write(data, timeout_s)

    def read(self, timeout_s: float) -> bytes:
        if self._echo and timeout_s > 0:
            echo, self._echo = self._echo, b""
            return echo
        return self._link.read(timeout_s)


def test_an_echo_is_no_answer(
    tcp_plug: Plug, make_board: Callable[..., LedBoardEmulator], emulators: EmulatorThread, tmp_path: Path
) -> None:
    board = make_board(tcp_plug)
    bench = Bench(LedBoard, {}, tmp_path)
    with bench.connected(EchoingLink(tcp_plug.link())):
        bench.perform(CALL)
        emulators.call(lambda: board.fault("silent"))
        with pytest.raises(DeviceSilent):
            bench.driver.check()
