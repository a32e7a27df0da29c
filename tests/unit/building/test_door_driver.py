"""The door's driver against the emulated relay board."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.messages.completion import Completion
from api.messages.device_commands import Open
from api.messages.device_events import DoorOpened, HelpCalled, OccupancyChanged
from api.messages.words import CompletionCode
from drivers.core.driver import DriverContext
from drivers.core.errors import DeviceError, DeviceRefused, DeviceSilent, InvalidData, Misconfigured, OutcomeUnknown
from drivers.core.job import Job
from drivers.core.lifecycle import WorkerState
from drivers.core.serial_link import SerialLink
from drivers.core.worker import Outputs, Worker
from drivers.emulators.lcus_relay import LcusRelayEmulator
from drivers.emulators.relay_board import RelayBoardEmulator
from drivers.emulators.wires import PtyWire, TcpWire
from drivers.modbus.maps import MAP_DIRECTORY
from drivers.zone_door.driver import FORGETFUL, FULL, ZoneDoor, ZoneDoorConfig
from drivers.zone_door.lcus import encode
from drivers.zone_door.watch import SOS
from tests.support.door import FakeTime, TimedLine, Zone
from tests.support.emulated import EmulatorThread, ShiftedClock, make_job
from tests.support.peers import eventually

DOOR_MAPS = sorted(path.stem for path in MAP_DIRECTORY.glob("*.toml") if 'kind = "zone-door"' in path.read_text("utf-8"))


@pytest.mark.parametrize("name", DOOR_MAPS)
def test_a_pulse_frees_the_lock_and_the_contact_confirms(
    make_zone: Callable[..., Any], press: Callable[[str], None], board: tuple[RelayBoardEmulator, TcpWire], name: str
) -> None:
    with make_zone(board=name) as zone:
        assert zone.driver.status().detail["door"] == "locked"
        assert zone.open() == {"confirmed": False}
        zone.driver.check()
        assert zone.driver.status().detail["door"] == "closed"
        assert board[0].state()["relays"][0]
        press("push")
        zone.driver.check()
        assert zone.driver.status().detail["door"] == "open"
        assert zone.events == [DoorOpened(commanded=True)]


def test_open_waits_for_the_contact(make_zone: Callable[..., Any], press: Callable[[str], None]) -> None:
    with make_zone(confirm_s=5) as zone:
        press("exit")
        press("push")
        assert zone.open() == {"confirmed": True}


def test_the_door_can_not_be_pushed_while_locked(make_zone: Callable[..., Any], press: Callable[[str], None]) -> None:
    with make_zone() as zone:
        press("push")
        zone.driver.check()
        assert zone.driver.status().detail["door"] == "locked"
        press("force")
        zone.driver.check()
        assert set(zone.faults) == {"door.forced"}


def test_a_full_zone_lets_in_whom_staff_lets_in(make_zone: Callable[..., Any]) -> None:
    with make_zone(limit=1) as zone:
        zone.driver._people.people = 1
        with pytest.raises(DeviceRefused) as refused:
            zone.open()
        assert (refused.value.reason, refused.value.leaves_doubt) == (FULL, False)
        assert zone.open(override=True) == {"confirmed": False}
        zone.clear(FULL)
        assert zone.events[-1] == OccupancyChanged(people=0, limit=1)
        assert zone.open() == {"confirmed": False}


def test_people_are_counted_and_remembered(
    make_zone: Callable[..., Any], press: Callable[[str], None], emulators: EmulatorThread, board: Any
) -> None:
    with make_zone(limit=9) as zone:
        for _ in range(2):
            press("enter")
            zone.driver.check()
            emulators.wait_for(lambda: not board[0].state()["inputs"][5])
            zone.driver.check()
        assert zone.events == [OccupancyChanged(people=1, limit=9), OccupancyChanged(people=2, limit=9)]
    with make_zone(limit=9) as zone:
        assert zone.driver.status().detail["people"] == 2


def test_a_board_that_counts_by_itself_misses_nobody(
    make_zone: Callable[..., Any], press: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its inputs are bits of a register, its counters registers of their own: five people between two looks."""
    board_map = (MAP_DIRECTORY / "waveshare-relay-d.toml").read_text("utf-8")
    counting = board_map.replace('read = "discrete"', 'read = "input-register"')
    counting += '[counters]\nread = "input"\naddress = 16\ncount = 8\n'
    (tmp_path / "counting.toml").write_text(counting, encoding="utf-8")
    monkeypatch.setattr("drivers.zone_door.modbus_board.MAP_DIRECTORY", tmp_path)
    with make_zone(board="counting") as zone:
        assert zone.driver.status().detail["door"] == "locked"
        for _ in range(5):
            press("enter")
        press("leave")
        press("force")
        zone.driver.check()
        assert zone.driver.status().detail["people"] == 4
        assert zone.driver.status().detail["door"] == "open"


