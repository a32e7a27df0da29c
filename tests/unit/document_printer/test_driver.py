"""The driver and an emulated printer on a real connection: what is printed, what is called off, and what is said about it."""

import gc
import hashlib
import random
import ssl
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import trustme

from api.messages.device_commands import Identify, Print, TestPattern
from api.messages.words import Action, CompletionCode, DeviceState
from drivers.core.driver import Driver, Result
from drivers.core.errors import (
    Cancelled,
    DeviceError,
    DeviceNotReady,
    HardwareFailed,
    LinkLost,
    Misconfigured,
    OutcomeUnknown,
    UnsupportedData,
)
from drivers.core.job import Job
from drivers.core.performer import Performer
from drivers.core.tcp_link import TcpLink
from drivers.core.trace import Direction, Trace, TracedLink
from drivers.document_printer import printing
from drivers.document_printer.driver import DocumentPrinter
from drivers.emulators.document_jobs import ABORTED, CANCELED, COMPLETED
from drivers.emulators.document_model import DocumentPrinterModel
from drivers.emulators.document_printer import DocumentPrinterEmulator
from tests.support.emulated import Bench, EmulatorThread, ShiftedClock, make_job
from tests.support.peers import eventually

COARSE = DocumentPrinterModel(dpi=(75,))
"""Every dot is made and read again; nothing here depends on how many there are."""
PERSON = "李春生"
CERTIFICATE = Print(template="certificate", data={"title": "证明", "issuer": "县中心", "issued": "2026-11-22", "name": PERSON})
THREE_PAGES = Print(
    template="report",
    data={
        "title": "明细",
        "issuer": "县中心",
        "issued": "2026-11-22",
        "table": "月份\t金额\n" + "\n".join(f"2026-{number:02}\t1.00" for number in range(60)),
    },
)


class Rig:
    """One driver, connected to one printer."""

    def __init__(
        self,
        emulators: EmulatorThread,
        folder: Path,
        model: DocumentPrinterModel,
        tls: ssl.SSLContext | None = None,
        **options: Any,
    ) -> None:
        self.clock = ShiftedClock()
        self._emulators = emulators
        self.printer = DocumentPrinterEmulator("document-1", randomness=random.Random(7), reboot_s=0.05, model=model, tls=tls)
        emulators.start(self.printer)
        (folder / "device-1.counts-sheets").touch(exist_ok=True)
        self.faults: dict[str, Action] = {}
        self.bench = Bench(DocumentPrinter, {"print_timeout_s": 30.0, **options}, folder, self.clock, faults=self.faults)
        self.trace = Trace(self.clock.monotonic_s, DocumentPrinter.personal_ranges)
        self._link: TracedLink | None = None

    @property
    def driver(self) -> Driver:
        return self.bench.driver

    def connect(self) -> None:
        self._link = TracedLink(TcpLink("127.0.0.1", self.printer.port, connect_timeout_s=1), self.trace, lambda: None)
        self._link.open()
        self.driver.link = self._link
        self.driver.remember()
        self.driver.connect(self._link)
        self.driver.check()

    def disconnect(self) -> None:
        self.driver.disconnect()
        if self._link is not None:
            self._link.close()

    def print(self, command: Print = CERTIFICATE) -> Result:
        return self.bench.perform(command)

    def call(self, what: Callable[[], Any]) -> Any:
        return self._emulators.call(what)

    def fault(self, name: str) -> None:
        self.call(lambda: self.printer.fault(name))

    def press(self, key: str) -> None:
        self.call(lambda: self.printer.press(key))

    @property
    def sheets(self) -> int:
        return int(self.call(self.printer.state)["sheets"])

    @property
    def jobs(self) -> list[int]:
        """States of all jobs the printer remembers."""
        return [job["state"] for job in self.call(self.printer.state)["jobs"]]


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Callable[..., Rig]]:
    rigs: list[Rig] = []

    def make(model: DocumentPrinterModel = COARSE, **options: Any) -> Rig:
        made = Rig(emulators, tmp_path, model, **options)
        rigs.append(made)
        made.connect()
        return made

    with EmulatorThread() as emulators:
        yield make
        for made in rigs:
            made.disconnect()


def ended_with(kind: type[DeviceError], do: Callable[[], object]) -> DeviceError:
    with pytest.raises(kind) as raised:
        do()
    return raised.value


def test_a_paper_comes_out_and_is_counted(rig: Callable[..., Rig]) -> None:
    one = rig()
    assert one.print() == {"pages": 1, "missing_characters": 0, "sheets": 1}
    assert one.print(THREE_PAGES) == {"pages": 3, "missing_characters": 0, "sheets": 3}
    assert one.sheets == 4
    assert one.jobs == [COMPLETED, COMPLETED]


