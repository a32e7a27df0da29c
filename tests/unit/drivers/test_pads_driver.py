"""Call pad and evaluator on one emulated line, each driver on its share of the bus."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from api.messages.device_commands import Ask, CancelCommand, PadDisplay
from api.messages.device_events import KeyPressed, Rated
from api.messages.words import DeviceState, PadKey, RatingLevel, RatingOutcome
from drivers.call_pad.driver import CallPad
from drivers.core.clock import SystemClock
from drivers.core.errors import DeviceSilent
from drivers.core.shared_bus import SharedBus
from drivers.core.trace import Direction
from drivers.emulators.pads import CallPadEmulator, EvaluatorEmulator
from drivers.ff68 import conversation
from drivers.ff68.bus_codec import Ff68BusCodec
from drivers.ff68.protocol import PadFrame, encode
from drivers.rating_pad.driver import RatingPad
from tests.support.emulated import Bench, EmulatorThread, ShiftedClock
from tests.unit.drivers.conftest import Plug

ASK_1, ASK_2 = "01JD00000000000000000000A1", "01JD00000000000000000000A2"
Pads = tuple[CallPadEmulator, EvaluatorEmulator]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "ECHO_TIMEOUT_S", 0.15)


@pytest.fixture
def pads(plug: Plug, make_pads: Callable[..., Pads]) -> Pads:
    return make_pads(plug)


@pytest.fixture
def bus(plug: Plug, pads: Pads) -> Iterator[SharedBus]:
    shared = SharedBus("pads", plug.link, Ff68BusCodec(), SystemClock())
    yield shared
    assert shared.close()


@pytest.fixture
def clock() -> ShiftedClock:
    return ShiftedClock()


@pytest.fixture
def call_pad(bus: SharedBus, tmp_path: Path, clock: ShiftedClock) -> Iterator[Bench]:
    bench = Bench(CallPad, {"address": 1, "window": 3}, tmp_path, clock)
    with bench.connected(bus.member(1)):
        yield bench


@pytest.fixture
def rating_pad(bus: SharedBus, tmp_path: Path, clock: ShiftedClock) -> Iterator[Bench]:
    bench = Bench(RatingPad, {"address": 2, "window": 3}, tmp_path, clock)
    with bench.connected(bus.member(2)):
        yield bench


def listen_until(bench: Bench, condition: Callable[[], bool]) -> None:
    for _ in range(60):
        if condition():
            return
        bench.driver.listen(0.1)
    raise AssertionError(f"not heard; events: {bench.events}")


@pytest.mark.parametrize(
    ("press", "event"),
    [
        ("next", KeyPressed(window=3, key=PadKey.NEXT)),
        ("recall", KeyPressed(window=3, key=PadKey.RECALL)),
        ("miss", KeyPressed(window=3, key=PadKey.MISS)),
        ("hold", KeyPressed(window=3, key=PadKey.HOLD)),
        ("take-back", KeyPressed(window=3, key=PadKey.TAKE_BACK)),
        ("pause", KeyPressed(window=3, key=PadKey.PAUSE)),
        ("evaluate", KeyPressed(window=3, key=PadKey.EVALUATE)),
        ("transfer:12", KeyPressed(window=3, key=PadKey.TRANSFER, digits="12")),
    ],
)
def test_a_key_is_told_once_and_acknowledged(
    call_pad: Bench, pads: Pads, emulators: EmulatorThread, press: str, event: KeyPressed
) -> None:
    emulators.call(lambda: pads[0].press(press))
    listen_until(call_pad, lambda: bool(call_pad.events))
    emulators.wait_for(lambda: not pads[0].state()["waiting_for_echo"], "echo")
    assert call_pad.events == [event]
    assert pads[0].state()["unacknowledged"] == 0


def test_a_press_sent_again_for_want_of_an_echo_counts_once(call_pad: Bench, pads: Pads, emulators: EmulatorThread) -> None:
    emulators.call(lambda: pads[0].press("next"))
    # Nobody listens until the pad has sent the key three times.
    emulators.wait_for(lambda: pads[0].state()["unacknowledged"] == 1, "retransmissions")
    listen_until(call_pad, lambda: bool(call_pad.events))
    for _ in range(3):
        call_pad.driver.listen(0.05)
    assert call_pad.events == [KeyPressed(window=3, key=PadKey.NEXT)]


def test_two_presses_are_two(call_pad: Bench, pads: Pads, emulators: EmulatorThread, clock: ShiftedClock) -> None:
    for count in (1, 2):
        emulators.call(lambda: pads[0].press("next"))
        listen_until(call_pad, lambda: len(call_pad.events) == count)  # noqa: B023 (called within the round)
        clock.added_s += 1.0
    assert len(call_pad.events) == 2


def test_the_display_shows_waiting_and_ticket(call_pad: Bench, pads: Pads, emulators: EmulatorThread) -> None:
    call_pad.perform(PadDisplay(waiting=7, ticket="A012", beep=True))
    state = emulators.call(pads[0].state)
    assert (state["display"], state["beeps"]) == ("  7012", 1)
    call_pad.driver.check()
    assert emulators.call(pads[0].state)["display"] == "  7012"
    assert call_pad.driver.status().device is DeviceState.ONLINE


def test_a_key_pressed_while_the_driver_asks_isnt_lost(call_pad: Bench, pads: Pads, emulators: EmulatorThread) -> None:
    emulators.call(lambda: pads[0].press("next"))
    call_pad.perform(PadDisplay(waiting=1))
    listen_until(call_pad, lambda: bool(call_pad.events))
    assert call_pad.events == [KeyPressed(window=3, key=PadKey.NEXT)]


@pytest.mark.parametrize("fault", ["silent", "garbage", "half-frame", "bad-checksum", "drop-link"])
def test_a_dead_pad_is_found_and_doesnt_hold_up_the_other(
    call_pad: Bench, rating_pad: Bench, pads: Pads, emulators: EmulatorThread, fault: str
) -> None:
    emulators.call(lambda: pads[0].fault(fault))
    with pytest.raises(DeviceSilent):
        call_pad.perform(PadDisplay(waiting=1))
    rating_pad.driver.check()
    assert rating_pad.driver.status().device is DeviceState.ONLINE


@pytest.mark.parametrize(
    ("key", "outcome", "level"),
    [
        ("very-good", RatingOutcome.SUBMITTED, RatingLevel.VERY_GOOD),
        ("good", RatingOutcome.SUBMITTED, RatingLevel.GOOD),
        ("bad", RatingOutcome.SUBMITTED, RatingLevel.BAD),
        ("declined", RatingOutcome.DECLINED, None),
    ],
)
def test_an_ask_gets_its_one_answer(
    rating_pad: Bench,
    pads: Pads,
    emulators: EmulatorThread,
    clock: ShiftedClock,
    key: str,
    outcome: RatingOutcome,
    level: RatingLevel | None,
) -> None:
    rating_pad.perform(Ask(ask=ASK_1, window=3, ticket="A012"))
    assert rating_pad.driver.status().detail["pad"] == "asking"
    assert emulators.call(pads[1].state)["beeps"] == 1
    for press in (key, "bad", key):
        emulators.call(partial(pads[1].press, press))
        emulators.wait_for(lambda: pads[1].state()["waiting_for_echo"], "sent")
        for _ in range(30):
            rating_pad.driver.listen(0.1)
            if not emulators.call(pads[1].state)["waiting_for_echo"]:
                break
        clock.added_s += 1.0
    assert rating_pad.events == [Rated(ask=ASK_1, window=3, outcome=outcome, level=level)]
    assert rating_pad.driver.status().detail["pad"] == "answered"


def test_a_press_that_nobody_asked_for_is_ignored(rating_pad: Bench, pads: Pads, emulators: EmulatorThread) -> None:
    emulators.call(lambda: pads[1].press("good"))
    listen_until(rating_pad, lambda: rating_pad.driver.status().detail["ignored_presses"] == 1)
    assert rating_pad.events == []


def test_the_time_out_comes_once_and_a_late_press_changes_nothing(
    rating_pad: Bench, pads: Pads, emulators: EmulatorThread, clock: ShiftedClock
) -> None:
    rating_pad.perform(Ask(ask=ASK_1, window=3, ticket="A012", timeout_s=15))
    clock.added_s += 14
    rating_pad.driver.listen(0.01)
    assert rating_pad.events == []
    clock.added_s += 1.1
    rating_pad.driver.listen(0.01)
    emulators.call(lambda: pads[1].press("good"))
    listen_until(rating_pad, lambda: rating_pad.driver.status().detail["ignored_presses"] == 1)
    assert rating_pad.events == [Rated(ask=ASK_1, window=3, outcome=RatingOutcome.TIMEOUT)]
    assert rating_pad.driver.status().detail["pad"] == "timedOut"


def test_the_driver_listens_no_longer_than_to_the_deadline(rating_pad: Bench, clock: ShiftedClock) -> None:
    rating_pad.perform(Ask(ask=ASK_1, window=3, ticket="A012", timeout_s=3))
    clock.added_s += 2.95
    rating_pad.driver.listen(30)
    assert [event.outcome for event in rating_pad.events if isinstance(event, Rated)] == [RatingOutcome.TIMEOUT]


def test_a_pad_lost_while_it_asks_is_one_device_fault(bus: SharedBus, tmp_path: Path) -> None:
    bench = Bench(RatingPad, {"address": 2, "window": 3}, tmp_path)
    with bench.connected(bus.member(2)):
        bench.perform(Ask(ask=ASK_1, window=3, ticket="A012"))
    bench.driver.disconnect()
    assert bench.events == [Rated(ask=ASK_1, window=3, outcome=RatingOutcome.DEVICE_FAULT)]


def test_a_dead_pad_is_never_asked(rating_pad: Bench, pads: Pads, emulators: EmulatorThread) -> None:
    emulators.call(lambda: pads[1].fault("silent"))
    with pytest.raises(DeviceSilent):
        rating_pad.perform(Ask(ask=ASK_1, window=3, ticket="A012"))
    rating_pad.driver.disconnect()
    assert rating_pad.events == []


def test_a_cancelled_ask_has_no_outcome_and_the_next_one_its_own(
    rating_pad: Bench, pads: Pads, emulators: EmulatorThread
) -> None:
    rating_pad.perform(Ask(ask=ASK_1, window=3, ticket="A012"))
    assert rating_pad.perform(CancelCommand(target=ASK_1)) == {"cancelled": True}
    assert rating_pad.perform(CancelCommand(target=ASK_1)) == {"cancelled": False}
    rating_pad.perform(Ask(ask=ASK_2, window=3, ticket="A013"))
    emulators.call(lambda: pads[1].press("good"))
    listen_until(rating_pad, lambda: bool(rating_pad.events))
    assert rating_pad.events == [Rated(ask=ASK_2, window=3, outcome=RatingOutcome.SUBMITTED, level=RatingLevel.GOOD)]


def test_the_same_ask_again_starts_nothing_anew(rating_pad: Bench, pads: Pads, emulators: EmulatorThread) -> None:
    for _ in range(2):
        rating_pad.perform(Ask(ask=ASK_1, window=3, ticket="A012"))
    assert emulators.call(pads[1].state)["beeps"] == 1
    assert rating_pad.events == []


def test_a_pad_that_never_acknowledges_is_unknown_until_it_is_used(
    tcp_plug: Plug, make_pads: Callable[..., Pads], emulators: EmulatorThread, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pads = make_pads(tcp_plug, acknowledges=False)
    shared = SharedBus("pads", tcp_plug.link, Ff68BusCodec(), SystemClock())
    bench = Bench(CallPad, {"profile": "ff68-no-echo", "address": 1, "window": 3}, tmp_path)
    with bench.connected(shared.member(1)):
        bench.driver.check()
        assert bench.driver.status().device is DeviceState.UNKNOWN
        bench.perform(PadDisplay(waiting=7))
        emulators.call(lambda: pads[0].press("next"))
        listen_until(bench, lambda: bool(bench.events))
        assert bench.driver.status().device is DeviceState.ONLINE
        emulators.wait_for(lambda: pads[0].state()["display"] == "  7   ", "display")
    assert shared.close()


@pytest.mark.parametrize("direction", list(Direction))
def test_no_rating_stays_in_the_trace(direction: Direction) -> None:
    rating = encode(PadFrame(2, 0x11, b"\x00"))
    assert list(RatingPad.personal_ranges(direction, rating)) == [(0, len(rating))]
    assert list(RatingPad.personal_ranges(direction, rating[4:])) == [(0, len(rating) - 4)]
    assert not RatingPad.personal_ranges(direction, encode(PadFrame(2, 0x03)))
