"""The duty desk's page: calls appear by themselves, are claimed and closed, stand out when late; complaints for managers."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from api.bus.client import MqttBus
from api.bus.settings import BusSettings
from api.ids import new_id
from api.messages.completion import Completion
from api.messages.duty_commands import DUTY_COMMANDS, CallStaff, CallStatus, Complain, RateVisit
from api.messages.duty_words import CallKind, ComplaintKind, ComplaintSubject
from api.messages.hall_command import HallCommand
from api.messages.topics import hall_command_topic
from api.messages.words import RatingLevel, RatingOutcome
from tests.support.broker import connected, running_broker
from tests.support.browser import Visitor
from tests.support.controller import ControllerProcess
from tests.support.hall_config import SITE, SMALL_HALL
from tingtang.broker import PrivateBroker

pytestmark = pytest.mark.browser

KIOSK = "kiosk-01"
PLACE = "一楼自助区"
HALL = SMALL_HALL + (
    f'\n[duty.due.help]\nclaim_s = 5\nclose_s = 900\n[[terminals]]\nnode = "{KIOSK}"\nnames = {{ zh-CN = "{PLACE}" }}\n'
)
NAMES = {model: name for name, model in DUTY_COMMANDS.items()}
Visit = Callable[..., Awaitable[Visitor]]
Ask = Callable[[HallCommand], Awaitable[Completion]]


@pytest_asyncio.fixture(loop_scope="module")
async def broker(tmp_path: Path) -> AsyncIterator[PrivateBroker]:
    async with running_broker(tmp_path / "broker", ("ctl", KIOSK), SITE) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def hall(tmp_path: Path, broker: PrivateBroker) -> AsyncIterator[ControllerProcess]:
    process = ControllerProcess(tmp_path / "ctl", broker.port, broker.password_file("ctl"), hall=HALL)
    await process.start()
    yield process
    assert await process.stop() == 0, process.log


@pytest_asyncio.fixture(loop_scope="module")
async def ask(hall: ControllerProcess, broker: PrivateBroker) -> AsyncIterator[Ask]:
    """As a kiosk."""
    settings = BusSettings(broker.host, broker.port, SITE, KIOSK, "test", username=KIOSK, password=broker.password(KIOSK))
    bus = await connected(MqttBus(settings))

    async def give(command: HallCommand) -> Completion:
        return await bus.request(hall_command_topic(SITE, NAMES[type(command)]), command, command_id=new_id())

    yield give
    await bus.stop()


async def test_a_call_is_claimed_late_and_closed(visit: Visit, ask: Ask) -> None:
    visitor = await visit()
    await visitor.sign_in("clerk", "/duty")
    page = visitor.page
    await expect(page.locator(".duty")).to_be_visible()
    await expect(page.locator("[data-call]")).to_have_count(0)
    call = (await ask(CallStaff(kind=CallKind.HELP))).result["call"]["id"]
    await ask(RateVisit(service="kiosk", outcome=RatingOutcome.SUBMITTED, level=RatingLevel.BAD))
    line = page.locator('[data-call="help"]')
    await expect(line).to_contain_text(PLACE)
    await expect(page).to_have_title("(1) 值班台")
    await expect(line.locator(".late-mark")).to_be_visible()
    await page.locator("[data-sound]").click()
    await expect(page.locator("[data-sound]")).to_have_attribute("aria-pressed", "true")
    await line.locator("[data-claim]").click()
    await expect(line).to_have_attribute("data-state", "claimed")
    await expect(line.locator(".late-mark")).to_have_count(0)
    assert (await ask(CallStatus(call=call))).result["call"]["state"] == "claimed"
    await line.locator("input").fill("已协助取号")
    await line.locator("[data-close]").click()
    await expect(page.locator("[data-call]")).to_have_count(0)
    await expect(page.locator(".closed-calls")).to_contain_text("已协助取号")
    # 背靠背: single ratings are for managers.
    assert "差评" not in await page.content()
    visitor.watch.assert_clean()


async def test_a_manager_reads_and_answers_a_complaint(visit: Visit, ask: Ask) -> None:
    complaint = Complain(
        kind=ComplaintKind.UNSOLVED, subject=ComplaintSubject.CAME_OFTEN, text="跑了三次<b>没办成", contact="13900000000"
    )
    number = (await ask(complaint)).result["case_number"]
    visitor = await visit()
    await visitor.sign_in("manager", "/duty")
    page = visitor.page
    line = page.locator(f'[data-complaint="{number}"]')
    await expect(line).to_contain_text("跑了三次<b>没办成")
    await expect(line).to_contain_text("13900000000")
    await expect(page.locator('[data-call="complaint"]')).to_contain_text(number)
    await line.locator("input").fill("已回电说明")
    await line.locator("button").click()
    await expect(line).to_contain_text("已回电说明")
    await expect(page.locator("[data-call]")).to_have_count(0)
    visitor.watch.assert_clean()
