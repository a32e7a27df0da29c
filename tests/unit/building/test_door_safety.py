"""What must not go wrong at a door: lost answers, overlapping openings, restarts, boards that answer in their own way."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.messages.device_commands import Open
from api.messages.device_events import DoorForced, DoorHeldOpen, DoorOpened
from drivers.core.clock import SystemClock
from drivers.core.errors import (
    DeviceError,
    DeviceRefused,
    DeviceSilent,
    HardwareFailed,
    LinkLost,
    Misconfigured,
    OutcomeUnknown,
)
from drivers.core.lifecycle import WorkerState
from drivers.core.tcp_link import TcpLink
from drivers.core.worker import Outputs, Worker
from drivers.emulators.modbus_frames import READ_COILS, WRITE_COIL, Refusal
from drivers.emulators.relay_board import RelayBoardEmulator
from drivers.modbus.conversation import ANSWER_WITHIN_S
from drivers.modbus.maps import MAP_DIRECTORY
from drivers.zone_door.driver import STILL_ON, ZoneDoor, ZoneDoorConfig
from drivers.zone_door.watch import HELD_OPEN, RELAY_ON, SOS, TAMPER
from tests.support.door import FakeTime, TimedLine, Zone
from tests.support.emulated import make_job
from tests.support.peers import eventually


class Board:
    """A door on its timed line; what a test wants to break is replaced on the emulated board."""

    def __init__(self, folder: Path, **options: Any) -> None:
        self.time = FakeTime()
        self.lose = False
        self.line = TimedLine(self.time, lambda: self.lose)
        self.emulator: RelayBoardEmulator = self.line.board
        self.folder, self.options = folder, options

    def zone(self) -> Zone:
        return Zone(self.folder, self.time, self.options)

    def on(self, zone: Zone) -> Any:
        return zone.on(self.line)

    def passes(self, zone: Zone, seconds: float) -> None:
        """The driver listens for so long, and is asked for its well-being every ten seconds as the worker does."""
        until_s, check_s = self.time.s + seconds, self.time.s + 10
        while self.time.s < until_s:
            zone.driver.listen(min(2.0, until_s - self.time.s))
            if self.time.s >= check_s:
                zone.driver.check()
                check_s += 10

    @property
    def relay_on(self) -> bool:
        return bool(self.emulator.state()["relays"][0])

    def deaf_after_a_pulse(self, for_s: float, *, takes_it: bool) -> None:
        """The pulse's answer is lost, and for a while everything else is."""
        hear = self.emulator.hear
        until_s = [float("-inf")]

        def hears(function: int, data: bytes, *, broadcast: bool) -> None:
            if function == WRITE_COIL:
                until_s[0] = self.time.s + for_s
                if takes_it:
                    hear(function, data, broadcast=True)
            elif self.time.s >= until_s[0]:
                hear(function, data, broadcast=broadcast)

        self.emulator.hear = hears  # type: ignore[method-assign]


