"""Pads with a screen and ESPHome pads with their emulators: what a person sees and what comes back."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from api.messages.device_commands import Ask, CancelCommand, Identify, ShowStaff
from api.messages.device_events import Rated
from api.messages.words import RatingLevel, RatingOutcome
from drivers.core.errors import DeviceRefused, UnsupportedCommand
from drivers.core.trace import Direction
from drivers.emulators.lcd_pad import LcdPadEmulator
from drivers.rating_pad.driver import RatingPad
from tests.support.emulated import Bench, EmulatorThread, ShiftedClock
from tests.support.pad_broker import PadOnBroker
from tests.support.pad_makes import common, lcd_pad
from tests.unit.drivers.conftest import Plug

ASK = "01JD00000000000000000000A1"
PLATE = ShowStaff(display_name="李敏", staff_number="0012", post="综合受理", stars=4)
PROFILES = {"lines": "lcd-json", "counted": "lcd-json-zero-up"}


@pytest.fixture
def clock() -> ShiftedClock:
    return ShiftedClock()


@pytest.fixture(params=sorted(PROFILES))
def make(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def pad(plug: Plug, emulators: EmulatorThread, make: str) -> LcdPadEmulator:
    found = lcd_pad(plug.wire, make)
    emulators.start(found)
    return found


@pytest.fixture
def bench(plug: Plug, pad: LcdPadEmulator, make: str, tmp_path: Path, clock: ShiftedClock) -> Iterator[Bench]:
    found = Bench(RatingPad, {"profile": PROFILES[make], "window": 3}, tmp_path, clock)
    with found.connected(plug.link()):
        yield found


def listen_until(bench: Bench, condition: Callable[[], Any]) -> None:
    for _ in range(80):
        if condition():
            return
        bench.driver.listen(0.1)
    raise AssertionError(f"not heard; events: {bench.events}, {bench.driver.status()}")


def ask(seconds: int = 15) -> Ask:
    return Ask(ask=ASK, window=3, ticket="A012", timeout_s=seconds)


@pytest.mark.parametrize(
    ("key", "level", "labels"),
    [
        ("VERY_GOOD", RatingLevel.VERY_GOOD, ()),
        ("BAD:207,208", RatingLevel.BAD, ("207", "208")),
        ("VERY_BAD:108,999", RatingLevel.VERY_BAD, ("108",)),
    ],
)
def test_a_rating_with_its_reasons(
    bench: Bench, pad: LcdPadEmulator, emulators: EmulatorThread, key: str, level: RatingLevel, labels: tuple[str, ...]
) -> None:
    bench.perform(PLATE)
    bench.perform(ask())
    state = emulators.call(pad.state)
    assert (state["page"], state["ticket"], state["staff"]) == ("ask", "A012", "李敏")
    emulators.call(partial(pad.press, key))
    emulators.call(partial(pad.press, "GOOD"))
    listen_until(bench, lambda: bench.events)
    expected = Rated(
        ask=ASK,
        window=3,
        outcome=RatingOutcome.SUBMITTED,
        level=level,
        labels=labels,
        label_set="2020" if labels else "",
    )
    assert bench.events == [expected]
    emulators.wait_for(lambda: not pad.state()["untold"], "acknowledged")


@pytest.mark.parametrize("fault", ["double-tell", "old-reasons"])
def test_a_rating_told_twice_or_with_old_reasons_counts_once_without_them(
    bench: Bench, pad: LcdPadEmulator, emulators: EmulatorThread, fault: str
) -> None:
    emulators.call(partial(pad.fault, fault))
    bench.perform(ask())
    emulators.call(partial(pad.press, "BAD:207"))
    listen_until(bench, lambda: bench.events)
    for _ in range(5):
        bench.driver.listen(0.1)
    assert len(bench.events) == 1
    [event] = bench.events
    assert isinstance(event, Rated)
    assert event.labels == ("207",)


def test_a_level_that_doesnt_exist_counts_for_nothing_and_the_ask_runs_on(
    bench: Bench, pad: LcdPadEmulator, emulators: EmulatorThread, clock: ShiftedClock
) -> None:
    emulators.call(partial(pad.fault, "odd-level"))
    bench.perform(ask())
    emulators.call(partial(pad.press, "GOOD"))
    listen_until(bench, lambda: bench.driver.status().detail["ignored_presses"])
    assert bench.events == []
    clock.added_s += 16
    listen_until(bench, lambda: bench.events)
    assert bench.events == [Rated(ask=ASK, window=3, outcome=RatingOutcome.TIMEOUT)]


def test_the_time_out_and_a_cancel_take_the_question_off_the_screen(
    bench: Bench, pad: LcdPadEmulator, emulators: EmulatorThread, clock: ShiftedClock
) -> None:
    bench.perform(PLATE)
    bench.perform(ask())
    assert bench.perform(CancelCommand(target=ASK)) == {"cancelled": True}
    assert emulators.call(pad.state)["page"] == "staff"
    bench.perform(ask().model_copy(update={"ask": ASK[:-1] + "2"}))
    clock.added_s += 16
    listen_until(bench, lambda: bench.events)
    assert emulators.call(pad.state)["page"] == "staff"


def test_the_plate_is_shown_again_after_the_pad_was_away(
    plug: Plug, pad: LcdPadEmulator, make: str, emulators: EmulatorThread, tmp_path: Path
) -> None:
    bench = Bench(RatingPad, {"profile": PROFILES[make], "window": 3}, tmp_path)
    with bench.connected(plug.link()):
        bench.perform(PLATE)
    emulators.call(partial(pad.fault, "reboot"))
    emulators.wait_for(lambda: pad._reboot_timer is None, "powered up")
    with bench.connected(plug.link()):
        bench.driver.check()
    emulators.wait_for(lambda: pad.state()["staff"] == "李敏", "plate")


def test_nobodys_name_and_no_rating_stays_in_the_trace(make: str) -> None:
    for direction in Direction:
        line = '{"cmd":"staff","name":"李敏"}\n'.encode()
        assert list(RatingPad.personal_ranges(direction, line)) == [(0, len(line))]
    rating = b'rated {"seq":1,"ask":"01JD00000000000000000000A1","key":5}\n'
    assert list(RatingPad.personal_ranges(Direction.RECEIVED, rating)) == [(0, len(rating))]
    assert not RatingPad.personal_ranges(Direction.SENT, b'ack {"seq":1}\n')
    assert not RatingPad.personal_ranges(Direction.RECEIVED, b'state {"state":"online"}\n')


@pytest.fixture
def esphome(emulators: EmulatorThread, tmp_path: Path) -> PadOnBroker:
    found = PadOnBroker(tmp_path, **common())
    emulators.start(found)
    return found


@pytest.fixture
def esphome_bench(esphome: PadOnBroker, tmp_path: Path, clock: ShiftedClock) -> Iterator[Bench]:
    found = Bench(RatingPad, {"profile": "esphome-five-keys", "window": 3}, tmp_path, clock)
    with found.connected(esphome.link()):
        yield found


@pytest.mark.parametrize(("key", "level"), [("1", RatingLevel.VERY_GOOD), ("3", RatingLevel.FAIR), ("5", RatingLevel.VERY_BAD)])
def test_keys_of_an_esphome_pad(
    esphome_bench: Bench, esphome: PadOnBroker, emulators: EmulatorThread, key: str, level: RatingLevel
) -> None:
    esphome_bench.perform(ask())
    assert emulators.call(esphome.state)["asking"]
    emulators.call(partial(esphome.press, key))
    listen_until(esphome_bench, lambda: esphome_bench.events)
    assert esphome_bench.events == [Rated(ask=ASK, window=3, outcome=RatingOutcome.SUBMITTED, level=level)]
    emulators.wait_for(lambda: esphome.state()["waiting"] == 0, "acknowledged")


def test_an_esphome_pad_with_a_full_outbox_is_refused(
    esphome_bench: Bench, esphome: PadOnBroker, emulators: EmulatorThread
) -> None:
    emulators.call(partial(esphome.fault, "full-outbox"))
    with pytest.raises(DeviceRefused) as refused:
        esphome_bench.perform(ask())
    assert refused.value.reason == "pad.full"
    esphome_bench.driver.disconnect()
    assert esphome_bench.events == []


def test_an_esphome_pad_times_out_cancels_and_shows_itself(
    esphome_bench: Bench, esphome: PadOnBroker, emulators: EmulatorThread, clock: ShiftedClock
) -> None:
    esphome_bench.perform(Identify(label="3"))
    with pytest.raises(UnsupportedCommand):
        esphome_bench.perform(PLATE)
    esphome_bench.perform(ask())
    clock.added_s += 17
    listen_until(esphome_bench, lambda: esphome_bench.events)
    assert esphome_bench.events == [Rated(ask=ASK, window=3, outcome=RatingOutcome.TIMEOUT)]
    assert not emulators.call(esphome.state)["asking"]
