"""Certificates from the kiosk: printed once under their token, blanks counted through crashes, taken back from who leaves."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.ids import new_id
from api.messages.base import Message
from api.messages.completion import Completion
from api.messages.device_commands import CancelCommand, Print
from api.messages.state import Status
from api.messages.topics import Channel, topic
from api.messages.words import Action, CompletionCode, DeviceState
from api.text.catalogue import read_catalogue
from drivers.document_printer import health
from kiosk.certificates import BLANKS_DEVICE, CertificateParts, status_of
from kiosk.flow.documents.ports import Document, DocumentReport
from kiosk.flow.documents.stock import Stock, StockLevel, left_after
from kiosk.flow.printing import PrintOutcome
from kiosk.ports.document_store import DocumentStore
from kiosk.ports.documents import BLANKS_OUT, AgentDocuments
from kiosk.ports.store import KioskStore
from kiosk.settings import DocumentsSection
from kiosk.view_models.texts import REASON_TEXTS
from tests.support.answering_bus import AnsweringBus, refusal, success
from tests.support.broker import until

ADDRESS = "kiosk-01-agent/document-1"
AGENT, DEVICE = ADDRESS.split("/")
PERSON = "李春生"
BLANK = Document("certificate", {"title": "证明", "name": PERSON}, "zh-CN", sheets=1, blank=True)
REPORT = Document("report", {"title": "明细"}, "zh-CN", sheets=3, blank=False)
AT_FIRST = 50


class Agent(AnsweringBus):
    """The agent, as the test plays it: `said` is how a print ends, None: silence."""

    def __init__(self) -> None:
        super().__init__(self._answered)
        self.said: Callable[[str], Completion | None] = lambda ident: success(ident, sheets=1)
        self.acknowledges = False
        self.withdraws = True
        self.held: asyncio.Event | None = None
        self.states: dict[tuple[str, str], Message] = {}

    async def _answered(self, name: str, body: Any, ident: str) -> Completion | None:
        if isinstance(body, Print):
            if self.held is not None:
                await self.held.wait()
            return self.said(ident)
        if isinstance(body, CancelCommand) and not self.withdraws:
            return None
        return success(ident)

    async def request(self, topic: str, body: Message, *, command_id: str, timeout_s: float = 10.0, **more: Any) -> Completion:
        if self.acknowledges and isinstance(body, Print):
            more["on_acknowledged"]()
        return await super().request(topic, body, command_id=command_id, timeout_s=timeout_s, **more)

    def set_state(self, device: str, name: str, body: Message) -> None:
        self.states[device, name] = body

    def report(self, device: DeviceState, reason: str = "ok", **detail: str) -> None:
        self.online(AGENT)
        self.tell(topic(self.site, AGENT, DEVICE, Channel.STATE, "status"), Status(device=device, reason=reason, detail=detail))

    @property
    def prints(self) -> list[tuple[Print, str]]:
        return [(body, ident) for _, body, ident in self.asked if isinstance(body, Print)]

    @property
    def cancelled(self) -> list[str]:
        return [body.target for _, body, _ in self.asked if isinstance(body, CancelCommand)]


class Rig:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.bus = Agent()
        self.changes = 0
        self.open()

    def open(self) -> None:
        """As at each start of the kiosk."""
        self.store = KioskStore(self.path, lambda: 1_764_000_000_000)
        self.store.open()
        self.counted = DocumentStore(self.store, lambda: 1_764_000_000_000, at_first=AT_FIRST)
        self.port = AgentDocuments(
            self.bus,  # type: ignore[arg-type]
            ADDRESS,
            self.counted,
            low_at=20,
            new_id=new_id,
            on_change=self._changed,
        )

    def killed(self) -> None:
        """And started again: what was in memory is gone."""
        self.store.close()
        self.open()

    def _changed(self) -> None:
        self.changes += 1


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = Rig(tmp_path / "kiosk.db")
    yield made
    made.store.close()


async def test_a_certificate_is_printed_under_its_token_and_takes_a_blank(rig: Rig) -> None:
    token = new_id()
    assert await rig.port.print(token, BLANK) == DocumentReport(PrintOutcome.PRINTED, 1)
    ((command, ident),) = rig.bus.prints
    assert (command.template, command.data, command.blank, ident) == ("certificate", dict(BLANK.data), True, token)
    assert rig.port.stock() == Stock(AT_FIRST - 1, 20)


async def test_a_report_takes_no_blank(rig: Rig) -> None:
    rig.bus.said = lambda ident: success(ident, sheets=3)
    assert await rig.port.print(new_id(), REPORT) == DocumentReport(PrintOutcome.PRINTED, 3)
    assert rig.port.stock().left == AT_FIRST


async def test_the_same_token_again_takes_no_second_blank(rig: Rig) -> None:
    token = new_id()
    await rig.port.print(token, BLANK)
    rig.killed()
    await rig.port.print(token, BLANK)
    assert rig.port.stock().left == AT_FIRST - 1
    assert {ident for _, ident in rig.bus.prints} == {token}


async def test_a_paper_that_did_not_come_out_gives_its_blank_back(rig: Rig) -> None:
    rig.bus.said = lambda ident: refusal(ident, "paper.jammed", CompletionCode.HARDWARE_ERROR)
    report = await rig.port.print(new_id(), BLANK)
    assert report == DocumentReport(PrintOutcome.NOT_PRINTED, 0, "paper.jammed")
    assert rig.port.stock().left == AT_FIRST


@pytest.mark.parametrize(
    ("completion", "report"),
    [
        ((CompletionCode.OUTCOME_UNKNOWN, "paper.out", {"sheets": 1}), DocumentReport(PrintOutcome.UNKNOWN, 1, "paper.out")),
        ((CompletionCode.OUTCOME_UNKNOWN, None, {}), DocumentReport(PrintOutcome.UNKNOWN, 0, "silent")),
        ((CompletionCode.HARDWARE_ERROR, "paper.jammed", {"sheets": 2}), DocumentReport(PrintOutcome.UNKNOWN, 2, "paper.jammed")),
        ((CompletionCode.SUCCESS, None, {}), DocumentReport(PrintOutcome.PRINTED, 3)),
        ((CompletionCode.SUCCESS, None, {"sheets": "many"}), DocumentReport(PrintOutcome.PRINTED, 3)),
        (
            (CompletionCode.CANCELED, "command.canceled", {"sheets": 0}),
            DocumentReport(PrintOutcome.NOT_PRINTED, 0, "command.canceled"),
        ),
    ],
)
async def test_what_the_agent_says_is_taken_at_its_word_and_no_further(
    rig: Rig, completion: tuple[CompletionCode, str | None, dict[str, Any]], report: DocumentReport
) -> None:
    code, reason, result = completion
    rig.bus.said = lambda ident: Completion(id=ident, code=code, error_code=reason, result=result)
    assert await rig.port.print(new_id(), REPORT) == report


async def test_where_nobody_knows_the_blank_counts_as_used(rig: Rig) -> None:
    rig.bus.said = lambda ident: Completion(id=ident, code=CompletionCode.OUTCOME_UNKNOWN, error_code="outcomeUnknown")
    await rig.port.print(new_id(), BLANK)
    assert rig.port.stock().left == AT_FIRST - 1


async def test_an_agent_that_never_took_it_is_told_to_forget_it(rig: Rig) -> None:
    rig.bus.said = lambda _: None
    token = new_id()
    assert await rig.port.print(token, BLANK) == DocumentReport(PrintOutcome.NOT_PRINTED, 0, "silent")
    assert rig.bus.cancelled == [token]
    assert rig.port.stock().left == AT_FIRST


async def test_an_agent_that_never_says_it_let_go_leaves_a_doubt(rig: Rig) -> None:
    rig.bus.said = lambda _: None
    rig.bus.withdraws = False
    token = new_id()
    assert await rig.port.print(token, BLANK) == DocumentReport(PrintOutcome.UNKNOWN, 0, "silent")
    assert rig.bus.cancelled == [token]
    assert rig.port.stock().left == AT_FIRST - 1


async def test_an_agent_that_fell_silent_over_it_leaves_a_doubt(rig: Rig) -> None:
    rig.bus.acknowledges = True
    rig.bus.said = lambda _: None
    assert (await rig.port.print(new_id(), BLANK)).outcome is PrintOutcome.UNKNOWN
    assert rig.port.stock().left == AT_FIRST - 1


async def test_whoever_leaves_takes_the_print_back_and_the_stock_is_still_settled(rig: Rig) -> None:
    rig.bus.held = asyncio.Event()
    rig.bus.said = lambda ident: refusal(ident, "command.canceled", CompletionCode.CANCELED)
    token = new_id()
    printing = asyncio.create_task(rig.port.print(token, BLANK))
    await until(lambda: rig.bus.prints, "sent")
    printing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await printing
    await until(lambda: rig.bus.cancelled, "withdrawn")
    assert rig.bus.cancelled == [token]
    assert rig.port.stock().left == AT_FIRST - 1
    rig.bus.held.set()
    await until(lambda: rig.port.stock().left == AT_FIRST, "settled")
    await rig.port.close()


async def test_a_kill_in_the_middle_counts_too_few_rather_than_too_many(rig: Rig) -> None:
    rig.bus.held = asyncio.Event()
    printing = asyncio.create_task(rig.port.print(new_id(), BLANK))
    await until(lambda: rig.bus.prints, "sent")
    await rig.port.close()
    await asyncio.gather(printing, return_exceptions=True)
    rig.killed()
    assert rig.port.stock().left == AT_FIRST - 1


async def test_a_kiosk_that_is_stopped_while_it_prints_takes_the_paper_back(rig: Rig) -> None:
    rig.bus.held = asyncio.Event()
    token = new_id()
    printing = asyncio.create_task(rig.port.print(token, BLANK))
    await until(lambda: rig.bus.prints, "sent")
    printing.cancel()
    await asyncio.gather(printing, return_exceptions=True)
    await rig.port.close()
    assert rig.bus.cancelled == [token]


async def test_without_blanks_nothing_is_sent(rig: Rig) -> None:
    rig.port.refill(0)
    assert await rig.port.print(new_id(), BLANK) == DocumentReport(PrintOutcome.NOT_PRINTED, 0, BLANKS_OUT)
    assert rig.bus.prints == []


async def test_staff_count_after_a_refill_and_their_count_stands(rig: Rig) -> None:
    """Also against a document that was under way when they counted."""
    rig.bus.held = asyncio.Event()
    rig.bus.said = lambda ident: refusal(ident, "paper.jammed", CompletionCode.HARDWARE_ERROR)
    printing = asyncio.create_task(rig.port.print(new_id(), BLANK))
    await until(lambda: rig.bus.prints, "sent")
    rig.port.refill(200)
    rig.bus.held.set()
    await printing
    assert rig.port.stock().left == 200
    rig.killed()
    assert rig.port.stock().left == 200


def test_readiness_follows_the_agent(rig: Rig) -> None:
    assert (rig.port.readiness().ready, rig.port.readiness().reason) == (False, "silent")
    rig.bus.report(DeviceState.ONLINE)
    assert (rig.port.readiness().ready, rig.port.readiness().blanks) == (True, AT_FIRST)
    rig.bus.report(DeviceState.USER_ERROR, "paper.out")
    assert (rig.port.readiness().ready, rig.port.readiness().reason) == (False, "paper.out")
    assert rig.changes > 0


def test_what_staff_can_put_right_a_citizen_can_tell_them() -> None:
    """The printer's own findings that somebody clears have words on the screen."""
    findings = {found.reason for _, found in health._BLOCKING if found.action is Action.CLEAR}
    assert findings - {"printer.offline"} <= set(REASON_TEXTS)
    kiosk = read_catalogue().section("kiosk")
    assert set(REASON_TEXTS.values()) <= set(kiosk)


