"""The key pad driver on an emulated one, through the real input link on a pty."""

import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.messages.device_commands import ReadKeys
from api.messages.device_events import HeadphonesChanged
from api.messages.words import DeviceState
from drivers.core.errors import Cancelled, LinkLost, NobodyCame
from drivers.core.input_link import InputLink
from drivers.core.trace import Direction
from drivers.emulators.keypad import KeypadEmulator
from drivers.emulators.wires import PtyWire
from drivers.keypad.driver import Keypad
from tests.support.emulated import Bench, EmulatorThread, ShiftedClock, make_job


class Desk:
    """A key pad and its driver."""

    def __init__(self, emulators: EmulatorThread, folder: Path, profile: str, jack_keys: tuple[int, int] | None) -> None:
        self.emulators = emulators
        wire = PtyWire(folder / "keypad")
        self.device = KeypadEmulator(
            "keypad", wire, clock_s=time.monotonic, randomness=random.Random(7), reboot_s=0.05, jack_keys=jack_keys
        )
        emulators.start(self.device)
        self.clock = ShiftedClock()
        self.bench = Bench(Keypad, {"profile": profile}, folder, self.clock)
        self.link = InputLink(str(wire.path), grab=False)

    @property
    def driver(self) -> Any:
        return self.bench.driver

    def press(self, *keys: str) -> None:
        for key in keys:
            self.emulators.call(lambda: self.device.press(key))  # noqa: B023 (called within the round)

    def listen(self) -> None:
        """Take all that was sent."""
        for _ in range(5):
            self.driver.listen(0.02)

    def read(self, timeout_s: int = 1) -> list[str]:
        result = self.bench.perform(ReadKeys(timeout_s=timeout_s))
        assert result is not None
        keys: list[str] = result["keys"]
        return keys


@pytest.fixture(params=[("keypad-usb", None), ("keypad-audionav", (185, 186))], ids=["switch", "keys"])
def any_desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    with EmulatorThread() as emulators:
        desk = Desk(emulators, tmp_path, *request.param)
        with desk.bench.connected(desk.link):
            yield desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with EmulatorThread() as emulators:
        made = Desk(emulators, tmp_path, "keypad-usb", None)
        with made.bench.connected(made.link):
            yield made


def test_keys_pressed_before_and_after_the_question(desk: Desk) -> None:
    desk.press("digits:1522", "ok")
    desk.listen()
    assert desk.read() == ["1", "5", "2", "2", "ok"]
    threading.Timer(0.05, desk.press, ["up"]).start()
    assert desk.read(timeout_s=5) == ["up"]


def test_each_key_by_its_name(desk: Desk) -> None:
    keys = ["0", "9", "up", "down", "left", "right", "ok", "back", "help", "repeat", "volume-up", "volume-down"]
    desk.press(*keys)
    desk.listen()
    assert desk.read() == keys


def test_nobody_presses(desk: Desk) -> None:
    with pytest.raises(NobodyCame) as nobody:
        desk.read()
    assert nobody.value.reason == "keypad.nothing"
    assert desk.driver.status().device is DeviceState.ONLINE


def test_old_keys_are_not_handed_to_the_next_citizen(desk: Desk) -> None:
    desk.press("digits:1522")
    desk.listen()
    desk.clock.added_s += 5.1
    desk.press("ok")
    desk.listen()
    assert desk.read() == ["ok"]


def test_keys_that_nobody_asks_for_are_not_even_kept(desk: Desk) -> None:
    desk.press("digits:1522")
    desk.listen()
    assert len(desk.driver._keys) == 4
    desk.clock.added_s += 5.1
    desk.driver.listen(0.0)
    assert len(desk.driver._keys) == 0


def test_keys_are_not_handed_to_a_question_that_was_taken_back(desk: Desk) -> None:
    desk.press("digits:1522")
    desk.listen()
    job = make_job(ReadKeys(timeout_s=1))
    job.cancel()
    with pytest.raises(Cancelled):
        desk.driver.perform(job.command, job)


def test_headphones_that_are_out_at_the_start_are_no_news(any_desk: Desk) -> None:
    any_desk.press("headphones-out")
    any_desk.listen()
    assert any_desk.bench.events == []
    assert any_desk.driver.status().detail["headphones"] == "removed"
    any_desk.press("headphones-in")
    any_desk.listen()
    assert any_desk.bench.events == [HeadphonesChanged(inserted=True)]


def test_an_unknown_key_is_counted_only(desk: Desk) -> None:
    desk.press("unknown-key")
    desk.listen()
    assert desk.driver.status().detail["unknown_keys"] == 1
    with pytest.raises(NobodyCame):
        desk.read()


def test_headphones_in_and_out(any_desk: Desk) -> None:
    assert any_desk.driver.status().detail["headphones"] == "unknown"
    for key, word in (("headphones-in", "inserted"), ("headphones-in", "inserted"), ("headphones-out", "removed")):
        any_desk.press(key)
        any_desk.listen()
        assert any_desk.driver.status().detail["headphones"] == word
    assert any_desk.bench.events == [HeadphonesChanged(inserted=True), HeadphonesChanged(inserted=False)]


def test_keys_are_in_no_event_and_no_status(desk: Desk) -> None:
    desk.press("digits:77777")
    desk.listen()
    assert desk.bench.events == []
    assert "7" not in str(desk.driver.status().detail)
    assert desk.driver.personal_ranges(Direction.RECEIVED, b"x" * 24) == ((0, 24),)


def test_a_cancel_ends_the_wait(desk: Desk) -> None:
    threading.Timer(0.05, desk.link.cancel).start()
    with pytest.raises(Cancelled):
        desk.read(timeout_s=20)


def test_a_pad_that_is_pulled_out(desk: Desk) -> None:
    desk.emulators.call(lambda: desk.device.fault("drop-link"))
    with pytest.raises(LinkLost):
        desk.read(timeout_s=5)
    desk.driver.disconnect()
    status = desk.driver.status()
    assert (status.device, status.detail["headphones"]) == (DeviceState.UNKNOWN, "unknown")


def test_keys_lost_by_the_kernel_take_the_others_with_them(desk: Desk) -> None:
    """Up to the next end of a report nothing is whole (Linux, input event codes, SYN_DROPPED)."""
    desk.press("digits:12")
    desk.emulators.call(lambda: desk.device.answer(desk.device._records((0, 3, 0))))
    desk.press("digits:3", "ok")
    desk.listen()
    assert desk.read() == ["ok"]


def test_a_held_key_counts_again_only_where_it_should(desk: Desk) -> None:
    for code in (76, 115):
        for value in (1, 2, 2, 0):
            desk.emulators.call(lambda: desk.device.answer(desk.device._records((1, code, value), (0, 0, 0))))  # noqa: B023
    desk.listen()
    assert desk.read() == ["5", "volume-up", "volume-up", "volume-up"]


def test_more_keys_than_any_number_has(desk: Desk) -> None:
    desk.press("digits:" + "1" * 20, "digits:" + "2" * 20)
    desk.listen()
    assert desk.read() == ["1"] * 12 + ["2"] * 20