@pytest.mark.parametrize(
    "model",
    [
        replace(COARSE, one_step=True),
        replace(COARSE, hangs_up=True),
        replace(COARSE, raster_types=("black_1",)),
        replace(COARSE, raster_types=("srgb_8",)),
        replace(COARSE, formats=("application/pdf",)),
        replace(COARSE, formats=("image/jpeg",)),
    ],
    ids=["one step", "hangs up", "black only", "colour only", "pdf", "jpeg"],
)
def test_printers_differ(rig: Callable[..., Rig], model: DocumentPrinterModel) -> None:
    one = rig(model)
    assert one.print() == {"pages": 1, "missing_characters": 0, "sheets": 1}
    ink = [page.convert("L").getextrema()[0] for page in one.call(one.printer.pages)]
    assert ink[0] < 128 or "application/pdf" in model.formats


def test_a_printer_of_single_pages_gets_no_others(rig: Callable[..., Rig]) -> None:
    one = rig(replace(COARSE, formats=("image/jpeg",)))
    assert ended_with(UnsupportedData, lambda: one.print(THREE_PAGES)).reason == "printer.tooManyPages"
    assert one.jobs == []


def test_a_printer_without_our_formats_is_a_wrong_setting(rig: Callable[..., Rig]) -> None:
    one = rig(replace(COARSE, formats=("application/postscript",)))
    assert ended_with(Misconfigured, one.print).reason == "printer.noFormat"


def test_sheets_that_nobody_counts_are_not_invented(rig: Callable[..., Rig]) -> None:
    assert "sheets" not in (rig(replace(COARSE, counts_sheets=False)).print() or {})


def test_a_printer_that_always_says_nought_is_not_believed(rig: Callable[..., Rig]) -> None:
    """What came out of it is known no more than if it said nothing."""
    one = rig(replace(COARSE, says_zero=True), print_timeout_s=1.0)
    assert "sheets" not in (one.print() or {})
    one.fault("stuck-job")
    assert ended_with(OutcomeUnknown, one.print).result == {}


def test_a_printer_that_has_never_counted_can_not_say_that_nothing_came_out(tmp_path: Path, rig: Callable[..., Rig]) -> None:
    one = rig(print_timeout_s=1.0)
    (tmp_path / "device-1.counts-sheets").unlink()
    one.disconnect()
    one.connect()
    one.fault("stuck-job")
    assert ended_with(OutcomeUnknown, one.print).result == {}
    one.fault("none")
    assert (one.print() or {})["sheets"] == 1
    one.disconnect()
    one.connect()
    one.fault("stuck-job")
    assert ended_with(HardwareFailed, one.print).result == {"sheets": 0}


@pytest.mark.parametrize(
    ("fault", "reason", "state"),
    [
        ("paper-jam", "paper.jammed", DeviceState.HARDWARE_ERROR),
        ("cover-open", "cover.open", DeviceState.USER_ERROR),
        ("paper-out", "paper.out", DeviceState.USER_ERROR),
        ("toner-out", "toner.out", DeviceState.USER_ERROR),
        ("output-full", "printer.outputFull", DeviceState.USER_ERROR),
    ],
)
def test_what_hinders_is_found_before_anything_is_sent(
    rig: Callable[..., Rig], fault: str, reason: str, state: DeviceState
) -> None:
    one = rig()
    one.fault(fault)
    error = ended_with(DeviceError, one.print)
    assert isinstance(error, DeviceNotReady | HardwareFailed)
    assert (error.reason, error.untouched) == (reason, True)
    assert (one.driver.status().device, one.driver.status().reason) == (state, reason)
    assert one.jobs == []
    one.fault("none")
    assert one.print() is not None


@pytest.mark.parametrize(("fault", "reason"), [("paper-low", "paper.low"), ("toner-low", "toner.low")])
def test_what_ends_soon_is_told_and_hinders_nothing(rig: Callable[..., Rig], fault: str, reason: str) -> None:
    one = rig()
    one.fault(fault)
    assert one.print() is not None
    assert (one.driver.status().device, one.driver.status().reason) == (DeviceState.ONLINE, reason)


def test_a_paper_that_stops_on_the_way_never_comes_out_for_somebody_else(rig: Callable[..., Rig]) -> None:
    """One of three sheets is out when the paper ends: the rest leaves the printer before anybody is told."""
    one = rig()
    one.fault("paper-out-mid")
    error = ended_with(OutcomeUnknown, lambda: one.print(THREE_PAGES))
    assert (error.reason, error.result) == ("paper.out", {"sheets": 1})
    one.press("load-paper")
    assert one.print() is not None
    assert one.sheets == 2
    assert one.jobs == [CANCELED, COMPLETED]


