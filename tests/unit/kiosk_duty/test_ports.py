"""The kiosk's side of the duty desk before the real service: calls, complaints, notices that outlive a restart, papers."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.bus.outbox import Outbox
from api.ids import new_id
from api.messages.completion import Completion
from api.messages.duty_commands import DUTY_COMMANDS, ClaimCall
from api.messages.duty_views import HallNoticeView, TerminalView
from api.messages.duty_words import CallKind, CallState, ComplaintKind, ComplaintSubject
from api.messages.state import Status
from api.messages.topics import Channel, topic
from api.messages.words import DeviceState, RatingLevel, RatingOutcome
from api.text.catalogue import LANGUAGES, read_catalogue
from kiosk.flow.duty.ports import CaseSlip, Complaint, DeskNotice, HelpSlip
from kiosk.flow.failures import HallRefused, HallSilent
from kiosk.flow.printing import PrinterReadiness, PrintOutcome, PrintReport
from kiosk.flow.zone.hours import ZoneHours
from kiosk.flow.zone.views import Emergency, OutOfService, OutReason, ZoneClosed
from kiosk.ports.duty import HallDuty
from kiosk.ports.hall_notice import HallNoticeWatch
from kiosk.ports.lease_store import LeaseStore
from kiosk.ports.slips import PaperSlips
from kiosk.ports.store import KioskStore
from kiosk.ports.zone import NO_HALL_AFTER_S, TerminalZone, nearest
from kiosk.settings_zone import ZoneSection
from tests.support.answering_bus import AnsweringBus
from tests.support.broker import until
from tests.support.duty_desk import CLERK, KIOSK, PHONE, WORDS, DutyDesk, duty_desk
from tests.support.hall_core import MORNING
from tests.support.hall_identity import written
from tests.support.paper import printed

HALL = {"zh-CN": "示例县政务服务大厅", "en": "Example hall", "mn-Mong": "ᠮᠣᠩᠭᠣᠯ"}
COMPLAINT = Complaint(ComplaintKind.COMPLAINT, ComplaintSubject.WAITING, "公安局", WORDS, PHONE)


class Terminal:
    """One kiosk's ports on a bus to the real desk, which the test can cut; `restart` opens its store again."""

    def __init__(self, desk: DutyDesk, folder: Path) -> None:
        self.desk = desk
        self.away = False
        self.changes = 0
        self.failures: list[BaseException] = []
        self._path = folder / "kiosk.sqlite3"
        self.open()

    def open(self) -> None:
        self.bus = AnsweringBus(self._answer)
        self.store = KioskStore(self._path, lambda: MORNING)
        self.outbox: Outbox = self.store.open()
        self.known = HallNoticeWatch(
            self.bus,  # type: ignore[arg-type]
            LeaseStore(self.store),
            new_id=new_id,
            on_change=self._changed,
            on_failure=self.failures.append,
            refresh_s=0.01,
        )
        self.duty = HallDuty(self.bus, self.outbox, self.known, new_id=new_id, wake=lambda: None)  # type: ignore[arg-type]

    async def restart(self) -> None:
        await self.known.stop()
        self.store.close()
        self.open()

    def hall_says(self, **detail: Any) -> None:
        status = Status(device=DeviceState.ONLINE, detail=detail)
        self.bus.tell(topic(self.bus.site, "ctl", "hall", Channel.STATE, "status"), status)

    def _changed(self) -> None:
        self.changes += 1

    async def _answer(self, name: str, body: Any, ident: str) -> Completion | None:
        if self.away:
            return None
        return await self.desk.do(DUTY_COMMANDS[name].model_validate(body.model_dump()), KIOSK, ident)


@pytest.fixture
async def terminal(tmp_path: Path) -> AsyncIterator[Terminal]:
    async with duty_desk(tmp_path / "hall") as desk:
        made = Terminal(desk, tmp_path)
        yield made
        await made.known.stop()
        made.store.close()


async def test_a_call_goes_to_the_desk_and_back(terminal: Terminal) -> None:
    call = await terminal.duty.call(CallKind.HELP, "take-ticket")
    await terminal.desk.do(ClaimCall(call=call.id), CLERK)
    assert (await terminal.duty.state(call.id)).state is CallState.CLAIMED
    await terminal.duty.withdraw(call.id)
    assert (await terminal.duty.state(call.id)).state is CallState.CLOSED
    with pytest.raises(HallRefused, match="unknownEntry"):
        await terminal.duty.state(new_id())
    terminal.away = True
    with pytest.raises(HallSilent):
        await terminal.duty.call(CallKind.SOS, "")