def test_a_paper_in_the_slot_is_told_only_where_somebody_feels_it(rig: Rig) -> None:
    assert rig.port.lies_there is None
    for media, lies_there in (("present", True), ("notPresent", False), ("unknown", None), ("jammed", None)):
        rig.bus.report(DeviceState.ONLINE, media=media)
        assert rig.port.lies_there is lies_there


def test_nothing_of_a_document_is_kept(rig: Rig) -> None:
    asyncio.run(rig.port.print(new_id(), BLANK))
    rig.store.close()
    found = b"".join(path.read_bytes() for path in rig.path.parent.iterdir())
    assert PERSON.encode() not in found
    assert PERSON not in repr(BLANK)
    rig.open()


@pytest.mark.parametrize(
    ("left", "level", "told"),
    [
        (21, StockLevel.PLENTY, (DeviceState.ONLINE, Action.NONE, "ok")),
        (20, StockLevel.LOW, (DeviceState.ONLINE, Action.CLEAR, "blanks.low")),
        (0, StockLevel.OUT, (DeviceState.USER_ERROR, Action.CLEAR, "blanks.out")),
    ],
)
def test_the_board_says_when_blanks_end(left: int, level: StockLevel, told: tuple[DeviceState, Action, str]) -> None:
    stock = Stock(left, 20)
    status = status_of(stock)
    assert stock.level is level
    assert (status.device, status.action, status.reason, status.detail) == (*told, {"blanks_left": left})


def test_the_stock_is_a_device_of_its_own_on_the_board(rig: Rig) -> None:
    parts = CertificateParts(
        DocumentsSection(printer=ADDRESS, blanks_at_first=AT_FIRST),
        rig.bus,  # type: ignore[arg-type]
        rig.store,
        place="zone 1",
        now_ms=lambda: 0,
        new_id=new_id,
        changed=lambda: None,
    )
    assert rig.bus.states[BLANKS_DEVICE, "status"] == status_of(Stock(AT_FIRST, 20))
    assert parts.printer is not None
    parts.printer.refill(3)
    parts.tell()
    assert rig.bus.states[BLANKS_DEVICE, "status"] == status_of(Stock(3, 20))


@given(st.integers(0, 200), st.integers(0, 5), st.one_of(st.none(), st.integers(0, 5)))
def test_a_settled_count_lies_between_all_used_and_none(left: int, expected: int, came_out: int | None) -> None:
    settled = left_after(left, expected, came_out)
    assert 0 <= settled <= left + expected
    assert settled == (left if came_out is None else max(0, left + expected - came_out))
    assert came_out is not None or settled == left
