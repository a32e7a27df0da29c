"""Call pads of both families with their emulators: digits, unknown keys, what has no display."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.messages.device_commands import Identify, PadDisplay
from api.messages.device_events import KeyPressed
from api.messages.words import DeviceState, PadKey
from drivers.call_pad.digits import FORGOTTEN_AFTER_S, TypedDigits
from drivers.call_pad.driver import CallPad
from drivers.core.clock import SystemClock
from drivers.core.errors import DeviceSilent, Misconfigured, UnsupportedCommand
from drivers.core.shared_bus import SharedBus
from drivers.emulators.pads import CallPadEmulator, EvaluatorEmulator
from drivers.emulators.plain_pad import PlainPadEmulator
from drivers.ff68.bus_codec import Ff68BusCodec
from tests.support.emulated import Bench, EmulatorThread, ShiftedClock
from tests.support.pad_makes import TEXT_CALL_PAD, plain_pad
from tests.unit.drivers.conftest import Plug

Pads = tuple[CallPadEmulator, EvaluatorEmulator]


@pytest.fixture
def clock() -> ShiftedClock:
    return ShiftedClock()


@pytest.fixture
def pad(plug: Plug, emulators: EmulatorThread) -> PlainPadEmulator:
    made = plain_pad(plug.wire, TEXT_CALL_PAD)
    emulators.start(made)
    return made


@pytest.fixture
def bench(plug: Plug, pad: PlainPadEmulator, tmp_path: Path, clock: ShiftedClock) -> Iterator[Bench]:
    made = Bench(CallPad, {"profile": "keys-call-pad", "window": 3}, tmp_path, clock)
    with made.connected(plug.link()):
        # Its answer also says that the emulator has taken the connection.
        made.driver.check()
        yield made


def press(bench: Bench, emulators: EmulatorThread, pad: PlainPadEmulator, clock: ShiftedClock, *keys: str) -> None:
    for key in keys:
        seen = bench.driver._dialect._line._last_s  # type: ignore[attr-defined]
        emulators.call(lambda: pad.press(key))  # noqa: B023 (called within the round)
        for _ in range(60):
            bench.driver.listen(0.1)
            if bench.driver._dialect._line._last_s != seen:  # type: ignore[attr-defined]
                break
        clock.added_s += 0.5


@pytest.mark.parametrize(
    ("keys", "events"),
    [
        (("next",), [KeyPressed(window=3, key=PadKey.NEXT)]),
        (("digit-1", "digit-2", "transfer"), [KeyPressed(window=3, key=PadKey.TRANSFER, digits="12")]),
        (("digit-0", "digit-1", "digit-2", "take-back"), [KeyPressed(window=3, key=PadKey.TAKE_BACK, digits="012")]),
        (("digit-7", "clear", "recall"), [KeyPressed(window=3, key=PadKey.RECALL)]),
        (("digit-1", "digit-1", "transfer"), [KeyPressed(window=3, key=PadKey.TRANSFER, digits="11")]),
        (("sos", "next"), [KeyPressed(window=3, key=PadKey.UNKNOWN), KeyPressed(window=3, key=PadKey.NEXT)]),
        (("enter",), []),
    ],
)
def test_keys_of_a_pad_without_a_display(
    bench: Bench,
    emulators: EmulatorThread,
    pad: PlainPadEmulator,
    clock: ShiftedClock,
    keys: tuple[str, ...],
    events: list[KeyPressed],
) -> None:
    press(bench, emulators, pad, clock, *keys)
    assert bench.events == events


def test_an_unknown_key_shows_with_its_code(
    bench: Bench, emulators: EmulatorThread, pad: PlainPadEmulator, clock: ShiftedClock
) -> None:
    press(bench, emulators, pad, clock, "sos")
    assert bench.driver.status().detail == {"unknown_keys": 1, "last_unknown": "39 39"}


def test_what_the_pad_cant_do_isnt_among_its_commands(bench: Bench, emulators: EmulatorThread, pad: PlainPadEmulator) -> None:
    assert bench.driver.identity().lacks == {PadDisplay}
    with pytest.raises(UnsupportedCommand):
        bench.perform(PadDisplay(waiting=1))
    bench.perform(Identify(label="3"))
    assert emulators.call(pad.state)["beeps"] == 1
    assert bench.driver.status().device is DeviceState.ONLINE


def test_a_bounced_key_counts_once(bench: Bench, emulators: EmulatorThread, pad: PlainPadEmulator) -> None:
    for _ in range(2):
        emulators.call(lambda: pad.press("next"))
    for _ in range(4):
        bench.driver.listen(0.05)
    assert bench.events == [KeyPressed(window=3, key=PadKey.NEXT)]


def test_a_silent_pad_is_found(bench: Bench, emulators: EmulatorThread, pad: PlainPadEmulator) -> None:
    bench.driver.check()
    emulators.call(lambda: pad.fault("silent"))
    with pytest.raises(DeviceSilent):
        bench.driver.check()


@pytest.mark.parametrize(
    ("keys", "digits"),
    [("transfer:12", "12"), ("take-back:012", "012")],
)
def test_ff68_keys_with_digits(
    tcp_plug: Plug, make_pads: Callable[..., Pads], emulators: EmulatorThread, tmp_path: Path, keys: str, digits: str
) -> None:
    pads = make_pads(tcp_plug)
    shared = SharedBus("pads", tcp_plug.link, Ff68BusCodec(), SystemClock())
    bench = Bench(CallPad, {"address": 1, "window": 3}, tmp_path)
    with bench.connected(shared.member(1)):
        emulators.call(lambda: pads[0].press(keys))
        for _ in range(60):
            if bench.events:
                break
            bench.driver.listen(0.1)
        bench.perform(Identify(label="3"))
        assert emulators.call(pads[0].state)["display"] == "  0  3"
    key = PadKey.TRANSFER if keys.startswith("transfer") else PadKey.TAKE_BACK
    assert bench.events == [KeyPressed(window=3, key=key, digits=digits)]
    assert shared.close()


def test_digits_left_standing_are_forgotten_and_too_many_begin_anew() -> None:
    typed = TypedDigits()
    typed.typed("1", 0.0)
    assert typed.operation(PadKey.TRANSFER, FORGOTTEN_AFTER_S + 0.1).digits == ""
    for at in range(7):
        typed.typed(str(at), float(at))
    assert typed.operation(PadKey.TRANSFER, 7.0).digits == "6"


def test_a_pad_of_a_bus_without_its_address_is_a_wrong_setting(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="address"):
        Bench(CallPad, {"profile": "ff68-hall", "window": 3}, tmp_path)
