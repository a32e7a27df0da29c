"""The receipt printer's driver against the emulated printer, over TCP and a serial line, through each fault."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from api.messages.device_commands import Feed, Print, TestPattern
from api.messages.device_events import PaperThreshold
from api.messages.words import Action, CompletionCode, DeviceState
from drivers.core.errors import DeviceError, DeviceNotReady, DeviceSilent, HardwareFailed, InvalidData, LinkLost, OutcomeUnknown
from drivers.core.trace import Direction
from drivers.emulators.printer import PrinterEmulator
from drivers.receipt_printer.driver import ReceiptPrinter
from tests.support.emulated import Bench, EmulatorThread
from tests.unit.drivers.conftest import Plug

TICKET = Print(template="ticket", data={"number": "A012", "hall": "政务服务中心", "ahead": "3"})
OPTIONS = {"profile": "escpos-80mm-gb18030", "print_timeout_s": 2.0}


@pytest.fixture
def printer(plug: Plug, make_printer: Callable[..., PrinterEmulator]) -> PrinterEmulator:
    return make_printer(plug)


@pytest.fixture
def bench(plug: Plug, printer: PrinterEmulator, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(ReceiptPrinter, OPTIONS, tmp_path)
    with made.connected(plug.link()):
        yield made


def texts(emulators: EmulatorThread, printer: PrinterEmulator) -> list[str]:
    found: list[str] = emulators.call(printer.state)["texts"]
    return found


def test_a_ticket_is_printed_once_and_only_then_done(bench: Bench, printer: PrinterEmulator, emulators: EmulatorThread) -> None:
    bench.perform(TICKET)
    # The fence was answered, so the paper is out already: nothing to wait for.
    state = emulators.call(printer.state)
    assert len(state["texts"]) == 1
    assert "A012" in state["texts"][0]
    assert state["unfinished"] == ""
    assert state["unknown_commands"] == []


def test_a_reprint_says_so(bench: Bench, printer: PrinterEmulator, emulators: EmulatorThread) -> None:
    bench.perform(TICKET.model_copy(update={"copy_number": 2}))
    assert "补打" in texts(emulators, printer)[0]
    # Only the driver marks copies: the field of a command can't.
    bench.perform(TICKET.model_copy(update={"data": {**TICKET.data, "copy": "9"}}))
    assert "补打" not in texts(emulators, printer)[1]


@pytest.mark.parametrize(
    ("fault", "reason", "device", "action", "error"),
    [
        ("paper-out", "paper.out", DeviceState.USER_ERROR, Action.CLEAR, DeviceNotReady),
        ("cover-open", "cover.open", DeviceState.USER_ERROR, Action.CLEAR, DeviceNotReady),
        ("cutter-error", "cutter.inoperable", DeviceState.HARDWARE_ERROR, Action.CLEAR, HardwareFailed),
    ],
)
def test_a_hindered_printer_is_refused_before_a_byte_is_printed(
    bench: Bench,
    printer: PrinterEmulator,
    emulators: EmulatorThread,
    fault: str,
    reason: str,
    device: DeviceState,
    action: Action,
    error: type[DeviceError],
) -> None:
    emulators.call(lambda: printer.fault(fault))
    with pytest.raises(error) as refused:
        bench.perform(TICKET)
    assert (refused.value.reason, refused.value.untouched, refused.value.leaves_doubt) == (reason, True, False)
    state = emulators.call(printer.state)
    assert (state["texts"], state["unfinished"]) == ([], "")
    # Four real-time questions of three bytes, passed over when the printer goes on, and GS a when the fault came first.
    assert state["buffered"] <= 15
    status = bench.driver.status()
    assert (status.device, status.action, status.reason) == (device, action, reason)
    emulators.call(lambda: printer.fault("none"))
    bench.perform(TICKET)
    assert len(texts(emulators, printer)) == 1
    assert bench.driver.status().reason == "ok"


def test_paper_out_in_mid_ticket_is_known_as_not_finished(
    bench: Bench, printer: PrinterEmulator, emulators: EmulatorThread
) -> None:
    emulators.call(lambda: printer.fault("paper-out-mid:2"))
    with pytest.raises(DeviceNotReady) as stopped:
        bench.perform(TICKET)
    assert stopped.value.reason == "paper.out"
    assert not stopped.value.leaves_doubt
    assert stopped.value.completion("01JD0000000000000000000001").code is CompletionCode.DEVICE_NOT_READY
    # New paper: the rest of the old ticket doesn't come, the reprint does.
    emulators.call(lambda: printer.fault("none"))
    bench.perform(TICKET.model_copy(update={"copy_number": 1}))
    printed = texts(emulators, printer)
    assert [("A012" in text, "补打" in text) for text in printed[-1:]] == [(True, True)]
    assert sum("A012" in text for text in printed) == 1


def test_low_paper_prints_and_is_told(bench: Bench, printer: PrinterEmulator, emulators: EmulatorThread) -> None:
    bench.driver.check()
    emulators.call(lambda: printer.fault("paper-low"))
    bench.perform(TICKET)
    assert len(texts(emulators, printer)) == 1
    assert bench.events == [PaperThreshold(paper="low")]
    status = bench.driver.status()
    assert (status.device, status.action, status.reason) == (DeviceState.ONLINE, Action.CLEAR, "paper.low")


def test_an_opened_cover_is_noticed_unasked(bench: Bench, printer: PrinterEmulator, emulators: EmulatorThread) -> None:
    bench.driver.check()
    emulators.call(lambda: printer.fault("cover-open"))
    for _ in range(20):
        bench.driver.listen(0.2)
        if bench.driver.status().reason == "cover.open":
            return
    raise AssertionError("the automatic report wasn't taken")


def test_a_silent_printer_is_unknown_and_prints_nothing(
    bench: Bench, printer: PrinterEmulator, emulators: EmulatorThread
) -> None:
    emulators.call(lambda: printer.fault("silent"))
    with pytest.raises(DeviceSilent) as silent:
        bench.perform(TICKET)
    assert silent.value.untouched
    assert not silent.value.leaves_doubt
    assert bench.driver.status().device is DeviceState.UNKNOWN
    assert texts(emulators, printer) == []


@pytest.mark.parametrize("fault", ["garbage", "half-frame", "bad-checksum"])
def test_damaged_answers_never_look_like_a_well_printer(
    bench: Bench, printer: PrinterEmulator, emulators: EmulatorThread, fault: str
) -> None:
    emulators.call(lambda: printer.fault(fault))
    try:
        bench.driver.check()
    except DeviceError:
        assert bench.driver.status().device is DeviceState.UNKNOWN
    # Random bytes may by chance read as answers; a printer that says all is well in all four of them is not among those.
    assert bench.driver.status().reason != "ok"


def test_a_slow_printer_still_prints(bench: Bench, printer: PrinterEmulator, emulators: EmulatorThread) -> None:
    emulators.call(lambda: printer.fault("slow"))
    bench.perform(TICKET)
    assert len(texts(emulators, printer)) == 1


def test_silence_after_the_first_byte_leaves_a_doubt(
    tcp_plug: Plug, make_printer: Callable[..., PrinterEmulator], emulators: EmulatorThread, tmp_path: Path
) -> None:
    printer = make_printer(tcp_plug)
    bench = Bench(ReceiptPrinter, OPTIONS, tmp_path)
    link = tcp_plug.link()
    with bench.connected(link):
        plain_write = link.write

        def write(data: bytes, timeout_s: float) -> None:
            if len(data) > 3:
                emulators.call(lambda: printer.fault("silent"))
            plain_write(data, timeout_s)

        link.write = write  # type: ignore[method-assign]
        with pytest.raises(DeviceSilent) as silent:
            bench.perform(TICKET)
    assert silent.value.leaves_doubt


def test_a_pulled_cable_is_a_lost_link(bench: Bench, printer: PrinterEmulator, emulators: EmulatorThread) -> None:
    emulators.call(lambda: printer.fault("drop-link"))
    with pytest.raises(LinkLost):
        bench.perform(TICKET)
    assert texts(emulators, printer) == []


def test_plugged_in_again_it_prints(plug: Plug, printer: PrinterEmulator, emulators: EmulatorThread, tmp_path: Path) -> None:
    emulators.call(lambda: printer.fault("drop-link"))
    emulators.call(lambda: printer.fault("none"))
    emulators.wait_for(lambda: plug.wire.address().get("plugged", True), "plugged in")
    bench = Bench(ReceiptPrinter, OPTIONS, tmp_path)
    with bench.connected(plug.link()):
        bench.perform(TICKET)
    assert len(texts(emulators, printer)) == 1


def test_a_printer_that_stops_reading_is_silent(bench: Bench, printer: PrinterEmulator, emulators: EmulatorThread) -> None:
    emulators.call(lambda: printer.fault("stop-reading"))
    with pytest.raises(DeviceSilent):
        bench.driver.check()


def test_a_model_that_never_answers_is_never_believed(
    tcp_plug: Plug, make_printer: Callable[..., PrinterEmulator], emulators: EmulatorThread, tmp_path: Path
) -> None:
    printer = make_printer(tcp_plug, mute=True)
    bench = Bench(ReceiptPrinter, {"profile": "escpos-80mm-gb2312-mute"}, tmp_path)
    with bench.connected(tcp_plug.link()):
        bench.driver.check()
        with pytest.raises(OutcomeUnknown):
            bench.perform(TICKET)
        status = bench.driver.status()
        assert (status.device, status.reason) == (DeviceState.UNKNOWN, "printer.neverAnswers")
        emulators.wait_for(lambda: len(printer.state()["texts"]) == 1, "the ticket comes all the same")


def test_wrong_data_is_refused_without_asking_the_printer(
    bench: Bench, printer: PrinterEmulator, emulators: EmulatorThread
) -> None:
    emulators.call(lambda: printer.fault("silent"))
    with pytest.raises(InvalidData):
        bench.perform(Print(template="receipt", data={}))


def test_feed_and_test_page(bench: Bench, printer: PrinterEmulator, emulators: EmulatorThread) -> None:
    bench.perform(Feed(lines=2))
    result = bench.perform(TestPattern())
    assert result is not None
    # The line of rare characters, and the Mongolian column.
    assert result == {"pictured_lines": 2, "missing_characters": 0}
    assert "TEST PAGE" in texts(emulators, printer)[0]


def test_nothing_of_a_ticket_stays_in_the_trace() -> None:
    data = "A012 张三".encode("gbk")
    ranges: Any = ReceiptPrinter.personal_ranges(Direction.SENT, data)
    assert list(ranges) == [(0, len(data))]
    assert not ReceiptPrinter.personal_ranges(Direction.SENT, b"\x10\x04\x01")
    assert not ReceiptPrinter.personal_ranges(Direction.RECEIVED, b"\x12")