class TestLostAnswers:
    def test_a_pulse_that_may_be_over_when_the_board_answers_again_is_not_called_undone(self, tmp_path: Path) -> None:
        """Half a second of pulse, and the board is heard again after it: its relay is off in both cases."""
        board = Board(tmp_path)
        zone = board.zone()
        with board.on(zone):
            # Both probes but the last one are lost as well.
            board.deaf_after_a_pulse(2 * ANSWER_WITHIN_S, takes_it=True)
            pulses = board.emulator.pulses
            zone.driver._board._talking()._answer_within_s = 0.3  # type: ignore[attr-defined]
            with pytest.raises(DeviceSilent) as silent:
                zone.open(pulse_ms=500)
        assert board.emulator.pulses == pulses + 1
        assert silent.value.leaves_doubt

    @pytest.mark.parametrize("pulse_ms", [3_000, 30_000])
    def test_a_board_that_took_nothing_is_known_to_while_the_pulse_would_still_run(self, tmp_path: Path, pulse_ms: int) -> None:
        board = Board(tmp_path)
        zone = board.zone()
        with board.on(zone):
            board.deaf_after_a_pulse(0.0, takes_it=False)
            with pytest.raises(DeviceSilent) as silent:
                zone.open(pulse_ms=pulse_ms)
            assert not silent.value.leaves_doubt
            # The door is as locked as before, and whoever breaks it open now breaks it open.
            zone.driver.check()
            assert zone.driver.status().detail["door"] == "locked"
            board.emulator.press("force")
            zone.driver.check()
        assert zone.events == [DoorOpened(commanded=False), DoorForced()]

    def test_a_link_that_breaks_after_the_board_has_answered_does_not_undo_it(self, tmp_path: Path) -> None:
        board = Board(tmp_path, confirm_s=2)
        zone = board.zone()
        with board.on(zone):
            read = board.line.read

            def breaks(timeout_s: float) -> bytes:
                if board.emulator.pulses:
                    raise LinkLost("pulled out")
                return read(timeout_s)

            answered = zone.driver._board._talking().ask  # type: ignore[attr-defined]

            def ask(*arguments: Any, **options: Any) -> Any:
                answer = answered(*arguments, **options)
                if arguments[0].function == WRITE_COIL:
                    board.line.read = breaks  # type: ignore[method-assign]
                return answer

            zone.driver._board._talking().ask = ask  # type: ignore[attr-defined]
            assert zone.open() == {"confirmed": False}

    @pytest.mark.parametrize(("code", "done", "error"), [
        (4, False, HardwareFailed), (4, True, None), (5, True, None), (6, False, DeviceError), (2, False, DeviceRefused),
    ])  # fmt: skip
    def test_a_board_that_says_no_is_asked_what_it_did(
        self, tmp_path: Path, code: int, done: bool, error: type[DeviceError] | None
    ) -> None:
        """Exception 5 means "taken, it will be long", 4 "failed while doing it": only the relay knows."""
        board = Board(tmp_path)
        zone = board.zone()
        perform = board.emulator.perform

        def says_no(function: int, data: bytes) -> bytes:
            if function != WRITE_COIL:
                return perform(function, data)
            if done:
                perform(function, data)
            raise Refusal(code)

        board.emulator.perform = says_no  # type: ignore[method-assign]
        with board.on(zone):
            if error is None:
                assert zone.open() == {"confirmed": False}
                assert zone.driver.status().detail["door"] == "closed"
                return
            with pytest.raises(error) as refused:
                zone.open()
            assert not refused.value.leaves_doubt
            assert zone.driver.status().detail["door"] == "locked"

    def test_a_no_and_then_silence_leaves_doubt(self, tmp_path: Path) -> None:
        board = Board(tmp_path)
        zone = board.zone()
        with board.on(zone):

            def fails(function: int, data: bytes) -> bytes:
                board.lose = True
                raise Refusal(4)

            board.emulator.perform = fails  # type: ignore[method-assign]
            with pytest.raises(OutcomeUnknown):
                zone.open()


class TestOverlappingOpenings:
    def test_a_short_opening_does_not_cut_a_long_one_short(self, tmp_path: Path) -> None:
        """A wheelchair user gets 20 s; somebody who rings three seconds later must not lock the door in front of them."""
        board = Board(tmp_path)
        zone = board.zone()
        with board.on(zone):
            zone.open(pulse_ms=20_000)
            begun_s = board.time.s
            board.passes(zone, 3)
            zone.open(pulse_ms=3_000)
            board.passes(zone, begun_s + 19 - board.time.s)
            assert board.relay_on
            assert zone.driver.status().detail["door"] == "closed"
            board.emulator.press("push")
            zone.driver.check()
            board.passes(zone, 15)
            assert not board.relay_on
        assert zone.events == [DoorOpened(commanded=True)]
        assert zone.faults == {}

    def test_a_later_end_is_the_end(self, tmp_path: Path) -> None:
        board = Board(tmp_path)
        zone = board.zone()
        with board.on(zone):
            zone.open(pulse_ms=3_000)
            board.passes(zone, 1)
            zone.open(pulse_ms=3_000)
            board.passes(zone, 2.8)
            assert board.relay_on
            board.passes(zone, 1)
            assert not board.relay_on

    def test_after_a_power_cut_of_the_board_the_next_opening_is_a_pulse_again(self, tmp_path: Path) -> None:
        board = Board(tmp_path)
        zone = board.zone()
        with board.on(zone):
            zone.open(pulse_ms=3_000)
            board.emulator.fault("reboot")
            assert not board.relay_on
            board.passes(zone, 1)
            assert zone.open(pulse_ms=3_000) == {"confirmed": False}
            assert board.relay_on
        assert board.emulator.pulses == 2


