"""The items' port before the real hall's service and the reference departments: bundle, questions, documents, what is kept."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from api.ids import new_id
from api.messages.completion import Completion
from api.messages.item_commands import AskDepartment, Items, ReportDocument, SubmitItem, TakeDocument
from api.messages.item_words import DepartmentReason, DocumentOutcome
from api.messages.topics import parse_topic
from api.messages.words import AvailabilityState, RatingLevel, RatingOutcome
from api.text.catalogue import read_catalogue
from kiosk.flow.failures import HallRefused, HallSilent
from kiosk.flow.items.ports import ItemPaper, PaperRow
from kiosk.ports.item_bundle import ItemBundle
from kiosk.ports.item_papers import ItemPapers
from kiosk.ports.items import HallItems
from kiosk.ports.lease_store import LeaseStore
from kiosk.ports.store import KioskStore
from tests.support.answering_bus import AnsweringBus, success
from tests.support.broker import until
from tests.support.departments import NAME, NUMBER, PERSON, SURE, ItemsHall, items_hall
from tests.support.item_hall import WORKING_HOUR, CheckedReceipts

MORNING = 1_763_600_000_000
ELDER = SubmitItem(item="elder-card", person=PERSON, evidence=SURE, fields={"living": "alone", "phone": "13812345678"})
TITLE = TakeDocument(item="title-print", call="title", person=PERSON, evidence=SURE, fields={"title": "r1"})
ASK = AskDepartment(item="my-cases", call="cases", person=PERSON, evidence=SURE)


class Kiosk:
    """One kiosk's items with its own store, on a bus to the hall that the test can cut or bend."""

    def __init__(self, hall: ItemsHall, folder: Path) -> None:
        self.hall = hall
        self.file = folder / "kiosk.sqlite3"
        self.away = False
        self.bent: dict[str, dict[str, Any]] = {}
        """By command: what the hall answers instead."""
        self.changes = 0
        self.failures: list[BaseException] = []
        self.bus = AnsweringBus(self._answer)
        self.open()

    def open(self) -> None:
        """As at a start."""
        self.store = KioskStore(self.file, lambda: MORNING)
        self.outbox = self.store.open()
        self.bundle = ItemBundle(
            self.bus,  # type: ignore[arg-type]
            LeaseStore(self.store),
            new_id=new_id,
            on_change=self._changed,
            on_failure=self.failures.append,
            refresh_s=0.01,
        )
        self.items = HallItems(
            self.bus,  # type: ignore[arg-type]
            self.store,
            self.outbox,
            self.bundle,
            new_id=new_id,
            local_now=lambda: WORKING_HOUR,
            wake=lambda: None,
        )

    async def follow(self) -> None:
        self.bundle.start()
        self.bus.online("ctl")
        await until(lambda: self.bundle.reachable, "the hall's answers")

    async def close(self) -> None:
        await self.bundle.stop()
        self.store.close()

    def reports(self) -> list[tuple[str, DocumentOutcome, int]]:
        bodies = [entry.body for entry in self.outbox.pending() if parse_topic(entry.topic).name == "report-document"]
        reports = [
            body if isinstance(body, ReportDocument) else ReportDocument.model_validate(body.model_dump()) for body in bodies
        ]
        return [(report.token, report.outcome, report.sheets) for report in reports]

    def _changed(self) -> None:
        self.changes += 1

    async def _answer(self, name: str, body: Any, ident: str) -> Completion | None:
        if self.away:
            return None
        if name in self.bent:
            return success(ident, **self.bent[name])
        return await self.hall.do(body, ident)


@pytest_asyncio.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with AsyncExitStack() as stack:
        hall = await stack.enter_async_context(items_hall(tmp_path / "items.db"))
        kiosk = Kiosk(hall, tmp_path)
        yield kiosk
        await kiosk.close()


async def test_the_whole_catalogue_is_fetched_once_and_asked_for_only_where_it_changed(kiosk: Kiosk) -> None:
    await kiosk.follow()
    assert len(kiosk.items.catalogue().items) == 122
    zones = [body.zone for name, body, _ in kiosk.bus.asked if name == "items" and body.zone]
    assert len(zones) == len(set(zones)) == 9
    asked = len(kiosk.bus.asked)
    await until(lambda: len(kiosk.bus.asked) > asked + 2, "the hall's answers")
    assert [body for _, body, _ in kiosk.bus.asked[asked:]] == [Items()] * (len(kiosk.bus.asked) - asked)


async def test_a_kiosk_that_starts_on_an_island_knows_its_items(kiosk: Kiosk) -> None:
    await kiosk.follow()
    await kiosk.close()
    kiosk.away = True
    kiosk.open()
    assert len(kiosk.items.catalogue().items) == 122
    assert kiosk.items.catalogue().item("tax-guide") is not None
    assert not kiosk.items.reachable


async def test_a_hall_that_goes_isn_t_reachable_and_one_that_comes_back_is(kiosk: Kiosk) -> None:
    await kiosk.follow()
    kiosk.away = True
    await until(lambda: not kiosk.bundle.reachable, "the hall's answers")
    kiosk.away = False
    await until(lambda: kiosk.bundle.reachable, "the hall's answers")
    kiosk.bus.online("ctl", AvailabilityState.LOST)
    assert not kiosk.items.reachable


