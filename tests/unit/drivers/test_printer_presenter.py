"""A kiosk printer: the ticket in its mouth is taken, left, pushed out, taken back, or stuck."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from api.messages.device_commands import Eject, Print, Retract
from api.messages.words import Action, DeviceState, PrinterMedia
from drivers.core.errors import DeviceNotReady, HardwareFailed, UnsupportedCommand
from drivers.emulators.printer import PrinterEmulator
from drivers.receipt_printer.driver import ReceiptPrinter
from drivers.receipt_printer.mouth import Mouth, MouthPolicy
from tests.support.emulated import Bench, EmulatorThread, ShiftedClock
from tests.unit.drivers.conftest import Plug

TICKET = Print(template="ticket", data={"number": "A012"})
OPTIONS = {"profile": "escpos-kiosk-80mm-presenter", "print_timeout_s": 2.0}


@pytest.fixture
def printer(plug: Plug, make_printer: Callable[..., PrinterEmulator]) -> PrinterEmulator:
    return make_printer(plug, presenter=True)


@pytest.fixture
def clock() -> ShiftedClock:
    return ShiftedClock()


@pytest.fixture
def options() -> dict[str, Any]:
    return {}


@pytest.fixture
def bench(plug: Plug, printer: PrinterEmulator, tmp_path: Path, clock: ShiftedClock, options: dict[str, Any]) -> Iterator[Bench]:
    made = Bench(ReceiptPrinter, {**OPTIONS, **options}, tmp_path, clock)
    with made.connected(plug.link()):
        made.driver.check()
        yield made


def media(bench: Bench) -> str:
    return str(bench.driver.status().detail["media"])


def until(bench: Bench, word: str) -> None:
    """Listen as an idle worker does."""
    for _ in range(40):
        bench.driver.listen(0.05)
        if media(bench) == word:
            return
    raise AssertionError(f"media is {media(bench)}, not {word}")


def test_a_printed_ticket_waits_in_the_mouth_until_a_hand_takes_it(
    bench: Bench, printer: PrinterEmulator, emulators: EmulatorThread
) -> None:
    assert media(bench) == "notPresent"
    bench.perform(TICKET)
    assert media(bench) == "present"
    assert bench.driver.status().reason == "ok"
    emulators.call(lambda: printer.press("take"))
    until(bench, "notPresent")
    assert emulators.call(printer.state)["taken"] == 1


def test_a_ticket_nobody_takes_is_told(
    bench: Bench, clock: ShiftedClock, printer: PrinterEmulator, emulators: EmulatorThread
) -> None:
    bench.perform(TICKET)
    clock.added_s += 29
    bench.driver.check()
    assert bench.driver.status().reason == "ok"
    clock.added_s += 2
    bench.driver.check()
    status = bench.driver.status()
    assert (status.device, status.action, status.reason) == (DeviceState.ONLINE, Action.CLEAR, "ticket.notTaken")
    emulators.call(lambda: printer.press("take"))
    bench.driver.check()
    assert bench.driver.status().reason == "ok"


@pytest.mark.parametrize("options", [{"retract_after_s": 60.0}])
def test_it_is_taken_back_by_itself_where_the_hall_wants_that(
    bench: Bench, clock: ShiftedClock, printer: PrinterEmulator, emulators: EmulatorThread
) -> None:
    bench.perform(TICKET)
    clock.added_s += 50
    bench.driver.listen(0.05)
    assert emulators.call(printer.state)["retracted"] == 0
    clock.added_s += 11
    until(bench, "retracted")
    assert emulators.call(printer.state)["retracted"] == 1
    # Taken or retracted, the sensor sees the same; the word stays until the next ticket.
    bench.driver.check()
    assert media(bench) == "retracted"
    bench.perform(TICKET)
    assert media(bench) == "present"


def test_without_a_time_it_is_never_taken_back(
    bench: Bench, clock: ShiftedClock, printer: PrinterEmulator, emulators: EmulatorThread
) -> None:
    bench.perform(TICKET)
    clock.added_s += 100_000
    for _ in range(3):
        bench.driver.listen(0.05)
    assert emulators.call(printer.state)["mouth"] is True


@pytest.mark.parametrize(
    ("command", "word", "count"), [(Eject(), "notPresent", "ejected"), (Retract(), "retracted", "retracted")]
)
def test_eject_and_retract(
    bench: Bench, printer: PrinterEmulator, emulators: EmulatorThread, command: Eject | Retract, word: str, count: str
) -> None:
    # With an empty mouth there is nothing to do, and that is no failure.
    assert bench.perform(command) == {"media": "notPresent"}
    bench.perform(TICKET)
    assert bench.perform(command) == {"media": word}
    assert media(bench) == word
    assert emulators.call(printer.state)[count] == 1


@pytest.mark.parametrize(
    ("options", "ejected", "retracted"),
    [({"before_next": "eject"}, 1, 0), ({"before_next": "retract"}, 0, 1)],
)
def test_the_ticket_before_makes_room_for_the_next(
    bench: Bench, printer: PrinterEmulator, emulators: EmulatorThread, ejected: int, retracted: int
) -> None:
    bench.perform(TICKET)
    bench.perform(TICKET)
    state = emulators.call(printer.state)
    assert (state["receipts"], state["ejected"], state["retracted"], state["mouth"]) == (2, ejected, retracted, True)


@pytest.mark.parametrize("options", [{"before_next": "refuse"}])
def test_or_the_next_is_refused(bench: Bench, printer: PrinterEmulator, emulators: EmulatorThread) -> None:
    bench.perform(TICKET)
    with pytest.raises(DeviceNotReady) as refused:
        bench.perform(TICKET)
    assert (refused.value.reason, refused.value.untouched) == ("ticket.notTaken", True)
    emulators.call(lambda: printer.press("take"))
    bench.perform(TICKET)
    assert emulators.call(printer.state)["receipts"] == 2


def test_a_jam_is_told_and_nothing_is_printed(bench: Bench, printer: PrinterEmulator, emulators: EmulatorThread) -> None:
    bench.perform(TICKET)
    emulators.call(lambda: printer.fault("paper-jam"))
    with pytest.raises(HardwareFailed) as jammed:
        bench.perform(TICKET)
    assert (jammed.value.reason, jammed.value.untouched) == ("paper.jammed", True)
    status = bench.driver.status()
    assert (status.detail["media"], status.detail["paper"], status.reason) == ("jammed", "jammed", "paper.jammed")
    emulators.call(lambda: printer.fault("none"))
    bench.perform(TICKET)
    assert emulators.call(printer.state)["receipts"] == 2


def test_a_printer_without_a_presenter_knows_nothing_of_hands(
    tcp_plug: Plug, make_printer: Callable[..., PrinterEmulator], tmp_path: Path
) -> None:
    make_printer(tcp_plug)
    bench = Bench(ReceiptPrinter, {"print_timeout_s": 2.0}, tmp_path)
    with bench.connected(tcp_plug.link()):
        bench.perform(TICKET)
        assert media(bench) == "unknown"
        for command in (Eject(), Retract()):
            with pytest.raises(UnsupportedCommand):
                bench.perform(command)


def test_the_mouths_times() -> None:
    mouth = Mouth(MouthPolicy(not_taken_after_s=30, retract_after_s=60, before_next="eject"))
    mouth.saw(True, 100)
    mouth.saw(True, 120)
    assert [mouth.not_taken(at) for at in (129, 130)] == [False, True]
    assert [mouth.retract_due(at) for at in (159, 160)] == [False, True]
    mouth.takes_back(160)
    assert not mouth.retract_due(161)
    # Rollers take a moment; seen again after it, the ticket is stuck, and the clock starts anew.
    mouth.saw(True, 162)
    mouth.saw(True, 170)
    assert [mouth.retract_due(at) for at in (200, 230)] == [False, True]
    mouth.takes_back(230)
    mouth.saw(True, 231)
    mouth.saw(False, 232)
    assert mouth.word(PrinterMedia.NOT_PRESENT) is PrinterMedia.RETRACTED
    assert mouth.word(PrinterMedia.JAMMED) is PrinterMedia.JAMMED
    mouth.saw(True, 200)
    assert mouth.word(PrinterMedia.PRESENT) is PrinterMedia.PRESENT
    mouth.saw(False, 201)
    assert mouth.word(PrinterMedia.NOT_PRESENT) is PrinterMedia.NOT_PRESENT
