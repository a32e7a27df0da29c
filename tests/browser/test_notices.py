"""What a manager is told to look at: a kiosk that gave numbers too fast, and the withdrawal of that series."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from api.bus.client import MqttBus
from api.bus.settings import BusSettings
from api.ids import new_id
from api.messages.completion import Completion
from api.messages.hall_commands import Take
from api.messages.topics import hall_command_topic
from api.messages.words import HandOver, Refusal
from tests.support.broker import connected, running_broker
from tests.support.browser import Visitor
from tests.support.controller import ControllerProcess, Person
from tests.support.hall_config import SITE, SMALL_HALL
from tingtang.broker import PrivateBroker

pytestmark = pytest.mark.browser

KIOSK = "kiosk-01"
BURST = 3
HALL = SMALL_HALL + f"\n[guards.burst]\nmost = {BURST}\n"
Visit = Callable[..., Awaitable[Visitor]]
TakeAnonymously = Callable[[], Awaitable[Completion]]


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
async def take_at_kiosk(hall: ControllerProcess, broker: PrivateBroker) -> AsyncIterator[TakeAnonymously]:
    settings = BusSettings(broker.host, broker.port, SITE, KIOSK, "test", username=KIOSK, password=broker.password(KIOSK))
    bus = await connected(MqttBus(settings))

    async def take() -> Completion:
        body = Take(service="id-card", hand_over=HandOver.SCREEN)
        return await bus.request(hall_command_topic(SITE, "take"), body, command_id=new_id())

    yield take
    await bus.stop()


async def test_a_manager_sees_the_burst_withdraws_it_and_lets_the_kiosk_go_on(
    visit: Visit, take_at_kiosk: TakeAnonymously, manager: Person
) -> None:
    visitor = await visit()
    await visitor.sign_in("manager", "/manager")
    await expect(visitor.page.locator(".figures")).to_be_visible()
    await expect(visitor.page.locator(".notices")).to_have_count(0)

    for _ in range(BURST):
        assert (await take_at_kiosk()).succeeded
    assert (await take_at_kiosk()).error_code == Refusal.TOO_MANY_AT_TERMINAL

    notice = visitor.page.locator('[data-alert="rapidTakes"]')
    await expect(notice).to_contain_text(KIOSK)
    await notice.get_by_role("button", name="作废这批号…").click()
    withdraw = notice.get_by_role("button", name="作废", exact=True)
    await expect(withdraw).to_be_disabled()
    await notice.get_by_role("textbox").fill("一人连续取号")
    await withdraw.click()
    await expect(notice.get_by_role("textbox")).to_have_count(0)
    assert (await manager.get("/api/v1/manager"))["waiting_now"] == 0

    await notice.get_by_role("button", name="已查看").click()
    await expect(visitor.page.locator(".notices")).to_have_count(0)
    assert (await take_at_kiosk()).succeeded
    visitor.watch.assert_clean()