async def test_an_item_with_a_step_of_a_newer_hall_is_left_out_and_the_others_are_offered(kiosk: Kiosk) -> None:
    await kiosk.follow()
    kept = LeaseStore(kiosk.store)
    zone = json.loads(kept.kept("items-tax") or "")
    zone["items"][0]["steps"][0]["kind"] = "hologram"
    kept.keep("items-tax", json.dumps(zone))
    await kiosk.close()
    kiosk.open()
    assert len(kiosk.items.catalogue().items) == 121


async def test_what_was_kept_by_another_version_is_asked_for_anew(kiosk: Kiosk) -> None:
    LeaseStore(kiosk.store).keep("items", '{"version": 7}')
    await kiosk.close()
    kiosk.open()
    assert kiosk.items.catalogue().items == ()
    await kiosk.follow()
    assert len(kiosk.items.catalogue().items) == 122


async def test_a_question_an_application_and_their_answers_are_kept_nowhere_here(kiosk: Kiosk) -> None:
    records = await kiosk.items.ask(ASK)
    assert records.records
    case = await kiosk.items.submit(new_id(), ELDER)
    assert case.case
    await kiosk.close()
    kept = kiosk.file.read_bytes()
    assert kept
    for word in (NAME, NUMBER, case.case, "13812345678"):
        assert word.encode() not in kept
    kiosk.open()


async def test_an_application_asked_again_under_its_id_is_the_same(kiosk: Kiosk) -> None:
    ident = new_id()
    first = await kiosk.items.submit(ident, ELDER)
    assert (await kiosk.items.submit(ident, ELDER)).case == first.case
    assert (await kiosk.items.submit(new_id(), ELDER)).refused is DepartmentReason.ALREADY_APPLIED


async def test_silence_and_a_refusal_are_told_apart(kiosk: Kiosk) -> None:
    with pytest.raises(HallRefused) as refused:
        await kiosk.items.ask(ASK.model_copy(update={"person": None}))
    assert refused.value.code == "identificationRequired"
    kiosk.away = True
    with pytest.raises(HallSilent):
        await kiosk.items.ask(ASK)


async def test_an_answer_that_isn_t_one_is_silence_and_its_error_names_nobody(kiosk: Kiosk) -> None:
    kiosk.bent["ask-department"] = {"records": [{"name": 7, "who": NAME}], "refused": "nonsense", "words": NAME}
    with pytest.raises(HallSilent) as silent:
        await kiosk.items.ask(ASK)
    assert NAME not in str(silent.value)
    assert silent.value.__cause__ is None


async def test_a_document_is_reported_once_however_often_it_is_said(kiosk: Kiosk) -> None:
    content = await kiosk.items.take_document(new_id(), TITLE)
    kiosk.items.report_document(content.token, DocumentOutcome.PRINTED, 2)
    kiosk.items.report_document(content.token, DocumentOutcome.UNKNOWN, 0)
    assert kiosk.reports() == [(content.token, DocumentOutcome.PRINTED, 2)]


async def test_a_document_that_was_printing_when_the_kiosk_broke_off_is_reported_at_the_next_start(kiosk: Kiosk) -> None:
    content = await kiosk.items.take_document(new_id(), TITLE)
    await kiosk.close()
    kiosk.open()
    kiosk.items.settle_old()
    kiosk.items.settle_old()
    assert kiosk.reports() == [(content.token, DocumentOutcome.UNKNOWN, 0)]


async def test_a_rating_waits_in_the_outbox_once_a_visit(kiosk: Kiosk) -> None:
    visit = new_id()
    kiosk.items.rate(visit, "tax-guide", RatingOutcome.SUBMITTED, RatingLevel.BAD)
    kiosk.items.rate(visit, "tax-guide", RatingOutcome.SUBMITTED, RatingLevel.GOOD)
    [entry] = kiosk.outbox.pending()
    assert (parse_topic(entry.topic).name, entry.id) == ("rate-visit", visit)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_papers_carry_what_the_templates_take_and_no_whole_name(language: str) -> None:
    receipts = CheckedReceipts()
    papers = ItemPapers(receipts, read_catalogue(), lambda: WORKING_HOUR, dict, "1")
    names = {"zh-CN": "老年人优待证", "en": "Senior card"}
    row = PaperRow({"zh-CN": "身份证号", "en": "ID number"}, "id-number", NUMBER)
    receipt = ItemPaper("application", names, applicant=NAME, case="20261120-01001", ready_on="2026-12-04")
    slip = ItemPaper("slip", names, rows=(row,), done=("asked",), why="later")
    for ident, paper in (("a", receipt), ("b", slip)):
        await papers.print(ident, paper, language)
    (_, _, first), (_, _, second) = receipts.papers
    assert (first["case"], first["applicant"]) == ("20261120-01001", "测***丙")
    assert NUMBER not in second["rows"]
    assert NUMBER[-4:] in second["rows"]
    assert second["why"]
    assert second["next"]


async def test_a_slip_of_everything_is_as_long_as_the_paper_takes() -> None:
    receipts = CheckedReceipts()
    papers = ItemPapers(receipts, read_catalogue(), lambda: WORKING_HOUR, dict, "1")
    rows = tuple(PaperRow({"zh-CN": f"第{at}项"}, "text", "蓝田县" * 60) for at in range(60))
    await papers.print("a", ItemPaper("slip", {"zh-CN": "查询"}, rows=rows), "zh-CN")
    [(_, _, fields)] = receipts.papers
    assert fields["rows"].startswith("第0项：")
    assert 3_500 < len(fields["rows"]) <= 4_000