class TestRestarts:
    def test_an_agent_that_died_in_a_pulse_accuses_nobody(self, tmp_path: Path) -> None:
        board = Board(tmp_path)
        died = board.zone()
        with board.on(died):
            died.open(pulse_ms=30_000)
        restarted = board.zone()
        with board.on(restarted):
            assert restarted.driver.status().detail["door"] == "closed"
            board.passes(restarted, 2)
            board.emulator.press("push")
            board.passes(restarted, 1)
            board.emulator.press("shut")
            board.passes(restarted, 40)
            assert not board.relay_on
        assert [event for event in restarted.events if isinstance(event, DoorForced)] == []
        assert restarted.faults == {}

    def test_a_relay_that_stays_on_is_told_all_the_same(self, tmp_path: Path) -> None:
        board = Board(tmp_path)
        board.emulator.perform(WRITE_COIL, bytes.fromhex("0000FF00"))
        zone = board.zone()
        with board.on(zone):
            board.passes(zone, 29)
            assert zone.faults == {}
            board.passes(zone, 15)
            assert set(zone.faults) == {RELAY_ON}

    def test_a_door_held_open_over_a_short_outage_stays_held_open(self, tmp_path: Path) -> None:
        board = Board(tmp_path)
        zone = board.zone()
        with board.on(zone):
            zone.open()
            board.emulator.press("push")
            board.passes(zone, 32)
            assert set(zone.faults) == {HELD_OPEN}
        with board.on(zone):
            board.passes(zone, 1)
            assert set(zone.faults) == {HELD_OPEN}
            board.emulator.press("shut")
            board.passes(zone, 1)
            assert zone.faults == {}
        assert len([event for event in zone.events if isinstance(event, DoorHeldOpen)]) == 1


class TestAlarms:
    def test_an_alarm_nobody_cleared_is_there_while_the_board_is_away(self, tmp_path: Path) -> None:
        """The agent starts in the morning, the line's adapter lies on the floor: somebody called for help in the night."""
        board = Board(tmp_path)
        zone = board.zone()
        with board.on(zone):
            board.emulator.press("sos")
            zone.driver.check()
        worker = Worker(
            "door-1",
            ZoneDoor,
            ZoneDoorConfig.model_validate({"address": 4, "wiring": {"sos": 2}}),
            lambda: TcpLink("127.0.0.1", 9),
            Outputs(*(lambda _: None,) * 4),
            clock=SystemClock(),
            random=lambda: 0.5,
            data_dir=tmp_path,
        )
        worker.start()
        try:
            eventually(lambda: worker.state is WorkerState.BACKOFF, "away")
            assert SOS in [fault.code for fault in worker.faults.view().faults]
        finally:
            assert worker.close()

    @pytest.mark.parametrize(("code", "begins", "ends"), [(SOS, "sos", "sos-up"), (TAMPER, "cover", "cover-up")])
    def test_an_alarm_is_not_cleared_while_its_cause_is_there(
        self, make_zone: Callable[..., Any], press: Callable[[str], None], code: str, begins: str, ends: str
    ) -> None:
        """A button that is stuck, or that someone still holds, isn't seen to by a click far away."""
        with make_zone() as zone:
            press(begins)
            zone.driver.check()
            with pytest.raises(DeviceRefused) as refused:
                zone.clear(code)
            assert refused.value.reason == STILL_ON
            assert set(zone.faults) == {code}
            press(ends)
            zone.driver.check()
            zone.clear(code)
            assert zone.faults == {}

    def test_a_help_button_pressed_while_commands_queue_up_is_known_at_once(self, tmp_path: Path) -> None:
        """Without a contact `open` waits for nothing; the inputs are looked at all the same."""
        board = Board(tmp_path, wiring={"sos": 2})
        zone = board.zone()
        with board.on(zone):
            board.emulator.press("sos")
            zone.open()
            assert set(zone.faults) == {SOS}


