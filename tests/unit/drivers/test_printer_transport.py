"""What lines and printers do to a ticket on its way: full buffers, pauses, power cuts, stale bytes, cut connections."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.messages.device_commands import Print
from drivers.core.errors import Cancelled, DeviceError, DeviceNotReady, LinkLost
from drivers.core.link import Link
from drivers.core.tcp_link import TcpLink
from drivers.emulators.paper import Raster
from drivers.emulators.printer import PrinterEmulator
from drivers.emulators.wires import TcpWire
from drivers.receipt_printer import press
from drivers.receipt_printer.commands import ASK_PAPER
from drivers.receipt_printer.driver import ReceiptPrinter
from tests.support.emulated import Bench, EmulatorThread, make_job
from tests.support.peers import eventually
from tests.unit.drivers.conftest import Plug, make_plug

TICKET = Print(template="ticket", data={"number": "A012", "hall": "政务服务中心"})
PICTURED = Print(template="ticket", data={"number": "A012", "hall_mn": "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ", "note": "𬭊" * 20})
LONG_LIST = Print(
    template="notice",
    data={"item": "申领", "materials": "\n".join(f"第{number}项材料，原件和复印件" for number in range(1, 60))},
)
QUICK: dict[str, Any] = {"print_timeout_s": 2.0}
PATIENT: dict[str, Any] = {"print_timeout_s": 20.0}


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The emulated printer answers its fences sooner than a real one prints thirteen centimetres."""
    monkeypatch.setattr(press, "QUIET_S", 0.4)


def texts(emulators: EmulatorThread, printer: PrinterEmulator) -> list[str]:
    found: list[str] = emulators.call(printer.state)["texts"]
    return found


class CutLink:
    """A link that is lost after so many bytes, as a pulled cable does; `on_bytes` is told before each write."""

    def __init__(self, link: Link, *, lost_after: int | None = None, on_bytes: Callable[[int], None] = lambda _: None) -> None:
        self._link = link
        self._left = lost_after
        self._sent = 0
        self._on_bytes = on_bytes

    def __getattr__(self, name: str) -> Any:
        return getattr(self._link, name)

    def write(self, data: bytes, timeout_s: float) -> None:
        self._on_bytes(self._sent)
        self._sent += len(data)
        if self._left is not None and len(data) > self._left:
            self._link.write(data[: self._left], timeout_s)
            raise LinkLost("pulled")
        if self._left is not None:
            self._left -= len(data)
        self._link.write(data, timeout_s)


# --- buffers ---


@pytest.mark.parametrize("kind", ["tcp", "pty"])
def test_a_long_list_never_overruns_a_small_buffer_without_a_handshake(
    kind: str, tmp_path: Path, make_printer: Callable[..., PrinterEmulator], emulators: EmulatorThread
) -> None:
    plug = make_plug(kind, tmp_path)
    printer = make_printer(plug, dots=384, charset="gb2312", buffer_bytes=1024, handshake="none", dots_per_s=8000.0)
    bench = Bench(ReceiptPrinter, {**PATIENT, "profile": "escpos-58mm-gb2312-simple"}, tmp_path)
    with bench.connected(plug.link()):
        bench.perform(LONG_LIST)
        state = emulators.call(printer.state)
        assert state["lost_bytes"] == 0
        assert all(f"第{number}项材料" in state["unfinished"] for number in range(1, 60))
        # The test itself: all at once is too much for it.
        bench.driver.link.write(b"\x1b@" + b"12345678901234567890\n" * 400, 2.0)
        emulators.wait_for(lambda: printer.state()["lost_bytes"] > 0, "bytes are lost")


