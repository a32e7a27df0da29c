"""Hall screens: present, silent, mute."""

from api.messages.words import DeviceState
from hall_controller.devices.bindings import Expected
from hall_controller.devices.screens import ScreenWatch


class Clock:
    now = 1_000_000

    def __call__(self) -> int:
        return self.now


def make() -> tuple[ScreenWatch, Clock]:
    clock = Clock()
    return ScreenWatch({"hall-1": Expected("hall-1/screen", "hall-screen", "main")}, clock), clock


def test_a_screen_that_is_not_there_is_unknown() -> None:
    watch, _ = make()
    [line] = watch.views()
    assert (line.status, line.reason) == (DeviceState.UNKNOWN, "screen.silent")


def test_a_screen_that_shows_each_call_is_online() -> None:
    watch, clock = make()
    watch.joined("hall-1")
    watch.called(7)
    clock.now += 2_000
    watch.shown("hall-1", 7)
    clock.now += 60_000
    assert watch.check() == []
    assert watch.views()[0].status is DeviceState.ONLINE


def test_a_call_not_shown_in_time_is_a_fault_until_a_later_one_is_shown() -> None:
    watch, clock = make()
    watch.joined("hall-1")
    watch.called(7)
    clock.now += 3_000
    assert watch.check() == ["hall-1"]
    assert watch.check() == [], "it is told once"
    assert (watch.views()[0].status, watch.views()[0].faults) == (DeviceState.UNKNOWN, ("screen.mute",))
    watch.called(9)
    watch.shown("hall-1", 9)
    assert watch.check() == []
    assert watch.views()[0].status is DeviceState.ONLINE


def test_a_later_call_does_not_swallow_an_earlier_one() -> None:
    watch, clock = make()
    watch.joined("hall-1")
    watch.called(7)
    watch.called(8)
    watch.shown("hall-1", 8)
    clock.now += 3_000
    assert watch.check() == ["hall-1"]


def test_two_streams_of_a_page_being_reloaded_count_as_one_screen() -> None:
    watch, _ = make()
    watch.joined("hall-1")
    watch.joined("hall-1")
    watch.left("hall-1")
    assert watch.views()[0].status is DeviceState.ONLINE
    watch.left("hall-1")
    assert watch.views()[0].reason == "screen.silent"


def test_a_stranger_leaves_no_trace() -> None:
    watch, _ = make()
    for number in range(1_000):
        watch.joined(f"stranger-{number}")
        watch.shown(f"stranger-{number}", 1)
    assert len(watch.views()) == 1