def test_an_alarm_outlives_a_restart_until_someone_clears_it(make_zone: Callable[..., Any], press: Callable[[str], None]) -> None:
    with make_zone() as zone:
        press("sos")
        zone.driver.check()
        press("sos-up")
        zone.driver.check()
        assert zone.events == [HelpCalled()]
        assert zone.driver.status().detail["alarms"] == [SOS]
    with make_zone() as zone:
        assert set(zone.faults) == {SOS}
        zone.clear(SOS)
        assert zone.faults == {}
        with pytest.raises(InvalidData):
            zone.clear(SOS)
    with make_zone() as zone:
        assert zone.faults == {}


def test_fire_and_tampering_show(make_zone: Callable[..., Any], press: Callable[[str], None]) -> None:
    with make_zone() as zone:
        press("fire")
        press("cover")
        zone.driver.check()
        detail = zone.driver.status().detail
        assert (detail["door"], detail["fire"]) == ("tampered", "alarm")
        assert set(zone.faults) == {"door.fire", "door.tamper"}
        press("cover-up")
        press("push")
        zone.driver.check()
        assert zone.driver.status().detail["door"] == "open"
        assert "door.forced" not in zone.faults


def test_a_board_that_takes_no_command_is_known_to_have_done_nothing(
    make_zone: Callable[..., Any], emulators: EmulatorThread, board: tuple[RelayBoardEmulator, TcpWire]
) -> None:
    """The answer to the pulse is lost; the relay's state tells whether it was heard."""
    with make_zone() as zone:
        heard = board[0].hear

        def deaf_for_writes(function: int, data: bytes, *, broadcast: bool) -> None:
            if function not in (5, 16):
                heard(function, data, broadcast=broadcast)

        emulators.call(lambda: setattr(board[0], "hear", deaf_for_writes))
        with pytest.raises(DeviceSilent) as silent:
            zone.open()
        assert not silent.value.leaves_doubt
        assert board[0].pulses == 0

        def mute_for_writes(function: int, data: bytes, *, broadcast: bool) -> None:
            heard(function, data, broadcast=broadcast or function in (5, 16))

        emulators.call(lambda: setattr(board[0], "hear", mute_for_writes))
        assert zone.open() == {"confirmed": False}
        assert board[0].pulses == 1, "asked once, however it is heard"


def test_a_board_that_falls_silent_leaves_doubt(
    make_zone: Callable[..., Any], emulators: EmulatorThread, board: tuple[RelayBoardEmulator, TcpWire]
) -> None:
    with make_zone() as zone:
        emulators.call(lambda: board[0].fault("bad-checksum"))
        with pytest.raises(DeviceSilent) as silent:
            zone.open()
        assert silent.value.leaves_doubt


def test_a_relay_that_does_not_move_is_not_called_open(
    make_zone: Callable[..., Any], emulators: EmulatorThread, board: tuple[RelayBoardEmulator, TcpWire]
) -> None:
    with make_zone() as zone:
        emulators.call(lambda: board[0].fault("relay-stuck"))
        assert zone.open() == {"confirmed": False}


def test_a_pulse_longer_than_the_boards_timer_is_refused(make_zone: Callable[..., Any], tmp_path: Path) -> None:
    with make_zone(board="relay-timer-registers") as zone:
        zone.driver._board._timer = zone.driver._board._timer.model_copy(update={"longest": 5})
        with pytest.raises(InvalidData):
            zone.open(pulse_ms=5_001)


def test_a_disk_that_refuses_closes_no_door(make_zone: Callable[..., Any], press: Callable[[str], None], tmp_path: Path) -> None:
    with make_zone() as zone:
        (tmp_path / "door-1.door.part").mkdir()
        press("sos")
        zone.driver.check()
        assert set(zone.faults) == {SOS, FORGETFUL}
        assert zone.open() == {"confirmed": False}
        (tmp_path / "door-1.door.part").rmdir()
        zone.driver.check()
        assert set(zone.faults) == {SOS}


@pytest.mark.parametrize(
    "options",
    [
        {"board": "xy-md02"},
        {"board": "none-such"},
        {"relay": 9},
        {"board": "relay-timer-registers", "relay": 2},
        {"wiring": {"open": 9}},
        {"board": "lcus"},
        {"board": "lcus", "wiring": {}, "relay": 9},
    ],
)
def test_what_the_board_does_not_have_is_a_wrong_setting(tmp_path: Path, options: dict[str, Any]) -> None:
    with pytest.raises(Misconfigured):
        Zone(tmp_path, ShiftedClock(), options)


