"""The desk's further operations: why, outcomes, classes, holding, handing on, and what can be done with a line."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.support.browser import STRIP, Visitor
from tests.support.controller import ControllerProcess, Person
from tests.support.desk_hands import confirm, expect_state, more, open_desk, press, ready
from tests.support.hall_config import SMALL_HALL
from tingtang.broker import PrivateBroker

pytestmark = pytest.mark.browser

Visit = Callable[..., Awaitable[Visitor]]
Take = Callable[..., Awaitable[str]]

COLLEAGUE = "manager"
"""Who is at window 1."""
HALL = (
    SMALL_HALL.replace('queue = "general"\n', 'queue = "general"\nthen = ["payment"]\n', 1)
    + """
[[services]]
id = "payment"
names = { zh-CN = "收费", en = "Payment" }
department = { zh-CN = "财政", en = "Treasury" }
queue = "estate"
"""
)


@pytest_asyncio.fixture(loop_scope="module")
async def hall(tmp_path: Path, broker: PrivateBroker) -> AsyncIterator[ControllerProcess]:
    process = ControllerProcess(tmp_path / "ctl", broker.port, broker.password_file("ctl"), hall=HALL)
    await process.start()
    yield process
    assert await process.stop() == 0, process.log


async def events(manager: Person, kind: str) -> list[dict[str, Any]]:
    ledger = await manager.get("/api/v1/ledger?after=0&limit=500")
    return [event["body"] for event in ledger["events"] if event["kind"] == kind]


async def test_the_clerk_reads_why_this_number_and_who_would_have_been_next(visit: Visit, take: Take) -> None:
    first, second = await take(), await take()
    page = (await open_desk(visit, 3)).page
    await press(page, "n", "calling")
    await expect(page.locator("[data-ticket]")).to_have_text(first)
    await expect(page.locator("[data-why]")).to_contain_text("普通，已等 0.")
    await expect(page.locator("[data-why]")).to_contain_text(f"下一位 {second}（普通，已等 0.")
    await press(page, "m", "idle")
    await press(page, "n", "calling")
    await expect(page.locator("[data-why]")).to_contain_text("只有这一位在等")


async def test_each_item_has_its_outcome_and_the_usual_one_costs_no_press(visit: Visit, manager: Person) -> None:
    taken = await manager.command("take", service="id-card", more=["business-licence"], hand_over="screen")
    number = taken["result"]["ticket"]["number"]
    page = (await open_desk(visit, 3)).page
    await press(page, "n", "calling")
    await expect(page.locator("[data-item]")).to_have_count(2)
    await expect(page.locator("[data-to-come]")).to_have_text("下一步：收费")
    await press(page, "a", "serving")
    await page.locator('[data-outcome="business-licence"]').select_option("supplement")
    await press(page, "f", "idle")
    [finished] = await events(manager, "ticket-finished")
    assert dict(finished["results"]) == {"id-card": "done", "business-licence": "supplement"}
    await expect(page.locator(f'[data-list="waiting"] [data-line="{number}"]')).to_contain_text("收费")
    await press(page, "n", "calling")
    await press(page, "a", "serving")
    await expect(page.locator("[data-item]")).to_have_count(1)
    await expect(page.locator("[data-outcome]")).to_have_value("done")


async def test_a_class_without_its_document_is_put_right_and_the_citizen_served(
    visit: Visit, take: Take, manager: Person
) -> None:
    await take(ticket_class="elderly")
    page = (await open_desk(visit, 3)).page
    await press(page, "n", "calling")
    await press(page, "a", "serving")
    await ready(page)
    await page.keyboard.press("c")
    await confirm(page)
    await expect(page.locator(".class-button")).to_contain_text("普通")
    await expect_state(page, "serving")
    [changed] = await events(manager, "ticket-reclassified")
    assert changed["reason"] == "证件未出示"


async def test_a_withdrawn_class_goes_back_into_line_when_the_clerk_says_so(visit: Visit, take: Take) -> None:
    number = await take(ticket_class="disabled")
    page = (await open_desk(visit, 3)).page
    await press(page, "n", "calling")
    await ready(page)
    await page.keyboard.press("c")
    await page.locator('[data-serve="false"]').check()
    await confirm(page)
    await expect_state(page, "idle")
    line = page.locator(f'[data-list="waiting"] [data-line="{number}"]')
    await expect(line).to_be_visible()
    await expect(line.locator(".class-badge")).to_have_count(0)


async def test_a_hold_says_until_when_and_the_citizen_is_back_by_one_press(visit: Visit, take: Take) -> None:
    number = await take()
    page = (await open_desk(visit, 3)).page
    await press(page, "n", "calling")
    await press(page, "a", "serving")
    await press(page, "h", "serving")
    await page.locator("dialog select").select_option("20")
    await confirm(page)
    await expect_state(page, "idle")
    held = page.locator(f'[data-list="held"] [data-line="{number}"]')
    await expect(held.locator("[data-remarks]")).to_contain_text("补充材料")
    await expect(held.locator("[data-remarks]")).to_contain_text("自动回到等候")
    await ready(page)
    await held.locator('[data-command="unhold"]').click()
    await expect(page.locator(f'[data-list="waiting"] [data-line="{number}"] [data-remarks]')).to_contain_text("本窗口挂起过")
    await press(page, "n", "calling")
    await expect(page.locator("[data-why]")).to_contain_text("本窗口挂起过")


async def test_a_ticket_is_handed_to_a_person_first_in_line_and_comes_back(visit: Visit, take: Take, manager: Person) -> None:
    await manager.command("open-window", window=1)
    await take()
    page = (await open_desk(visit, 3)).page
    await press(page, "n", "calling")
    await press(page, "a", "serving")
    await press(page, "t", "serving")
    await page.keyboard.type(COLLEAGUE)
    await expect(page.locator('.targets [aria-selected="true"]')).to_contain_text(COLLEAGUE)
    await page.locator("[data-place]").select_option("first")
    await page.locator("[data-return]").check()
    await expect(page.locator('dialog button[type="submit"]')).to_be_disabled()
    await page.locator("dialog [data-reason]").fill("需要主管审核")
    await confirm(page)
    await expect_state(page, "idle")
    [handed] = await events(manager, "ticket-transferred")
    assert (handed["to_clerk"], handed["place"], handed["reason"]) == (COLLEAGUE, "first", "需要主管审核")
    assert handed["plan"][0]["window"] == 3


async def test_to_the_top_with_a_reason_that_stands_in_the_ledger(visit: Visit, take: Take, manager: Person) -> None:
    await take()
    second = await take()
    page = (await open_desk(visit, 3)).page
    await more(page, second, "move-to-top")
    await expect(page.locator('dialog button[type="submit"]')).to_be_disabled()
    await page.locator("dialog [data-reason]").fill("急诊病人" * 13)
    assert len(await page.locator("dialog [data-reason]").input_value()) == 50
    await page.locator("dialog [data-reason]").fill("急诊病人")
    await confirm(page)
    await expect(page.locator('[data-list="waiting"] [data-line]').first).to_have_attribute("data-line", second)
    [topped] = await events(manager, "ticket-topped")
    assert topped["reason"] == "急诊病人"
    await press(page, "n", "calling")
    await expect(page.locator("[data-ticket]")).to_have_text(second)
    await expect(page.locator("[data-why]")).to_contain_text("已置顶")


async def test_a_line_is_postponed_sent_to_a_window_and_given_up(visit: Visit, take: Take, manager: Person) -> None:
    first, second, third = await take(), await take(), await take()
    page = (await open_desk(visit, 3)).page
    await more(page, first, "postpone")
    await confirm(page)
    await expect(page.locator("[data-said]")).to_have_text(f"{first} 已延后")
    await expect(page.locator('[data-list="waiting"] [data-line]').last).to_have_attribute("data-line", first)
    await more(page, third, "cancel")
    await confirm(page)
    await expect(page.locator(f'[data-line="{third}"]')).to_have_count(0)
    await more(page, second, "direct")
    await page.locator("dialog [data-window]").fill("3")
    await confirm(page)
    await expect_state(page, "calling")
    await expect(page.locator("[data-ticket]")).to_have_text(second)


async def test_who_missed_the_call_and_wont_come_is_a_no_show(visit: Visit, take: Take, manager: Person) -> None:
    number = await take()
    page = (await open_desk(visit, 3)).page
    await press(page, "n", "calling")
    await press(page, "m", "idle")
    await ready(page)
    await page.locator(f'[data-list="missed"] [data-line="{number}"] [data-command="abandon"]').click()
    await expect(page.locator('[data-list="missed"] [data-line]')).to_have_count(0)
    found = await manager.get(f"/api/v1/tickets?number={number}")
    assert [ticket["state"] for ticket in found["tickets"]] == ["no-show"]


async def test_the_strip_shows_every_action_of_a_visit_with_several_items(visit: Visit, manager: Person) -> None:
    await manager.command("take", service="id-card", more=["business-licence"], hand_over="screen", ticket_class="elderly")
    page = (await open_desk(visit, 3, size=STRIP, language="en")).page
    await press(page, "n", "calling")
    await press(page, "a", "serving")
    for width in (300, 360):
        await page.set_viewport_size({"width": width, "height": 800})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        box = await page.locator('.action[data-action="finish"]').bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 800