@pytest.mark.parametrize("kind", ["tcp", "pty"])
def test_a_printer_that_says_xoff_is_waited_for(
    kind: str, tmp_path: Path, make_printer: Callable[..., PrinterEmulator], emulators: EmulatorThread
) -> None:
    plug = make_plug(kind, tmp_path)
    # Smaller than the profile says, so that only XOFF saves the ticket.
    printer = make_printer(plug, buffer_bytes=2400, handshake="xonxoff", dots_per_s=8000.0)
    bench = Bench(ReceiptPrinter, PATIENT, tmp_path)
    with bench.connected(plug.link()):
        bench.perform(LONG_LIST)
    state = emulators.call(printer.state)
    assert (state["lost_bytes"], len(state["texts"])) == (0, 1)
    assert "第59项材料" in state["texts"][0]


# --- pauses, recovery ---


def test_a_hot_head_in_mid_ticket_is_a_pause(
    plug: Plug, make_printer: Callable[..., PrinterEmulator], emulators: EmulatorThread, tmp_path: Path
) -> None:
    printer = make_printer(plug, dots_per_s=2000.0)
    bench = Bench(ReceiptPrinter, PATIENT, tmp_path)
    with bench.connected(plug.link()):
        results: list[object] = []
        printing = threading.Thread(target=lambda: results.append(bench.perform(TICKET)))
        printing.start()
        emulators.wait_for(lambda: "A012" in printer.state()["unfinished"], "half printed")
        emulators.call(lambda: printer.fault("head-hot"))
        bytes_of_hot_status = emulators.call(printer.state)
        assert bytes_of_hot_status["online"] is False
        assert printing.is_alive()
        emulators.call(lambda: printer.fault("none"))
        printing.join(20)
    assert len(results) == 1
    assert len(texts(emulators, printer)) == 1


def test_a_hot_head_before_the_ticket_refuses_it(
    plug: Plug, make_printer: Callable[..., PrinterEmulator], emulators: EmulatorThread, tmp_path: Path
) -> None:
    printer = make_printer(plug)
    bench = Bench(ReceiptPrinter, QUICK, tmp_path)
    with bench.connected(plug.link()):
        emulators.call(lambda: printer.fault("head-hot"))
        with pytest.raises(DeviceNotReady) as refused:
            bench.perform(TICKET)
    assert (refused.value.reason, refused.value.untouched) == ("printer.headHot", True)


@pytest.mark.parametrize("by", ["print", "check"])
def test_a_cleared_jam_is_told_to_the_printer(
    plug: Plug, make_printer: Callable[..., PrinterEmulator], emulators: EmulatorThread, tmp_path: Path, by: str
) -> None:
    printer = make_printer(plug)
    bench = Bench(ReceiptPrinter, QUICK, tmp_path)
    with bench.connected(plug.link()):
        emulators.call(lambda: printer.fault("needs-recovery"))
        if by == "check":
            bench.driver.check()
            assert bench.driver.status().reason == "ok"
        bench.perform(TICKET)
    assert len(texts(emulators, printer)) == 1


def test_stale_bytes_are_not_read_as_present_answers(
    plug: Plug, make_printer: Callable[..., PrinterEmulator], emulators: EmulatorThread, tmp_path: Path
) -> None:
    printer = make_printer(plug)
    bench = Bench(ReceiptPrinter, QUICK, tmp_path)
    with bench.connected(plug.link()):
        bench.driver.check()
        emulators.call(lambda: printer.fault("stale-status"))
        emulators.call(lambda: printer.fault("cover-open"))
        with pytest.raises(DeviceNotReady) as refused:
            bench.perform(TICKET)
        assert refused.value.reason == "cover.open"
    assert texts(emulators, printer) == []


# --- nobody knows ---


@pytest.mark.parametrize("kind", ["tcp", "pty"])
def test_a_power_cycle_in_mid_ticket_leaves_a_doubt_and_the_next_one_whole(
    kind: str, make_printer: Callable[..., PrinterEmulator], emulators: EmulatorThread, tmp_path: Path
) -> None:
    plug = make_plug(kind, tmp_path)
    printer = make_printer(plug)
    bench = Bench(ReceiptPrinter, QUICK, tmp_path)
    with bench.connected(plug.link()):
        bench.driver.check()
        emulators.call(lambda: printer.fault("power-cycle-mid:2"))
        with pytest.raises(DeviceError) as lost:
            bench.perform(TICKET)
    assert lost.value.leaves_doubt
    eventually(lambda: can_be_opened(plug), "on again")
    emulators.call(lambda: printer.fault("none"))
    prints_whole(bench, plug, emulators, printer)