def test_paper_that_ends_behind_the_last_sheet_unprints_nothing(rig: Callable[..., Rig]) -> None:
    one = rig()
    one.fault("paper-out-mid")
    assert (one.print() or {})["sheets"] == 1


def test_a_job_that_stands_still_is_called_off_in_time(rig: Callable[..., Rig]) -> None:
    one = rig(print_timeout_s=1.0)
    one.fault("stuck-job")
    error = ended_with(HardwareFailed, one.print)
    assert (error.reason, error.result) == ("printer.notFinished", {"sheets": 0})
    assert one.faults == {"printer.notFinished": Action.MAINTENANCE}
    one.fault("none")
    assert one.print() is not None
    assert one.faults == {}
    assert one.sheets == 1


def test_whoever_leaves_takes_the_paper_with_them(rig: Callable[..., Rig]) -> None:
    """A cancelled job is taken out of the printer; nothing came out, and that is certain."""
    one = rig()
    one.fault("stuck-job")
    job = make_job(CERTIFICATE)
    job.cancel()
    error = ended_with(Cancelled, lambda: one.driver.perform(CERTIFICATE, job))
    assert error.untouched
    assert one.sheets == 0


def test_a_cancel_in_the_middle_calls_the_job_off(rig: Callable[..., Rig], monkeypatch: pytest.MonkeyPatch) -> None:
    one = rig()
    one.fault("stuck-job")
    job = make_job(CERTIFICATE)
    real = printing.Printing._job

    def cancel_meanwhile(self: printing.Printing, number: int) -> Any:
        job.cancel()
        return real(self, number)

    monkeypatch.setattr(printing.Printing, "_job", cancel_meanwhile)
    error = ended_with(Cancelled, lambda: one.driver.perform(CERTIFICATE, job))
    assert (error.untouched, error.result) == (True, {"sheets": 0})
    assert one.jobs == [CANCELED]


def test_a_power_cut_on_the_way_leaves_a_doubt(rig: Callable[..., Rig]) -> None:
    one = rig()
    one.fault("power-cycle-mid")
    completion, _ = Performer(one.driver, "document-1").perform(_irreversible(THREE_PAGES), 0.0)
    assert completion.code is CompletionCode.OUTCOME_UNKNOWN


def test_a_printer_that_is_gone_before_the_first_byte_leaves_none(rig: Callable[..., Rig]) -> None:
    one = rig()
    one.fault("drop-link")
    error = ended_with(LinkLost, one.print)
    assert error.untouched


def test_what_a_crash_left_in_the_printer_is_called_off_at_the_next_start(rig: Callable[..., Rig]) -> None:
    one = rig()
    one.fault("paper-out-mid")
    number = one.call(lambda: one.printer.leave_behind(pages=3))
    one.disconnect()
    one.connect()
    assert one.jobs[number - 1] == CANCELED
    one.press("load-paper")
    assert one.sheets == 1


def test_a_damaged_document_is_no_success(rig: Callable[..., Rig], monkeypatch: pytest.MonkeyPatch) -> None:
    one = rig()
    monkeypatch.setattr("drivers.document_printer.pwg.SYNC", b"RaS9")
    error = ended_with(HardwareFailed, one.print)
    assert (error.reason, error.result) == ("printer.error", {"sheets": 0})
    assert one.jobs == [ABORTED]


def test_a_paper_left_lying_is_told_until_it_is_taken(rig: Callable[..., Rig]) -> None:
    one = rig(replace(COARSE, feels_tray=True), profile="ipp-kiosk-presenter")
    assert one.driver.status().detail["media"] == "notPresent"
    one.print()
    assert one.driver.status().detail["media"] == "present"
    assert one.driver.status().reason == "ok"
    one.clock.added_s += 31
    assert (one.driver.status().reason, one.driver.status().detail["media"]) == ("document.notTaken", "present")
    one.press("take")
    one.driver.listen(0.01)
    assert (one.driver.status().reason, one.driver.status().detail["media"]) == ("ok", "notPresent")


def test_in_a_demo_somebody_takes_the_paper_after_a_while(rig: Callable[..., Rig]) -> None:
    one = rig(replace(COARSE, feels_tray=True, taken_after_s=0.05), profile="ipp-kiosk-presenter")
    one.print()
    eventually(lambda: one.call(one.printer.state)["tray"] == 0, "taken")
    one.driver.listen(0.01)
    one.driver.check()
    assert one.driver.status().detail["media"] == "notPresent"
    assert one.call(one.printer.picture).startswith(b"\x89PNG")


