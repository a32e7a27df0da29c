"""Items over real Mosquitto: the controller and the reference departments as processes, killed in between, without traces."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api.bus.client import MqttBus
from api.bus.port import NotAnswered
from api.ids import new_id
from api.messages.completion import Completion
from api.messages.hall_command import HallCommand
from api.messages.item_commands import ITEM_COMMANDS, AskDepartment, Items, ReportDocument, SubmitItem, TakeDocument
from api.messages.item_views import ItemIndexView, ZoneItemsView
from api.messages.item_words import DepartmentReason, DocumentOutcome
from api.messages.topics import hall_command_topic
from api.messages.words import Refusal
from tests.integration.controller.conftest import MakeBus
from tests.support.broker import connected
from tests.support.controller import ControllerProcess
from tests.support.departments import NAME, NUMBER, PERSON, SURE
from tests.support.hall_config import SITE
from tests.support.hall_identity import written
from tests.support.item_hall import COUNTY
from tests.support.reference_process import reference
from tingtang.broker import PrivateBroker, free_port
from tingtang.reference.department.make import SECTION, make_department

pytestmark = pytest.mark.integration

NAMES = {model: name for name, model in ITEM_COMMANDS.items()}
PHONE = "13812345678"
ELDER = SubmitItem(item="elder-card", person=PERSON, evidence=SURE, fields={"living": "alone", "phone": PHONE})
QUESTION = AskDepartment(item="my-cases", call="cases", person=PERSON, evidence=SURE)
TITLE = TakeDocument(item="title-print", call="title", person=PERSON, evidence=SURE, fields={"title": "r1"})


@pytest.fixture
async def kiosk(make_bus: MakeBus) -> MqttBus:
    return await connected(make_bus("kiosk-01"))


@pytest.fixture
async def department(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Path]:
    """Its folder, with the controller's section. Beside the hall's, in which nothing may be written of what it is asked."""
    folder, port = tmp_path_factory.mktemp("department"), free_port()
    make_department(folder, COUNTY, port)
    async with reference("department", folder, port) as said:
        yield folder
    assert NAME.encode() not in b"".join(said)
    assert NUMBER.encode() not in b"".join(said)


@pytest.fixture
async def controller(tmp_path: Path, broker: PrivateBroker, department: Path) -> AsyncIterator[ControllerProcess]:
    process = ControllerProcess(tmp_path / "ctl", broker.port, broker.password_file("ctl"))
    with process.config.open("a", encoding="utf-8") as config:
        config.write((department / SECTION).read_text(encoding="utf-8"))
    await process.start()
    yield process
    if process.running:
        assert await process.stop() == 0, process.log


async def ask(bus: MqttBus, command: HallCommand, ident: str | None = None) -> Completion:
    return await bus.request(hall_command_topic(SITE, NAMES[type(command)]), command, command_id=ident or new_id())


async def given_again(bus: MqttBus) -> Completion:
    """Once the department has heard that no sheet came out, it gives the title out again."""
    async with asyncio.timeout(60):
        while True:
            answer = await ask(bus, TITLE)
            if answer.result["refused"] is None:
                return answer
            await asyncio.sleep(0.1)


async def test_applications_and_titles_outlive_kills_and_leave_no_trace(
    tmp_path: Path, broker: PrivateBroker, controller: ControllerProcess, kiosk: MqttBus
) -> None:
    index = ItemIndexView.model_validate((await ask(kiosk, Items())).result)
    zones = [ZoneItemsView.model_validate((await ask(kiosk, Items(zone=zone.id))).result) for zone in index.zones]
    assert sum(len(zone.items) for zone in zones) == 122
    health = await controller.health()
    assert next(part for part in health.parts if part.name == "items").well

    applied, taken = new_id(), new_id()
    case = (await ask(kiosk, ELDER, applied)).result["case"]
    content = (await ask(kiosk, TITLE, taken)).result
    assert case
    assert content["data"]["name"] == NAME
    await controller.kill()
    for command in (QUESTION, ELDER, TITLE):
        with pytest.raises(NotAnswered):
            await kiosk.request(hall_command_topic(SITE, NAMES[type(command)]), command, command_id=new_id(), timeout_s=0.3)
    report = ReportDocument(token=content["token"], outcome=DocumentOutcome.NOT_PRINTED)
    await controller.start()
    assert (await ask(kiosk, ELDER, applied)).result["case"] == case
    assert (await ask(kiosk, ELDER)).result["refused"] == DepartmentReason.ALREADY_APPLIED
    assert (await ask(kiosk, TITLE, taken)).result == content
    assert (await ask(kiosk, TITLE)).result["refused"] == DepartmentReason.PRINTED_ALREADY
    assert (await ask(kiosk, report)).result == {"outcome": "not-printed"}
    assert (await ask(kiosk, TITLE, taken)).error_code == Refusal.DOCUMENT_SETTLED
    assert (await given_again(kiosk)).result["token"] != content["token"]

    assert await controller.stop() == 0
    await kiosk.stop()
    await broker.stop()
    traces = await asyncio.to_thread(written, tmp_path)
    # What isn't personal is there: the search would find it.
    assert content["token"].encode() in traces
    for secret in (NAME, NUMBER, PHONE, case):
        assert secret.encode() not in traces


async def test_a_folder_that_doesnt_hold_is_told_before_the_hall_opens(tmp_path: Path, broker: PrivateBroker) -> None:
    process = ControllerProcess(tmp_path / "ctl", broker.port, broker.password_file("ctl"))
    folder = tmp_path / "items"
    folder.mkdir()
    (folder / "common.toml").write_text("[departments]\n[identity]\n")
    with process.config.open("a", encoding="utf-8") as config:
        config.write(f'[items]\nfolder = "{folder}"\n')
    await process.launch()
    assert await process.wait() != 0
    assert "holds no zone" in process.log