async def test_a_complaint_leaves_nothing_at_the_kiosk(terminal: Terminal, tmp_path: Path) -> None:
    ident = terminal.duty.new_id()
    number = await terminal.duty.file(ident, COMPLAINT, "zh-CN")
    assert await terminal.duty.file(ident, COMPLAINT, "zh-CN") == number
    [complaint] = (await terminal.desk.service.complaints("manager")).complaints
    assert (complaint.text, complaint.contact, complaint.department) == (WORDS, PHONE, "公安局")
    terminal.away = True
    with pytest.raises(HallSilent) as silent:
        await terminal.duty.file(new_id(), COMPLAINT, "zh-CN")
    assert silent.value.__cause__ is None
    assert WORDS not in repr(silent.value)
    for name, _, _ in terminal.bus.asked:
        assert name == "complain"
    files = written(tmp_path)
    assert WORDS.encode() not in files
    assert PHONE.encode() not in files


async def test_a_rating_waits_for_the_hall(terminal: Terminal) -> None:
    terminal.away = True
    terminal.duty.rate("kiosk", RatingOutcome.SUBMITTED, RatingLevel.BAD, ("slow",))
    [entry] = terminal.outbox.pending()
    assert entry.topic.endswith("/rate-visit")


async def test_what_the_hall_said_of_itself_outlives_a_restart_on_an_island(terminal: Terminal) -> None:
    assert terminal.duty.notice() == DeskNotice("", None, 60)
    terminal.known.start()
    await until(lambda: terminal.known.notice.phone != "", "the notice")
    assert terminal.duty.notice() == DeskNotice("0912-1234567", None, 60)
    changes = terminal.changes
    asked = len(terminal.bus.asked)
    await until(lambda: len(terminal.bus.asked) > asked + 2, "asked again")
    # The same notice again is no change, though its instant differs.
    assert terminal.changes == changes
    terminal.away = True
    await terminal.restart()
    assert terminal.duty.notice().phone == "0912-1234567"
    assert [one.node for one in terminal.known.notice.terminals] == ["kiosk-01", "kiosk-02", "kiosk-03"]


async def test_an_emergency_stands_until_the_hall_lifts_it_also_over_a_restart(terminal: Terminal) -> None:
    terminal.hall_says(emergency={"since": MORNING, "text": "请从东门离开"})
    assert terminal.known.emergency == Emergency("请从东门离开")
    await terminal.restart()
    assert terminal.known.emergency == Emergency("请从东门离开")
    terminal.hall_says(waiting={"a": 3})
    assert terminal.known.emergency is None
    await terminal.restart()
    assert terminal.known.emergency is None


async def test_a_status_that_cant_be_read_changes_nothing(terminal: Terminal) -> None:
    terminal.hall_says(emergency={"text": "离开"})
    terminal.hall_says(emergency=7)
    assert terminal.known.emergency == Emergency("离开")


async def test_asking_that_broke_begins_anew(terminal: Terminal) -> None:
    async def broken(*_: object, **__: object) -> Completion:
        raise RuntimeError("a bug")

    right, terminal.bus.request = terminal.bus.request, broken  # type: ignore[method-assign]
    terminal.known.start()
    await until(lambda: terminal.known.keep_running() or terminal.failures, "the failure")
    terminal.bus.request = right  # type: ignore[method-assign]
    await until(lambda: terminal.known.keep_running() or terminal.known.notice.phone, "the notice")


class Zone:
    """A terminal's zone under the test's hand."""

    def __init__(self, folder: Path, hours: ZoneHours | None = None) -> None:
        self.store = KioskStore(folder / "zone.sqlite3", lambda: MORNING)
        self.store.open()
        self.now = datetime(2025, 11, 21, 9, tzinfo=UTC)
        self.now_s = 0.0
        self.failing = False
        self.serves = True
        self.emergency: Emergency | None = None
        self.notice = HallNoticeView(at=0)
        self.port = TerminalZone(
            hours or ZoneHours(),
            self,  # type: ignore[arg-type]
            node="kiosk-01",
            phone="119",
            local_now=lambda: self.now,
            clock=lambda: self.now_s,
            kept=LeaseStore(self.store),
            failing=lambda: self.failing,
            serves=lambda: self.serves,
        )