def test_without_a_sensor_nobody_claims_to_know(rig: Callable[..., Rig]) -> None:
    one = rig()
    one.print()
    assert one.driver.status().detail["media"] == "unknown"


def test_certificates_come_from_the_tray_of_blanks(rig: Callable[..., Rig]) -> None:
    one = rig(plain_tray="tray-1", blank_tray="tray-2")
    one.print(CERTIFICATE.model_copy(update={"blank": True}))
    assert one.call(one.printer.state)["asked_tray"] == "tray-2"
    one.print()
    assert one.call(one.printer.state)["asked_tray"] == "tray-1"


def test_a_tray_that_the_printer_lacks_is_a_wrong_setting(rig: Callable[..., Rig]) -> None:
    error = ended_with(Misconfigured, lambda: rig(blank_tray="tray-9"))
    assert error.reason == "printer.noTray"
    assert "tray-2" in error.detail


def certificate_of_a_printer() -> tuple[ssl.SSLContext, str]:
    """TLS for an emulated printer, and its fingerprint as `openssl x509` shows it."""
    made = trustme.CA().issue_cert("printer.invalid")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.configure_cert(context)
    plain = hashlib.sha256(ssl.PEM_cert_to_DER_cert(made.cert_chain_pems[0].bytes().decode())).hexdigest().upper()
    return context, ":".join(plain[start : start + 2] for start in range(0, 64, 2))


def test_documents_go_encrypted_to_the_one_known_printer(rig: Callable[..., Rig]) -> None:
    tls, fingerprint = certificate_of_a_printer()
    one = rig(replace(COARSE, hangs_up=True), tls=tls, tls_fingerprint=fingerprint)
    assert (one.print(THREE_PAGES) or {})["sheets"] == 3
    assert (one.print() or {})["sheets"] == 1
    assert b"POST" not in b"".join(frame.head for frame in one.trace.frames())


def test_another_printer_gets_nothing(rig: Callable[..., Rig]) -> None:
    tls, _ = certificate_of_a_printer()
    _, expected = certificate_of_a_printer()
    error = ended_with(Misconfigured, lambda: rig(tls=tls, tls_fingerprint=expected))
    assert error.reason == "printer.wrongCertificate"


def test_a_printer_without_tls_gets_nothing_from_a_terminal_that_wants_it(rig: Callable[..., Rig]) -> None:
    _, expected = certificate_of_a_printer()
    assert ended_with(DeviceError, lambda: rig(tls_fingerprint=expected)).breaks_link


def test_test_page_and_identify(rig: Callable[..., Rig]) -> None:
    one = rig()
    assert one.bench.perform(TestPattern()) is not None
    assert one.bench.perform(Identify(label="1", seconds=5)) is None
    assert one.call(one.printer.state)["identified"] == 1


def test_no_byte_of_a_document_is_in_the_trace(rig: Callable[..., Rig]) -> None:
    one = rig()
    one.print()
    sent = [frame for frame in one.trace.frames() if frame.direction is Direction.SENT]
    documents = [frame for frame in sent if frame.masked]
    assert documents
    assert all(set(frame.text.split()) == {"··"} for frame in documents)
    assert sum(frame.length for frame in documents) > 5_000
    plain = b"".join(frame.head for frame in sent if not frame.masked)
    assert b"POST /ipp/print" in plain
    assert b"RaS2" not in plain


def test_nothing_of_a_document_is_in_an_error(rig: Callable[..., Rig]) -> None:
    one = rig()
    one.fault("paper-out-mid")
    error = ended_with(
        OutcomeUnknown, lambda: one.print(THREE_PAGES.model_copy(update={"data": THREE_PAGES.data | {"name": PERSON}}))
    )
    assert PERSON not in repr(error) + str(error.completion("01JD0000000000000000000001"))


def _irreversible(command: Print) -> Job:
    job = make_job(command)
    job.irreversible = True
    return job


def test_a_failed_paper_is_not_kept_alive_by_its_error(rig: Callable[..., Rig]) -> None:
    """A worker keeps the error for as long as the device is down."""
    one = rig()
    one.fault("power-cycle-mid")
    command = THREE_PAGES.model_copy(update={"data": THREE_PAGES.data | {"name": PERSON}})
    held = weakref.ref(command)
    _, error = Performer(one.driver, "document-1").perform(_irreversible(command), 0.0)
    assert error is not None
    error.forget_where()
    del command
    gc.collect()
    assert held() is None
