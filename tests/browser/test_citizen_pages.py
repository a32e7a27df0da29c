"""What a citizen sees on a phone: one number, and the hall's rules."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.support.browser import Visitor
from tests.support.controller import ControllerProcess, Person

pytestmark = pytest.mark.browser

Visit = Callable[..., Awaitable[Visitor]]
PHONE = (390, 844)


@pytest.fixture
def ticket(manager: Person) -> Callable[..., Awaitable[dict[str, Any]]]:
    async def take(**body: object) -> dict[str, Any]:
        completion = await manager.command("take", service="id-card", hand_over="screen", **body)
        return dict(completion["result"]["ticket"])

    return take


async def test_a_number_is_followed_until_it_is_called(
    visit: Visit, manager: Person, ticket: Callable[..., Awaitable[dict[str, Any]]]
) -> None:
    await ticket()
    mine = await ticket()
    visitor = await visit(size=PHONE)
    page = visitor.page
    await page.clock.install()
    await page.goto(f"{visitor.base_url}/t/{mine['id']}")
    await expect(page.locator(".follow-number")).to_have_text(mine["number"])
    await expect(page.locator("[data-ahead]")).to_have_text("1 人")
    await manager.command("open-window", window=3)
    for name in ("next", "miss", "next"):
        assert (await manager.command(name, window=3))["code"] == "success"
    await page.clock.run_for(11_000)
    await expect(page.locator('[data-ticket-state="called"]')).to_be_visible()
    await expect(page.locator(".follow-window")).to_have_text("请到 3 号窗口")
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


async def test_a_number_is_postponed_and_given_up_without_a_script(
    browser: Browser, hall: ControllerProcess, manager: Person, ticket: Callable[..., Awaitable[dict[str, Any]]]
) -> None:
    mine = await ticket()
    context = await browser.new_context(
        java_script_enabled=False, viewport={"width": PHONE[0], "height": PHONE[1]}, locale="zh-CN"
    )
    try:
        page = await context.new_page()
        await page.goto(f"{hall.base_url}/t/{mine['id']}")
        await page.locator("#postpone summary").click()
        await page.locator('[data-postpone="20"]').click()
        await expect(page.locator(".follow-said")).to_have_text("已延后。")
        await page.locator("#cancel summary").click()
        await page.locator("[data-cancel]").click()
        await expect(page.locator(".follow-said")).to_have_text("号码已取消。")
        await expect(page.locator('[data-ticket-state="cancelled"]')).to_be_visible()
        await expect(page.locator("form")).to_have_count(0)
    finally:
        await context.close()
    assert (await manager.get(f"/api/v1/tickets/{mine['id']}"))["state"] == "cancelled"
    ledger = await manager.get("/api/v1/ledger?after=0&limit=500")
    by = {event["kind"]: event["by"] for event in ledger["events"]}
    assert by["ticket-cancelled"] == by["ticket-postponed"] == "phone"


async def test_a_strange_address_shows_nothing(visit: Visit) -> None:
    visitor = await visit(size=PHONE)
    await visitor.page.goto(f"{visitor.base_url}/t/01JD0V5Y3M9D8XQ2T7W4R6K1ZB")
    await expect(visitor.page.locator("[data-unknown]")).to_be_visible()
    visitor.watch.errors.clear()


@pytest.mark.parametrize(("language", "said"), [("zh-CN", "最多被后取号的人越过"), ("en", "Who is called next")])
async def test_the_rules_are_read_from_the_entry_page_on(visit: Visit, language: str, said: str) -> None:
    visitor = await visit(size=PHONE, language=language)
    await visitor.page.goto(f"{visitor.base_url}/")
    await visitor.page.locator('a[href="/rules"]').click()
    await expect(visitor.page.locator('[data-rule="accumulating"]')).to_be_visible()
    assert said in await visitor.page.content()
    assert await visitor.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


async def test_the_hall_screen_says_what_a_newcomer_may_expect(
    visit: Visit, manager: Person, ticket: Callable[..., Awaitable[dict[str, Any]]]
) -> None:
    await manager.command("open-window", window=3)
    for _ in range(3):
        await ticket()
    await manager.until("/api/v1/board", lambda board: board["queues"][0]["forecast"] is not None, timeout_s=30)
    visitor = await visit()
    await visitor.page.goto(f"{visitor.base_url}/screen")
    await expect(visitor.page.locator(".queues [data-forecast]").first).to_contain_text("约 ")
    await expect(visitor.page.locator('footer a[href="/rules"]')).to_be_visible()