def can_be_opened(plug: Plug) -> bool:
    link = plug.link()
    try:
        link.open()
    except LinkLost:
        return False
    link.close()
    return True


def prints_whole(bench: Bench, plug: Plug, emulators: EmulatorThread, printer: PrinterEmulator) -> None:
    """The next ticket comes alone on its paper, and nothing of it was swallowed."""
    with bench.connected(plug.link()):
        bench.perform(TICKET.model_copy(update={"data": {"number": "B345", "hall": "政务服务中心"}}))
    state = emulators.call(printer.state)
    last = state["texts"][-1]
    assert "B345" in last
    assert "A012" not in last
    assert last.splitlines()[0] == "政务服务中心"
    assert (state["unknown_commands"], state["unfinished"]) == ([], "")


@pytest.mark.parametrize("lost_after", [40, 300, 700, 1500, 2500])
def test_a_line_lost_in_the_middle_of_a_picture_doesn_t_swallow_the_next_ticket(
    plug: Plug, make_printer: Callable[..., PrinterEmulator], emulators: EmulatorThread, tmp_path: Path, lost_after: int
) -> None:
    printer = make_printer(plug)
    bench = Bench(ReceiptPrinter, QUICK, tmp_path)
    with bench.connected(CutLink(plug.link(), lost_after=lost_after)), pytest.raises(LinkLost) as lost:
        bench.perform(PICTURED)
    assert lost.value.leaves_doubt
    # The agent was restarted meanwhile: only its file knows.
    prints_whole(Bench(ReceiptPrinter, QUICK, tmp_path), plug, emulators, printer)


@pytest.mark.parametrize("after", [0, 1200, 2400])
def test_a_cancel_in_mid_ticket_cuts_it_off_and_keeps_the_line_sound(
    plug: Plug, make_printer: Callable[..., PrinterEmulator], emulators: EmulatorThread, tmp_path: Path, after: int
) -> None:
    printer = make_printer(plug)
    bench = Bench(ReceiptPrinter, QUICK, tmp_path)
    plain = plug.link()
    job = make_job(PICTURED)

    def cancel(sent: int) -> None:
        # GS a and the questions are 15 bytes.
        if sent > 15 + after and not job.cancelled:
            job.cancel()
            plain.cancel()

    with bench.connected(CutLink(plain, on_bytes=cancel)):
        with pytest.raises(Cancelled) as cancelled:
            bench.driver.perform(PICTURED, job)
        assert cancelled.value.leaves_doubt
        plain.rearm()
    prints_whole(bench, plug, emulators, printer)
    assert all(len(item.data) == item.width_bytes * item.height for item in rasters(emulators, printer))


def test_what_an_earlier_ticket_still_answers_doesn_t_pass_for_the_next_one(
    plug: Plug, make_printer: Callable[..., PrinterEmulator], emulators: EmulatorThread, tmp_path: Path
) -> None:
    printer = make_printer(plug, dots_per_s=700.0)
    bench = Bench(ReceiptPrinter, PATIENT, tmp_path)
    with bench.connected(plug.link()):
        bench.driver.check()
        job = make_job(TICKET)

        def cancel_when_begun() -> None:
            # All of it is in the printer's buffer by then, with its fence; the paper still moves.
            emulators.wait_for(lambda: printer.state()["unfinished"], "begun")
            job.cancel()
            bench.driver.link.cancel()

        stop = threading.Thread(target=cancel_when_begun)
        stop.start()
        with pytest.raises(Cancelled):
            bench.driver.perform(TICKET, job)
        stop.join()
        bench.driver.link.rearm()
        assert texts(emulators, printer) == []
        bench.perform(TICKET.model_copy(update={"data": {"number": "B345"}}))
        assert ["A012" in text for text in texts(emulators, printer)] == [True, False]
        assert "B345" in texts(emulators, printer)[-1], "said to be printed only when it was"


