"""What a door's looks mean, without a board."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from api.messages.device_events import DeviceEvent, DoorClosed, DoorForced, DoorHeldOpen, DoorOpened, HelpCalled
from drivers.zone_door.memory import DoorMemory, Kept
from drivers.zone_door.people import PeopleCounter
from drivers.zone_door.watch import FIRE, FORCED, HELD_OPEN, RELAY_ON, SOS, TAMPER, DoorWatch
from drivers.zone_door.wiring import Seen, Wiring

SHUT, OPEN = Seen(open=False), Seen(open=True)


class Door:
    """A watch that is looked at every 0.2 s."""

    def __init__(self, *, tells_forced: bool = True, latched: tuple[str, ...] = ()) -> None:
        self.watch = DoorWatch(tells_forced=tells_forced, held_open_s=30, latched=latched)
        self.now_s = 100.0
        self.events: list[DeviceEvent] = []
        self.faults: list[str] = []
        self.see(SHUT)

    def see(self, seen: Seen, for_s: float = 0.2) -> None:
        until_s = self.now_s + for_s
        while self.now_s < until_s:
            changes = self.watch.look(seen, self.now_s)
            self.events += changes.events
            self.faults += changes.raised
            for code in changes.cleared:
                self.faults.remove(code)
            self.now_s += 0.2


def test_a_command_opens_and_the_contact_says_so() -> None:
    door = Door()
    door.watch.released(door.now_s, 3.0)
    assert door.watch.is_released(door.now_s)
    door.see(SHUT, 4)
    assert not door.watch.is_released(door.now_s)
    door.see(OPEN, 2)
    door.see(SHUT)
    assert door.events == [DoorOpened(commanded=True), DoorClosed(open_s=2.0)]
    assert door.faults == []


def test_the_exit_button_and_the_key_open_rightly() -> None:
    door = Door()
    door.see(Seen(open=False, asked=True))
    door.see(SHUT, 3)
    door.see(OPEN)
    assert door.events == [DoorOpened(commanded=False)]
    assert door.faults == []


def test_nobody_asked_and_it_is_open_so_it_was_forced_until_someone_has_looked() -> None:
    door = Door()
    door.see(OPEN)
    door.see(SHUT)
    assert door.events == [DoorOpened(commanded=False), DoorForced(), DoorClosed(open_s=0.2)]
    assert door.watch.latched == (FORCED,)
    assert door.watch.clear(FORCED)
    assert not door.watch.clear(FORCED)
    assert door.watch.latched == ()


def test_long_after_a_command_it_is_forced_again() -> None:
    door = Door()
    door.watch.released(door.now_s, 3.0)
    door.see(SHUT, 8.5)
    door.see(OPEN)
    assert DoorForced() in door.events


def test_without_an_exit_button_wired_nobody_is_accused() -> None:
    door = Door(tells_forced=False)
    door.see(OPEN)
    assert door.events == [DoorOpened(commanded=False)]


def test_the_fire_alarm_frees_the_door() -> None:
    door = Door()
    door.see(Seen(open=False, fire=True))
    door.see(Seen(open=True, fire=True))
    assert door.events == [DoorOpened(commanded=False)]
    assert door.faults == [FIRE]
    door.see(OPEN)
    assert door.faults == []


def test_held_open_is_told_once_and_ends_when_it_shuts() -> None:
    door = Door()
    door.watch.released(door.now_s, 3.0)
    door.see(OPEN, 60)
    assert [type(event) for event in door.events] == [DoorOpened, DoorHeldOpen]
    assert door.events[1] == DoorHeldOpen(open_s=30.2) or door.events[1] == DoorHeldOpen(open_s=30.0)
    assert door.faults == [HELD_OPEN]
    door.see(SHUT)
    assert door.faults == []
    door.watch.released(door.now_s, 3.0)
    door.see(OPEN, 60)
    assert door.faults == [HELD_OPEN], "the next time it is told again"


def test_every_press_of_the_help_button_counts_and_stays() -> None:
    door = Door()
    for _ in range(2):
        door.see(Seen(open=False, sos=True), 1)
        door.see(SHUT, 1)
    assert door.events == [HelpCalled(), HelpCalled()]
    assert door.faults == [SOS, SOS]
    assert door.watch.latched == (SOS,)


def test_a_relay_that_is_on_by_itself_is_a_fault() -> None:
    watch = DoorWatch(tells_forced=True, held_open_s=30)
    watch.released(100.0, 3.0)
    assert watch.relay(103.9, on=True).raised == []
    assert watch.relay(110.0, on=True).raised == [RELAY_ON]
    assert watch.relay(120.0, on=True).raised == []
    assert watch.relay(130.0, on=False).cleared == [RELAY_ON]


class TestAfterAnOutage:
    def test_an_open_door_is_no_news(self) -> None:
        door = Door()
        door.watch.lost_sight()
        door.see(OPEN)
        assert door.events == []
        assert door.watch.latched == ()

    def test_a_button_that_is_still_pressed_is_known(self) -> None:
        door = Door(latched=(SOS, TAMPER))
        door.watch.lost_sight()
        door.see(Seen(open=False, sos=True, tamper=True))
        assert door.events == []
        assert door.faults == []

    def test_a_button_pressed_meanwhile_is_news(self) -> None:
        door = Door()
        door.watch.lost_sight()
        door.see(Seen(open=False, sos=True, tamper=True))
        assert door.events == [HelpCalled()]
        assert door.faults == [SOS, TAMPER]

    def test_a_fire_alarm_that_ended_meanwhile_ends(self) -> None:
        door = Door()
        door.see(replace(SHUT, fire=True))
        door.watch.lost_sight()
        door.see(SHUT)
        assert door.faults == []


class TestPeople:
    def test_pulses_in_and_out(self) -> None:
        people = PeopleCounter(0, 2)
        looks = [SHUT, Seen(enter=True), SHUT, Seen(enter=True), Seen(enter=True), SHUT, Seen(leave=True)]
        assert [people.look(seen) for seen in looks] == [False, True, False, True, False, False, True]
        assert people.people == 1

    def test_full_at_the_limit_and_never_below_nobody(self) -> None:
        people = PeopleCounter(1, 2)
        assert not people.full
        for seen in (SHUT, Seen(enter=True)):
            people.look(seen)
        assert people.full
        for seen in (SHUT, Seen(leave=True)) * 4:
            people.look(seen)
        assert people.people == 0

    def test_the_boards_counters_wrap_round(self) -> None:
        people = PeopleCounter(0, 0)
        for counted in ((65_534, 0), (3, 1)):
            people.look(Seen(counted=counted))
        assert people.people == 4

    def test_a_board_that_starts_anew_moves_nobody(self) -> None:
        people = PeopleCounter(7, 0)
        for counted in ((900, 893), (0, 0)):
            people.look(Seen(counted=counted))
        assert people.people == 7
        people.lost_sight()
        people.look(Seen(counted=(50, 0)))
        assert people.people == 7

    @given(st.integers(0, 50), st.lists(st.tuples(st.booleans(), st.booleans()), max_size=60))
    def test_as_many_as_came_less_those_who_left(self, begin: int, looks: list[tuple[bool, bool]]) -> None:
        people = PeopleCounter(begin, 0)
        expected, before = begin, (False, False)
        people.look(Seen())
        for now in looks:
            people.look(Seen(enter=now[0], leave=now[1]))
            expected = max(0, expected + (now[0] and not before[0]) - (now[1] and not before[1]))
            before = now
            assert people.people == expected


class TestWiring:
    def test_a_cut_wire_of_the_contact_reads_as_open(self) -> None:
        wiring = Wiring(open=1, sos=2, exit=3, key=8)
        assert wiring.seen([False] * 8) == Seen(open=True)
        assert wiring.seen([True, False, False, False, False, False, False, True]) == Seen(open=False, asked=True)

    def test_a_help_button_that_opens_its_contact(self) -> None:
        wiring = Wiring(sos=2, at_rest_closed=("sos",))
        assert wiring.seen([False, False]).sos
        assert not wiring.seen([False, True]).sos

    def test_the_boards_own_counters(self) -> None:
        wiring = Wiring(enter=1, leave=3)
        assert wiring.seen([False] * 3, [10, 20, 30]).counted == (10, 30)

    @pytest.mark.parametrize("wrong", [{"open": 1, "sos": 1}, {"enter": 1}, {"open": 0}, {"window": 1}])
    def test_what_can_not_be_wired(self, wrong: dict[str, int]) -> None:
        with pytest.raises(ValidationError):
            Wiring.model_validate(wrong)


class TestMemory:
    def test_comes_back_after_a_restart(self, tmp_path: Path) -> None:
        DoorMemory(tmp_path, "door-1").keep(Kept(5, (SOS, FORCED)))
        assert DoorMemory(tmp_path, "door-1").load() == Kept(5, (SOS, FORCED))
        assert DoorMemory(tmp_path, "door-2").load() == Kept()

    @pytest.mark.parametrize(
        "text",
        ["", "{", "[]", '{"format": 2}', json.dumps({"format": 1, "people": -1, "latched": []}), '{"format":1,"people":"x"}'],
    )
    def test_a_damaged_file_is_an_empty_zone(self, tmp_path: Path, text: str) -> None:
        (tmp_path / "door-1.door.json").write_text(text, encoding="utf-8")
        assert DoorMemory(tmp_path, "door-1").load() == Kept()

    def test_what_has_not_changed_is_not_written(self, tmp_path: Path) -> None:
        memory = DoorMemory(tmp_path, "door-1")
        memory.keep(Kept(1))
        (tmp_path / "door-1.door.json").unlink()
        memory.keep(Kept(1))
        assert not (tmp_path / "door-1.door.json").exists()
