"""The clerk's desk, worked as a clerk works it."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import expect

from tests.support.browser import STRIP, Visitor
from tests.support.controller import ControllerProcess, Person
from tests.support.desk_hands import expect_state, open_desk, press
from tests.support.device_node import DeviceNode

pytestmark = pytest.mark.browser

Visit = Callable[..., Awaitable[Visitor]]
Take = Callable[..., Awaitable[str]]


async def test_a_clerk_works_a_whole_ticket_by_keyboard_alone(visit: Visit, take: Take, manager: Person) -> None:
    first, second = await take(), await take()
    page = (await open_desk(visit, 3)).page
    await press(page, "n", "calling")
    await expect(page.locator("[data-ticket]")).to_have_text(first)
    await press(page, "r", "calling")
    await expect(page.locator("[data-said]")).to_have_text(f"已重呼 {first}")
    await press(page, "a", "serving")
    await press(page, "h", "serving")
    await page.keyboard.press("2")
    await page.keyboard.press("Enter")
    await expect_state(page, "idle")
    await expect(page.locator('[data-list="held"] [data-line]')).to_have_count(1)
    await press(page, "F2", "calling")
    await expect(page.locator("[data-ticket]")).to_have_text(second)
    await press(page, "m", "idle")
    await expect(page.locator(f'[data-list="missed"] [data-line="{second}"]')).to_be_visible()
    await page.locator('[data-command="take-back"]').focus()
    await page.keyboard.press("Enter")
    await expect_state(page, "calling")
    await press(page, "a", "serving")
    await press(page, "f", "idle")
    await expect(page.locator(".desk-served")).to_have_text("今日已办 1")
    ledger = await manager.get("/api/v1/ledger?after=0")
    held = [event for event in ledger["events"] if event["kind"] == "ticket-held"]
    assert "去复印或拍照" in str(held)


async def test_a_transfer_finds_its_service_by_search(visit: Visit, take: Take) -> None:
    await take()
    page = (await open_desk(visit, 3)).page
    await press(page, "n", "calling")
    await press(page, "a", "serving")
    await press(page, "t", "serving")
    await page.keyboard.type("转移登记")
    await expect(page.locator('.targets [aria-selected="true"]')).to_contain_text("转移登记")
    await page.keyboard.press("Enter")
    await expect_state(page, "idle")
    await expect(page.locator('[data-list="waiting"] [data-line]')).to_contain_text("转移登记")


async def test_a_pause_is_shown_with_its_reason_and_escape_closes_its_dialog(visit: Visit, manager: Person) -> None:
    page = (await open_desk(visit, 3)).page
    await press(page, "p", "idle")
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog")).to_have_count(0)
    await page.keyboard.press("p")
    await page.keyboard.press("2")
    await page.locator("dialog select").select_option("15")
    await page.locator('dialog button[type="submit"]').click()
    await expect_state(page, "paused")
    board = await manager.get("/api/v1/board")
    window = next(window for window in board["windows"] if window["number"] == 3)
    assert window["pause_reason"] == "用餐"
    assert 14 * 60_000 < window["back_at"] - board["at"] <= 15 * 60_000
    await press(page, "p", "idle")


async def test_a_double_click_has_one_effect(visit: Visit, take: Take) -> None:
    for _ in range(3):
        await take()
    visitor = await open_desk(visit, 3)
    await visitor.page.locator('[data-action="next"]').dblclick()
    await expect_state(visitor.page, "calling")
    await expect(visitor.page.locator('[data-action="recall"]')).to_be_enabled()
    await visitor.page.locator('[data-action="recall"]').dblclick()
    await expect(visitor.page.locator(".situation")).to_contain_text("第 2 次呼叫")
    assert len(visitor.watch.commands("next")) == 1
    assert len(visitor.watch.commands("recall")) == 1


async def test_a_lost_answer_is_asked_for_again_under_the_same_key(visit: Visit, take: Take) -> None:
    first = await take()
    await take()
    visitor = await open_desk(visit, 3)
    dropped = 0

    async def drop_answers(route, request) -> None:  # type: ignore[no-untyped-def]
        nonlocal dropped
        if dropped < 2:
            dropped += 1
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    visitor.watch.offline_expected = True
    await visitor.page.route("**/api/v1/commands/next", drop_answers)
    await visitor.page.keyboard.press("n")
    await expect(visitor.page.locator("[data-said]")).to_have_text(f"已呼叫 {first}")
    sent = visitor.watch.commands("next")
    assert len(sent) == 3
    assert len({request.headers["idempotency-key"] for request in sent}) == 1
    await expect(visitor.page.locator(".situation")).to_contain_text("第 1 次呼叫")


async def test_a_refusal_is_said_in_the_clerks_language(visit: Visit) -> None:
    visitor = await open_desk(visit, 3)
    visitor.watch.offline_expected = True
    await visitor.page.keyboard.press("n")
    await expect(visitor.page.locator("[data-said]")).to_have_text("没有人在等候")
    visitor.watch.errors.clear()


async def test_next_is_kept_while_the_citizen_rates_and_fires_afterwards(visit: Visit, take: Take, node: DeviceNode) -> None:
    await take()
    second = await take()
    page = (await open_desk(visit, 1)).page
    await press(page, "n", "calling")
    await press(page, "a", "serving")
    await press(page, "f", "rating")
    await expect(page.locator(".rating-left")).to_be_visible()
    await press(page, "n", "rating")
    await expect(page.locator("[data-kept]")).to_be_visible()
    await expect(page.locator('[data-action="next"]')).to_be_disabled()
    await expect_state(page, "calling")
    await expect(page.locator("[data-ticket]")).to_have_text(second)
    assert node.done_by("rating-1", "ask")


async def test_a_wrong_finish_is_undone(visit: Visit, take: Take, node: DeviceNode) -> None:
    first = await take()
    page = (await open_desk(visit, 1)).page
    await press(page, "n", "calling")
    await press(page, "a", "serving")
    await press(page, "f", "rating")
    await expect(page.locator("[data-undo]")).to_contain_text("秒")
    await press(page, "u", "serving")
    await expect(page.locator("[data-ticket]")).to_have_text(first)
    await expect(page.locator("[data-undo]")).to_have_count(0)
    assert node.done_by("rating-1", "ask")


@pytest.mark.parametrize("end", ["frozen", "gone"])
async def test_a_lost_feed_is_said_within_3_s_and_nothing_can_be_pressed(
    visit: Visit, take: Take, hall: ControllerProcess, end: str
) -> None:
    await take()
    visitor = await open_desk(visit, 3)
    visitor.watch.offline_expected = True
    page = visitor.page
    await expect(page.locator('[data-action="next"]')).to_be_enabled()
    if end == "frozen":
        hall.freeze()
    else:
        await hall.kill()
    await page.locator('[data-feed="lost"]').wait_for(timeout=3_000)
    assert await page.locator(".desk button.action:enabled, .lists button:enabled").count() == 0
    await page.keyboard.press("n")
    assert visitor.watch.commands("next") == []
    if end == "frozen":
        hall.thaw()
    else:
        await hall.start()
    await expect(page.locator('[data-action="next"]')).to_be_enabled()
    await expect(page.locator("[data-feed]")).to_have_count(0)
    await page.keyboard.press("n")
    await expect_state(page, "calling")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_the_strip_has_no_sideways_scrolling_and_shows_all_actions(visit: Visit, take: Take, language: str) -> None:
    for kind in ("elderly", "walk-in"):
        await take("title-transfer", kind)
    page = (await open_desk(visit, 3, size=STRIP, language=language)).page
    await press(page, "n", "calling")
    await press(page, "a", "serving")
    for width in (300, 320, 360):
        await page.set_viewport_size({"width": width, "height": 800})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        for action in await page.locator(".action").all():
            box = await action.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert box["y"] + box["height"] <= 800
    await page.keyboard.press("t")
    await expect(page.locator(".targets li").first).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360


async def test_shortcut_letters_can_be_switched_off(visit: Visit, take: Take) -> None:
    await take()
    visitor = await open_desk(visit, 3, size=STRIP)
    await visitor.page.locator(".keys-toggle input").uncheck()
    await visitor.page.locator(".ticket-card").click()
    await visitor.page.keyboard.press("n")
    await visitor.page.keyboard.press("F2")
    await expect_state(visitor.page, "calling")
    assert len(visitor.watch.commands("next")) == 1