def test_a_restart_while_the_printer_still_prints_doesn_t_mix_two_tickets_up(
    plug: Plug, make_printer: Callable[..., PrinterEmulator], emulators: EmulatorThread, tmp_path: Path
) -> None:
    printer = make_printer(plug, dots_per_s=700.0)
    bench = Bench(ReceiptPrinter, PATIENT, tmp_path)
    with bench.connected(LostBehindTheFence(plug.link())), pytest.raises(LinkLost):
        bench.perform(TICKET)
    assert texts(emulators, printer) == [], "it is still at it"
    prints_whole(Bench(ReceiptPrinter, PATIENT, tmp_path), plug, emulators, printer)


class LostBehindTheFence:
    """The whole ticket gets through with its fence; the line is lost before the answer."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._lost = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._link, name)

    def write(self, data: bytes, timeout_s: float) -> None:
        self._link.write(data, timeout_s)
        self._lost = data == ASK_PAPER

    def read(self, timeout_s: float) -> bytes:
        if self._lost:
            raise LinkLost("pulled")
        return self._link.read(timeout_s)


def test_a_clone_that_can_t_be_told_to_drop_the_rest_doesn_t_spoil_the_next_ticket(
    plug: Plug, make_printer: Callable[..., PrinterEmulator], emulators: EmulatorThread, tmp_path: Path
) -> None:
    printer = make_printer(plug, clears_at_will=False, dots_per_s=3000.0)
    bench = Bench(ReceiptPrinter, PATIENT, tmp_path)
    with bench.connected(plug.link()):
        emulators.call(lambda: printer.fault("paper-out-mid:3"))
        with pytest.raises(DeviceNotReady):
            bench.perform(PICTURED)
        emulators.call(lambda: printer.press("new-roll"))
    prints_whole(bench, plug, emulators, printer)


@pytest.mark.parametrize("clears_at_will", [True, False])
def test_paper_out_in_mid_ticket_and_then_a_power_cut(
    plug: Plug, make_printer: Callable[..., PrinterEmulator], emulators: EmulatorThread, tmp_path: Path, clears_at_will: bool
) -> None:
    printer = make_printer(plug, clears_at_will=clears_at_will)
    bench = Bench(ReceiptPrinter, PATIENT, tmp_path)
    with bench.connected(plug.link()):
        emulators.call(lambda: printer.fault("paper-out-mid:3"))
        with pytest.raises(DeviceNotReady) as stopped:
            bench.perform(PICTURED)
        assert (stopped.value.reason, stopped.value.leaves_doubt) == ("paper.out", False)
        emulators.call(lambda: printer.fault("reboot"))
        with pytest.raises(DeviceError):
            bench.driver.check()
    eventually(lambda: can_be_opened(plug), "on again")
    prints_whole(bench, plug, emulators, printer)
    assert sum("A012" in text for text in texts(emulators, printer)) <= 1


def rasters(emulators: EmulatorThread, printer: PrinterEmulator) -> list[Raster]:
    return [item for receipt in emulators.call(printer.receipts) for item in receipt.items if isinstance(item, Raster)]


def test_a_network_printer_takes_one_client(
    make_printer: Callable[..., PrinterEmulator], emulators: EmulatorThread, tmp_path: Path
) -> None:
    wire = TcpWire(0, single=True)
    make_printer(Plug(wire, lambda: TcpLink("127.0.0.1", wire.port)))
    first, second = (Bench(ReceiptPrinter, QUICK, tmp_path) for _ in range(2))
    with first.connected(TcpLink("127.0.0.1", wire.port)):
        first.driver.check()

        def turned_away() -> bool:
            try:
                with second.connected(TcpLink("127.0.0.1", wire.port)):
                    second.driver.check()
            except LinkLost:
                return True
            return False

        assert turned_away()
        # Whoever is in goes on undisturbed.
        first.perform(TICKET)
    eventually(lambda: not turned_away(), "free again")