@pytest.mark.parametrize("every_nth_lost", [0, 3])
def test_a_call_for_help_is_known_within_half_a_second(tmp_path: Path, every_nth_lost: int) -> None:
    """Pressed at any moment of the poll's round, also while every third question is lost on the line."""
    time, questions = FakeTime(), iter(range(10**9))
    line = TimedLine(time, lambda: bool(every_nth_lost) and next(questions) % every_nth_lost == 1)
    zone = Zone(tmp_path, time, {})
    told: list[float] = []
    zone.driver.context = DriverContext(
        "door-1", lambda _: told.append(time.s), lambda *_: None, lambda _: None, zone.clock, tmp_path
    )
    latencies: list[float] = []
    with zone.on(line):
        for step in range(60):
            pressed_s = time.s + 0.5 + step * 0.0071
            line.due.append((pressed_s, lambda: line.board.press("sos")))
            told.clear()
            while not told:
                zone.driver.listen(2.0)
            latencies.append(told[0] - pressed_s)
            line.board.press("sos-up")
            for _ in range(6):
                zone.driver.listen(2.0)
    assert max(latencies) <= 0.5
    assert min(latencies) >= 0


class TestLcus:
    @pytest.fixture
    def relay(self, emulators: EmulatorThread, common: dict[str, Any], tmp_path: Path) -> LcusRelayEmulator:
        relay = LcusRelayEmulator("lcus-1", PtyWire(tmp_path / "tty-lcus"), **common, channels=2)
        emulators.start(relay)
        return relay

    def zone(self, tmp_path: Path, **options: Any) -> Any:
        zone = Zone(tmp_path, ShiftedClock(), {"board": "lcus", "wiring": {}, **options})
        return zone.on(SerialLink(str(tmp_path / "tty-lcus"), 9600))

    def test_the_makers_examples(self) -> None:
        assert encode(1, on=True) == bytes.fromhex("A0 01 01 A2")
        assert encode(1, on=False) == bytes.fromhex("A0 01 00 A1")

    def test_on_then_off_and_nobody_knows(self, relay: LcusRelayEmulator, emulators: EmulatorThread, tmp_path: Path) -> None:
        with self.zone(tmp_path, relay=2) as zone:
            assert zone.driver.status().reason == "relay.neverAnswers"
            assert zone.driver.status().detail["relay"] == "assumed"
            with pytest.raises(OutcomeUnknown):
                zone.open(pulse_ms=500)
            emulators.wait_for(lambda: relay.state()["switched_on"] == 1 and relay.state()["relays"] == [False, False])

    def test_off_comes_first_after_a_death_in_mid_pulse(
        self, relay: LcusRelayEmulator, emulators: EmulatorThread, tmp_path: Path
    ) -> None:
        emulators.call(lambda: relay.on_bytes(encode(1, on=True)))
        with self.zone(tmp_path):
            emulators.wait_for(lambda: relay.state()["relays"][0] is False)

    def test_an_agent_that_ends_in_mid_pulse_switches_off_in_time(
        self, relay: LcusRelayEmulator, emulators: EmulatorThread, tmp_path: Path
    ) -> None:
        completions: list[Completion] = []
        worker = Worker(
            "door-1",
            ZoneDoor,
            ZoneDoorConfig(board="lcus"),
            lambda: SerialLink(str(tmp_path / "tty-lcus"), 9600),
            Outputs(*(lambda _: None,) * 4),
            clock=ShiftedClock(),
            random=lambda: 0.5,
            data_dir=tmp_path,
        )
        worker.start()
        eventually(lambda: worker.state is WorkerState.READY, "ready")
        command = Open(pulse_ms=30_000)
        now_s = ShiftedClock().monotonic_s()
        worker.submit(Job("01JD0000000000000000000001", command, now_s, 60, completions.append, irreversible=True))
        emulators.wait_for(lambda: relay.state()["relays"][0], "on")
        assert worker.close()
        emulators.wait_for(lambda: not relay.state()["relays"][0], "off")
        assert [completion.code for completion in completions] == [CompletionCode.OUTCOME_UNKNOWN]

    def test_a_cancel_ends_the_pulse(self, relay: LcusRelayEmulator, emulators: EmulatorThread, tmp_path: Path) -> None:
        with self.zone(tmp_path) as zone:
            command = Open(pulse_ms=30_000)
            job = make_job(command)
            job.cancel()
            with pytest.raises(DeviceError):
                zone.driver.perform(command, job)
            emulators.wait_for(lambda: relay.state()["relays"][0] is False)