def test_out_of_service_names_whom_to_ring_up_and_where_to_go(tmp_path: Path) -> None:
    zone = Zone(tmp_path)
    assert zone.port.standing() is None
    zone.port.switch_off(True)
    zone.store.close()
    zone = Zone(tmp_path)
    assert zone.port.switched_off, "it outlives a restart"
    assert zone.port.standing() == OutOfService(OutReason.STAFF, "119", None)
    names = {"zh-CN": "东门"}
    zone.notice = HallNoticeView(
        at=0,
        maintainer_phone="0912-7654321",
        terminals=(
            TerminalView(node="kiosk-01", names={"zh-CN": "这里"}, zone="east", working=True),
            TerminalView(node="kiosk-02", names={"zh-CN": "西侧"}, zone="west", working=True),
            TerminalView(node="kiosk-03", names={"zh-CN": "坏的"}, zone="east", working=False),
            TerminalView(node="kiosk-04", names=names, zone="east", working=True),
        ),
    )
    assert zone.port.standing() == OutOfService(OutReason.STAFF, "0912-7654321", names)
    assert nearest(zone.notice, "unknown") == {"zh-CN": "这里"}
    zone.port.switch_off(False)
    zone.failing = True
    assert zone.port.standing() == OutOfService(OutReason.FAILING, "0912-7654321", names)


def test_a_hall_that_is_away_for_a_moment_closes_nothing(tmp_path: Path) -> None:
    zone = Zone(tmp_path)
    zone.port.standing()
    zone.serves = False
    assert zone.port.standing() is None
    zone.now_s += NO_HALL_AFTER_S - 1
    assert zone.port.standing() is None
    zone.now_s += 1
    standing = zone.port.standing()
    assert isinstance(standing, OutOfService)
    assert (standing.reason, standing.some_works) == (OutReason.NO_HALL, True)
    zone.serves = True
    assert zone.port.standing() is None


def test_hours_come_from_the_kiosks_file(tmp_path: Path) -> None:
    zone = Zone(tmp_path, ZoneSection(daily=("08:00-18:00",), days={"sun": ()}).hours())
    assert (zone.port.standing(), zone.port.closing()) == (None, None)
    zone.now = zone.now.replace(hour=17, minute=50)
    assert zone.port.closing() == zone.now.replace(hour=18, minute=0)
    zone.now = zone.now.replace(hour=18, minute=0)
    assert zone.port.closing() is None
    assert zone.port.standing() == ZoneClosed(zone.now.replace(hour=8) + timedelta(days=1), "")
    assert ZoneSection().hours().week is None
    with pytest.raises(ValueError, match="ends before it starts"):
        ZoneSection(daily=("18:00-08:00",))


class Printer:
    """Takes every paper."""

    def __init__(self) -> None:
        self.papers: list[tuple[str, str, Mapping[str, str], str]] = []

    def readiness(self) -> PrinterReadiness:
        return PrinterReadiness(True)

    async def print_paper(self, print_id: str, template: str, fields: Mapping[str, str], language: str) -> PrintReport:
        self.papers.append((print_id, template, fields, language))
        return PrintReport(PrintOutcome.PRINTED)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_papers_say_what_was_done_and_nothing_that_somebody_wrote(language: str) -> None:
    printer = Printer()
    slips = PaperSlips(
        printer,
        read_catalogue(),
        place="一楼东侧",
        hall_names=lambda: HALL,
        now_ms=lambda: MORNING,
        local=lambda ms: datetime.fromtimestamp(ms / 1000, UTC),
        new_id=new_id,
    )
    notice = DeskNotice("0912-1234567", MORNING + 3_600_000)
    phases = ("unanswered", "nobody", "unreachable")
    for phase in phases:
        await slips.print(HelpSlip(CallKind.HELP, phase, "A012", notice), language)
    for kind in ComplaintKind:
        await slips.print(CaseSlip("7KQ2-M9XD", kind, notice), language)
    papers = ["\n".join(printed(dict(fields), template=template).lines) for _, template, fields, _ in printer.papers]
    assert len({ident for ident, *_ in printer.papers}) == len(papers) == 6
    for paper in papers[:3]:
        assert "A012" in paper
    for paper in papers[3:]:
        assert "7KQ2-M9XD" in paper
    for paper in papers:
        assert "0912-1234567" in paper
        assert "2025-11-21" in paper
