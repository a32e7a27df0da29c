"""Self-service items with real processes: broker with its access list, controller, departments, kiosk, printer's agent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from api.bus.client import MqttBus
from api.bus.outbox_sender import OutboxSender
from api.bus.settings import BusSettings
from api.ids import new_id
from api.messages.identity_words import Assurance, IdentitySource, IdentityWay
from api.messages.item_commands import AskDepartment, GivenEvidence, GivenPerson, SubmitItem, TakeDocument
from api.messages.item_words import DepartmentReason, DocumentOutcome
from kiosk.flow.failures import HallRefused
from kiosk.ports.item_bundle import ItemBundle
from kiosk.ports.items import HallItems
from kiosk.ports.lease_store import LeaseStore
from kiosk.ports.store import KioskStore
from tests.integration.kiosk.conftest import MakeKiosk
from tests.support.broker import connected, until
from tests.support.controller import ControllerProcess
from tests.support.hall_config import SITE
from tests.support.hall_identity import written
from tests.support.item_hall import COUNTY
from tests.support.kiosk import WAIT_S, KioskProcess
from tests.support.kiosk_printer import PrinterPeer
from tests.support.reference_process import reference
from tingtang.broker import PrivateBroker, free_port
from tingtang.reference.department.make import SECTION, make_department

PERSON = GivenPerson(name="测试甲乙丙", document="111", number="610124199001010018")
SURE = GivenEvidence(ways=(IdentityWay.CARD, IdentityWay.FACE), source=IdentitySource.CARD_CHIP, assurance=Assurance.L3)
ITEM, ZONE = "policy-match", "gov-kiosk"
"""Asks nobody who they are and needs no typing."""


class Departments:
    """The reference server's process, which the test may end and start again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        make_department(folder, COUNTY, self.port)
        self._running = AsyncExitStack()

    async def start(self) -> None:
        await self._running.enter_async_context(reference("department", self.folder, self.port))

    async def stop(self) -> None:
        await self._running.aclose()


@pytest_asyncio.fixture
async def departments(tmp_path: Path) -> AsyncIterator[Departments]:
    servers = Departments(tmp_path / "department")
    await servers.start()
    yield servers
    await servers.stop()


@pytest_asyncio.fixture
async def controller(tmp_path: Path, broker: PrivateBroker, departments: Departments) -> AsyncIterator[ControllerProcess]:
    """The hall's, with items."""
    process = ControllerProcess(tmp_path / "ctl", broker.port, broker.password_file("ctl"))
    with process.config.open("a", encoding="utf-8") as config:
        config.write((departments.folder / SECTION).read_text("utf-8"))
    await process.start()
    yield process
    if process.running:
        assert await process.stop() == 0, process.log


@asynccontextmanager
async def items_of(broker: PrivateBroker, folder: Path) -> AsyncIterator[HallItems]:
    """The kiosk's port on its own connection, with the rights that a kiosk has."""
    password = broker.password("kiosk-01")
    bus = MqttBus(BusSettings(broker.host, broker.port, SITE, "kiosk-01", "test", username="kiosk-01", password=password))
    store = KioskStore(folder / "items.sqlite", lambda: 0)
    outbox = store.open()
    sender = OutboxSender(bus, outbox, lambda *_: None)
    bundle = ItemBundle(bus, LeaseStore(store), new_id=new_id, on_change=lambda: None, on_failure=lambda _: None)
    sender.start()
    await connected(bus)
    bundle.start()
    try:
        await until(lambda: bundle.reachable, "the hall's items")
        yield HallItems(bus, store, outbox, bundle, new_id=new_id, local_now=lambda: datetime.now(UTC), wake=sender.wake)
        await until(lambda: not outbox.pending(), "everything told")
    finally:
        await bundle.stop()
        await sender.stop()
        await bus.stop()
        store.close()


async def test_a_question_an_application_and_a_document_and_departments_that_go_and_come_back(
    tmp_path: Path, broker: PrivateBroker, controller: ControllerProcess, departments: Departments
) -> None:
    async with items_of(broker, tmp_path) as items:
        assert len(items.catalogue().items) == 122
        application = SubmitItem(
            item="elder-card", person=PERSON, evidence=SURE, fields={"living": "alone", "phone": "13800000000"}
        )
        ident = new_id()
        case = await items.submit(ident, application)
        assert (await items.submit(ident, application)).case == case.case
        cases = await items.ask(AskDepartment(item="my-cases", call="cases", person=PERSON, evidence=SURE))
        assert case.case in {record["case"] for record in cases.records}
        wish = TakeDocument(item="title-print", call="title", person=PERSON, evidence=SURE, fields={"title": "r1"})
        document = await items.take_document(new_id(), wish)
        assert (await items.take_document(new_id(), wish)).refused is DepartmentReason.PRINTED_ALREADY
        items.report_document(document.token, DocumentOutcome.NOT_PRINTED, 0)
        question = AskDepartment(item="my-cases", call="cases", person=PERSON, evidence=SURE)
        await departments.stop()
        with pytest.raises(HallRefused) as refused:
            await items.ask(question)
        assert refused.value.code == "departmentAway"
        await departments.start()
        async with asyncio.timeout(WAIT_S):
            while True:
                if await _answered(items, question):
                    break
                await asyncio.sleep(0.1)
    kept = written(tmp_path)
    for word in (PERSON.name, PERSON.number, case.case):
        assert word.encode() not in kept


async def _answered(items: HallItems, question: AskDepartment) -> bool:
    try:
        return bool((await items.ask(question)).records)
    except HallRefused:
        return False


async def until_changed(kiosk: KioskProcess, before: dict[str, object]) -> None:
    """Another page stands there: two questions look alike but for their answers."""
    async with asyncio.timeout(WAIT_S):
        while True:
            if set(await kiosk.targets()) != set(before):
                return
            await asyncio.sleep(0.02)


async def test_an_item_at_the_kiosk_with_its_slip_and_rating(
    controller: ControllerProcess, printer: PrinterPeer, make_kiosk: MakeKiosk
) -> None:
    kiosk = make_kiosk()
    await kiosk.start()
    await kiosk.touch("home.items")
    await kiosk.touch(f"zone.{ZONE}")
    await kiosk.touch(f"item.{ITEM}")
    while (await kiosk.state())["screen"] in ("choose-item", "choose-one", "ask-choice"):
        before = await kiosk.targets()
        answers = [name for name in before if name.startswith(("card.", "option."))]
        if answers:
            await kiosk.touch(answers[0])
        await until_changed(kiosk, before)
    await kiosk.until_screen("show-records")
    await kiosk.touch("show.ok")
    state = await kiosk.until(lambda now: now["screen"] in ("offer-paper", "paper-taken"), "the slip")
    if state["screen"] == "offer-paper":
        await kiosk.touch("items.paper.yes")
    await kiosk.touch("items.taken.ok")
    assert [paper.template for paper in printer.papers] == ["slip"]
    await kiosk.touch("rating.GOOD")
    await kiosk.touch("items.finished.ok")
    await kiosk.until_screen("home")
