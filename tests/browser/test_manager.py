"""What a manager sets while the hall runs, each by the page's own buttons."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from api.messages.words import Refusal
from api.text.catalogue import read_catalogue
from tests.support.browser import Visitor
from tests.support.controller import ControllerProcess, Person
from tests.support.desk_hands import confirm
from tests.support.hall_config import SMALL_HALL
from tingtang.broker import PrivateBroker

pytestmark = pytest.mark.browser

Visit = Callable[..., Awaitable[Visitor]]
Take = Callable[..., Awaitable[str]]

HOLDER = "q7Zr2mXw9TkB4sVn8LcY1d"
WAITING_MAX = 2
HALL = (
    SMALL_HALL.replace('opens = "00:00"\ncloses = "24:00"', 'opens = "00:00"\ncloses = "23:58"', 1).replace(
        'queues = ["general"]\nleds', 'queues = ["general"]\ntidal = ["estate"]\nleds', 1
    )
    + f"\n[tidal]\nwaiting_max = {WAITING_MAX}\nrestore_below = 1\n"
)


def refusal(code: Refusal) -> str:
    return read_catalogue().text("refusals", code.value, "zh-CN")


@pytest_asyncio.fixture(loop_scope="module")
async def hall(tmp_path: Path, broker: PrivateBroker) -> AsyncIterator[ControllerProcess]:
    process = ControllerProcess(tmp_path / "ctl", broker.port, broker.password_file("ctl"), hall=HALL)
    await process.start()
    yield process
    assert await process.stop() == 0, process.log


@pytest_asyncio.fixture(loop_scope="module")
async def visitor(visit: Visit) -> Visitor:
    opened = await visit()
    await opened.sign_in("manager", "/manager")
    await opened.page.locator("[data-rule-now]").wait_for()
    return opened


@pytest.fixture
def page(visitor: Visitor) -> Page:
    return visitor.page


async def test_another_rule_holds_from_the_next_call_on(page: Page, manager: Person) -> None:
    await page.locator("[data-set-rule]").click()
    await expect(page.locator('dialog button[type="submit"]')).to_be_disabled()
    await page.locator('[data-rule="fifo"]').check()
    await page.locator("dialog [data-reason]").fill("试行一周")
    await confirm(page)
    await expect(page.locator('[data-rule-now="fifo"]')).to_have_text("先到先办")
    assert (await manager.get("/api/v1/rules"))["rule"] == "fifo"


async def test_one_classs_credit_is_changed_and_the_others_stay(page: Page, manager: Person) -> None:
    before = (await manager.get("/api/v1/rules"))["rates"]
    await page.locator("[data-set-rule]").click()
    await page.locator('[data-rate="walk-in"]').fill("0.08")
    await page.locator("dialog [data-reason]").fill("普通号等得太久")
    await confirm(page)
    after = await manager.until("/api/v1/rules", lambda rules: rules["rates"]["walk-in"] == 0.08)
    assert {**before, "walk-in": 0.08} == after["rates"]


async def test_a_long_queue_proposes_a_window_that_is_opened_by_one_press(page: Page, take: Take, manager: Person) -> None:
    await manager.command("open-window", window=1)
    for _ in range(WAITING_MAX + 1):
        await take("title-transfer")
    await expect(page.locator('[data-alert="tidal"]')).to_contain_text(f"不动产：{WAITING_MAX + 1} 人在等")
    await page.locator('[data-open-tidal="1"]').click()
    helping = page.locator('[data-window="1"] [data-end-tidal="estate"]')
    await expect(helping).to_contain_text("正在帮：不动产")
    await helping.click()
    await expect(helping).to_have_count(0)


async def test_longer_hours_and_a_refusal_in_words(visitor: Visitor) -> None:
    page = visitor.page
    row = page.locator('[data-queue="general"]')
    await expect(row).to_contain_text("23:58 停止取号")
    await row.locator("[data-extend]").click()
    await page.locator("dialog [data-until]").fill("23:59")
    await page.locator("dialog [data-reason]").fill("人多")
    await confirm(page)
    await expect(row).to_contain_text("23:59 停止取号")
    await row.locator("[data-extend]").click()
    await page.locator("dialog [data-until]").fill("00:01")
    await page.locator("dialog [data-reason]").fill("人多")
    await page.locator('dialog button[type="submit"]').click()
    await expect(page.locator("dialog [role=alert]")).to_have_text(refusal(Refusal.TOO_LATE))
    await page.keyboard.press("Escape")
    visitor.watch.errors.clear()


async def test_a_person_is_listed_by_their_mark_with_an_approver_and_taken_off_again(visitor: Visitor) -> None:
    page = visitor.page
    await page.locator("[data-enter-name]").click()
    await page.locator("[data-holder]").fill(HOLDER)
    await page.locator("dialog [data-reason]").fill("多次代取")
    await page.locator("[data-approver]").fill("manager")
    await page.locator("dialog [data-until]").fill("2099-12-31")
    await page.locator('dialog button[type="submit"]').click()
    await expect(page.locator("dialog [role=alert]")).to_have_text(refusal(Refusal.SAME_PERSON))
    visitor.watch.errors.clear()
    await page.locator("[data-approver]").fill("director")
    tomorrow = await page.evaluate("new Date(Date.now() + 86400000).toISOString().slice(0, 10)")
    await page.locator("dialog [data-until]").fill(tomorrow)
    await confirm(page)
    entry = page.locator(f'[data-listed="{HOLDER}"]')
    await expect(entry).to_contain_text("manager / director")
    await entry.locator("[data-unlist]").click()
    await page.locator("dialog [data-reason]").fill("已说明情况")
    await confirm(page)
    await expect(entry).to_have_count(0)


async def test_paper_numbers_are_reserved_before_they_are_needed(page: Page) -> None:
    await page.locator("[data-open-paper]").click()
    await page.locator("dialog [data-queue]").select_option("estate")
    await page.locator("dialog [data-count]").fill("30")
    await confirm(page)
    await expect(page.locator('[data-block="paper"] .range')).to_have_text("BP001–BP030")


async def test_a_finished_number_is_found_as_printed_and_brought_back(page: Page, take: Take, manager: Person) -> None:
    number = await take()
    await manager.command("open-window", window=3)
    for name in ("next", "arrive", "finish"):
        assert (await manager.command(name, window=3))["code"] == "success"
    await page.locator("[data-number]").fill(number.lower())
    await page.keyboard.press("Enter")
    found = page.locator(f'[data-found="{number}"]')
    await expect(found).to_contain_text("已办结")
    await found.locator('[data-operate="reactivate"]').click()
    await page.locator("dialog [data-reason]").fill("材料漏交")
    await confirm(page)
    await expect(found).to_contain_text("等候中")


async def test_the_weekly_list_says_who_was_moved_to_the_top_and_why(page: Page, take: Take, manager: Person) -> None:
    await take()
    number = await take()
    ticket = (await manager.get(f"/api/v1/tickets?number={number}"))["tickets"][0]["id"]
    assert (await manager.command("move-to-top", ticket=ticket, reason="急诊病人"))["code"] == "success"
    await page.locator("[data-read-again]").click()
    await expect(page.locator(f'[data-top="{number}"]')).to_contain_text("急诊病人")
    await expect(page.locator(f'[data-top="{number}"]')).to_contain_text("manager")
    await page.locator("[data-week-before]").click()
    await expect(page.locator('[data-panel="tops"] .hint')).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
async def test_the_page_has_no_sideways_scrolling(page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 800})
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
