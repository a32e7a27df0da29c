"""The whole demo in one browser: people play with emulated devices, and the device board soon shows what became of it."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from hall_controller.config import load_hall_config
from tests.support.browser import Visitor, chromium, visitor
from tests.support.whole_hall import DEMO_SITE, WholeHall, whole_hall

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

DIALOGUE = (1366, 900)
LIVE_PICTURE = "/picture?turn="
Board = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[WholeHall]:
    folder: Path = tmp_path_factory.mktemp("demo")
    async with whole_hall(folder, load_hall_config(DEMO_SITE), headless=True) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def board(browser: Browser, hall: WholeHall) -> AsyncIterator[Board]:
    """The device board, signed in; `await board("en")`."""
    opened: list[Visitor] = []
    async with AsyncExitStack() as windows:

        async def open_board(language: str = "zh-CN") -> Page:
            window: Visitor = await windows.enter_async_context(visitor(browser, hall.site.base_url, DIALOGUE, language))
            opened.append(window)
            await window.sign_in("technician", "/devices")
            await window.page.locator("[data-device]").first.wait_for(state="attached")
            return window.page

        yield open_board
        for window in opened:
            # The kiosk runs without a screen here, so it has no picture; and on a busy machine an emulator may not draw one in
            # time. The page asks again.
            window.watch.errors[:] = [error for error in window.watch.errors if LIVE_PICTURE not in error]


async def card(page: Page, address: str) -> Locator:
    """A device's card with its demo controls open."""
    found = page.locator(f'[data-device="{address}"]')
    # What the test before did may still be on its way out, and a device that gets well moves on the page.
    await expect(found).to_have_attribute("data-group", "well", timeout=30_000)
    await found.scroll_into_view_if_needed()
    panel = found.locator(".demo-panel")
    await panel.locator("summary").click()
    await panel.locator(".demo-tools").wait_for()
    return found


async def choose(card: Locator, list_name: str, option: str) -> None:
    found = card.get_by_role("combobox", name=list_name)
    await found.select_option(label=option)
    await found.locator("xpath=following-sibling::button[1]").click()


async def test_a_laid_card_is_there_and_a_lifted_one_gone(board: Board) -> None:
    reader = await card(await board(), "kiosk-01-agent/idcard-1")
    await expect(reader.locator(".facts")).to_contain_text("证件 无")
    await choose(reader, "选择…", "放上港澳台居民居住证")
    await expect(reader.locator(".facts")).to_contain_text("证件 有")
    # Now the picture offers to lift it.
    await reader.locator('[data-spot="lift"]').click()
    await expect(reader.locator(".facts")).to_contain_text("证件 无")


async def test_a_power_cut_changes_the_ups_and_ends(board: Board) -> None:
    ups = await card(await board("en"), "zone24-1-agent/ups-1")
    await expect(ups.locator(".facts")).to_contain_text("Power mains")
    await ups.locator('[data-spot="power-cut"]').click()
    await expect(ups.locator(".facts")).to_contain_text("Power battery")
    await expect(ups).to_have_attribute("data-group", "attention")
    await expect(ups.locator("[data-what]")).to_contain_text("The mains are gone")
    await ups.get_by_role("button", name="Battery nearly empty").click()
    await expect(ups.locator(".facts")).to_contain_text("Charge 10%")
    await ups.get_by_role("button", name="Put in a new battery").click()
    await ups.get_by_role("button", name="Mains come back").click()
    await expect(ups).to_have_attribute("data-group", "well")


async def test_people_enter_and_leave_the_zone_and_somebody_calls_for_help(board: Board) -> None:
    door = await card(await board(), "zone24-1-agent/door-1")
    await expect(door.locator(".facts")).to_contain_text("区内人数 0/8 人")
    await door.locator('[data-spot="enter"]').click()
    await expect(door.locator(".facts")).to_contain_text("区内人数 1/8 人")
    await door.get_by_role("button", name="按求助按钮").click()
    await expect(door.locator("[data-what]")).to_have_text("有人按了求助按钮")
    await expect(door.locator("[data-who]")).to_have_text("大厅人员")
    await door.locator('[data-spot="leave"]').click()
    await expect(door.locator(".facts")).to_contain_text("区内人数 0/8 人")
    await door.get_by_role("button", name="强行开门").click()
    await expect(door.locator(".facts")).to_contain_text("门 开着")


async def test_an_injected_fault_shows_within_its_time_and_heals(board: Board) -> None:
    printer = await card(await board(), "kiosk-01-agent/receipt-1")
    await choose(printer, "模拟故障…", "缺纸")
    await expect(printer.locator("[data-injected]")).to_have_text("正在模拟：缺纸")
    await expect(printer.locator("[data-what]")).to_have_text("缺纸", timeout=5_000)
    await expect(printer).to_have_attribute("data-group", "unusable")
    await printer.get_by_role("button", name="恢复正常").click()
    await expect(printer).to_have_attribute("data-group", "well", timeout=5_000)
    await expect(printer.locator("[data-injected]")).to_have_count(0)


async def test_a_cut_line_is_one_place_with_its_devices_under_it(board: Board) -> None:
    page = await board("en")
    pad = await card(page, "hall-agent/callpad-2")
    await choose(pad, "Fault of the whole line …", "Doesn't answer")
    place = page.locator("[data-place^='line:'] > summary")
    await expect(place).to_contain_text("Go to: Window 1", timeout=30_000)
    await expect(place).to_contain_text(re.compile(r"\d+ of \d+ devices"))
    await place.click()
    await pad.get_by_role("button", name="Heal").click()
    await expect(page.locator('[data-device="hall-agent/callpad-2"]')).to_have_attribute("data-group", "well", timeout=30_000)
    await expect(page.locator("[data-place]")).to_have_count(0)


async def test_every_device_of_the_demo_can_be_played_with(board: Board, hall: WholeHall) -> None:
    page = await board()
    for device in hall.site.devices:
        found = page.locator(f'[data-device="{device.node}/{device.id}"]')
        await found.scroll_into_view_if_needed()
        await expect(found.locator(".demo-panel summary")).to_contain_text("演示操作")
    kinds = {device.kind for device in hall.site.devices}
    assert {"id-card-reader", "scanner", "keypad", "zone-door", "ups", "climate", "led-board", "call-pad"} <= kinds
    names = await page.locator(".device h3").all_inner_texts()
    assert [name for name in names if re.search(r"^(window|zone24|kiosk)-\d+ |[a-z]+\.[a-z]+", name)] == []
    facts = await page.locator(".facts li").all_inner_texts()
    assert [fact for fact in facts if re.search(r"_|\b(true|false|undefined|NaN)\b", fact)] == []