class TestBoards:
    def test_a_contact_the_wrong_way_round_shows_and_still_lets_people_in(self, tmp_path: Path) -> None:
        board = Board(tmp_path, wiring={"open": 1, "sos": 2, "at_rest_closed": ()})
        zone = board.zone()
        with board.on(zone):
            assert zone.driver.status().detail["door"] == "open", "shut, and locked"
            board.passes(zone, 40)
            assert set(zone.faults) == {HELD_OPEN}
            assert zone.open() == {"confirmed": True}
            assert board.relay_on
            board.passes(zone, 40)
        assert [type(event) for event in zone.events] == [DoorHeldOpen], "told once"

    def test_a_board_that_always_answers_with_all_its_relays(self, tmp_path: Path) -> None:
        """Waveshare's first boards do, whichever relay was asked for."""
        board = Board(tmp_path, relay=3)
        perform = board.emulator.perform
        asked: list[int] = []

        def all_relays(function: int, data: bytes) -> bytes:
            if function == READ_COILS:
                asked.append(function)
                return perform(function, bytes.fromhex("00000008"))
            return perform(function, data)

        board.emulator.perform = all_relays  # type: ignore[method-assign]
        zone = board.zone()
        with board.on(zone):
            board.emulator.perform(WRITE_COIL, bytes.fromhex("0000FF00"))
            zone.driver.check()
            assert zone.driver.status().detail["door"] == "locked", "relay 1 is another one's"
            board.emulator.perform(WRITE_COIL, bytes.fromhex("0002FF00"))
            zone.driver.check()
            assert zone.driver.status().detail["door"] == "closed"
        assert asked

    def test_a_counting_sensor_at_an_input_that_is_not_counted_is_a_wrong_setting(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        counting = (MAP_DIRECTORY / "waveshare-relay-d.toml").read_text("utf-8")
        counting += '[counters]\nread = "input"\naddress = 16\ncount = 4\n'
        (tmp_path / "counting.toml").write_text(counting, encoding="utf-8")
        monkeypatch.setattr("drivers.zone_door.modbus_board.MAP_DIRECTORY", tmp_path)
        with pytest.raises(Misconfigured, match="counts at inputs 1 to 4"):
            Board(tmp_path, board="counting", wiring={"enter": 4, "leave": 5}).zone()

    def test_a_long_pulse_by_hand_shows_the_watchdog_that_the_worker_lives(self, tmp_path: Path) -> None:
        time = FakeTime()
        reads: list[float] = []

        class Silent:
            name = "silent line"

            def open(self) -> None: ...

            def close(self) -> None: ...

            def write(self, data: bytes, timeout_s: float) -> None: ...

            def read(self, timeout_s: float) -> bytes:
                reads.append(timeout_s)
                time.s += timeout_s
                return b""

        zone = Zone(tmp_path, time, {"board": "lcus", "wiring": {}})
        with zone.on(Silent()):
            command = Open(pulse_ms=30_000)
            with pytest.raises(OutcomeUnknown):
                zone.driver.perform(command, make_job(command))
        assert sum(reads) == pytest.approx(30)
        assert max(reads) <= 2
