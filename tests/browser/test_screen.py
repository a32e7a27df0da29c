"""The hall screen: every call stands on it, and every one is acknowledged."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import SCREEN
from tests.support.browser import Visitor
from tests.support.cable import Cable, cable
from tests.support.controller import ControllerProcess, Person
from tests.support.hall_config import SMALL_HALL
from tingtang.broker import PrivateBroker

pytestmark = pytest.mark.browser

Visit = Callable[..., Awaitable[Visitor]]
Take = Callable[..., Awaitable[str]]

REMEMBER_CALLS = """
window.everShown = [];
const look = () => document.querySelectorAll("[data-call]").forEach((call) => {
  const seq = Number(call.dataset.call);
  if (call.getBoundingClientRect().height > 40 && !window.everShown.includes(seq)) window.everShown.push(seq);
});
new MutationObserver(look).observe(document, { subtree: true, childList: true });
"""
"""Runs in the page: which calls have ever stood in the highlight, with a height a person can read."""


async def open_screen(visit: Visit, **how: object) -> Visitor:
    visitor = await visit(**how)
    await visitor.page.add_init_script(REMEMBER_CALLS)
    await visitor.page.goto(f"{visitor.base_url}/screen")
    await visitor.page.locator('.wall[data-feed="live"]').wait_for()
    return visitor


async def call_many(manager: Person, take: Take, count: int) -> list[str]:
    """`count` calls as fast as one client can make them, over two windows."""
    numbers = [await take() for _ in range(count)]
    for window in (1, 3):
        await manager.command("open-window", window=window)
    for index in range(count):
        window = (1, 3)[index % 2]
        answer = await manager.command("next", window=window)
        assert answer["code"] == "success", answer
        await manager.command("miss", window=window)
    return numbers


async def called(manager: Person) -> list[int]:
    ledger = await manager.get("/api/v1/ledger?after=0&limit=500")
    return [event["seq"] for event in ledger["events"] if event["kind"] == "ticket-called"]


def acknowledged(visitor: Visitor) -> list[int]:
    """Seqs in the reports of this screen, each as often as it was sent."""
    reports = [request for request in visitor.watch.requests if request.url.endswith(f"/api/v1/screens/{SCREEN}/shown")]
    return [report.post_data_json["seq"] for report in reports if report.post_data_json is not None]


async def until_shown(page: Page, seqs: list[int]) -> None:
    await page.wait_for_function("(seqs) => seqs.every((seq) => window.everShown.includes(seq))", arg=seqs, timeout=40_000)


async def test_each_of_ten_fast_calls_is_highlighted_and_acknowledged_once(visit: Visit, take: Take, manager: Person) -> None:
    visitor = await open_screen(visit)
    await call_many(manager, take, 10)
    seqs = await called(manager)
    assert len(seqs) == 10
    await until_shown(visitor.page, seqs)
    assert sorted(acknowledged(visitor)) == seqs


async def test_calls_made_while_the_screen_was_cut_off_are_shown_afterwards(
    visit: Visit, take: Take, manager: Person, hall: ControllerProcess
) -> None:
    async with cable(hall.http_port) as link:
        await _cut_off_and_back(visit, take, manager, link)


async def _cut_off_and_back(visit: Visit, take: Take, manager: Person, link: Cable) -> None:
    visitor = await open_screen(visit, base_url=link.base_url)
    visitor.watch.offline_expected = True
    link.pull()
    await visitor.page.locator(".lost").wait_for(timeout=3_000)
    numbers = await call_many(manager, take, 3)
    link.plug_in()
    await until_shown(visitor.page, await called(manager))
    for number in numbers:
        await expect(visitor.page.locator(".recent")).to_contain_text(number)
    await expect(visitor.page.locator(".lost")).to_have_count(0)
    assert set(await called(manager)) <= set(acknowledged(visitor))


async def test_a_frozen_controller_is_said_within_3_s(visit: Visit, hall: ControllerProcess) -> None:
    visitor = await open_screen(visit)
    visitor.watch.offline_expected = True
    hall.freeze()
    await visitor.page.locator(".lost").wait_for(timeout=3_000)
    hall.thaw()
    await expect(visitor.page.locator(".lost")).to_have_count(0)


async def test_waiting_people_and_paused_windows_stand_on_it(visit: Visit, take: Take, manager: Person) -> None:
    await take()
    await take()
    await manager.command("open-window", window=2)
    await manager.command("pause", window=2, reason="用餐", back_at=None)
    page = (await open_screen(visit)).page
    await expect(page.locator(".queues li").first).to_contain_text("综合业务")
    await expect(page.locator(".queues li").first).to_contain_text("2人")
    await expect(page.locator(".cell.state-paused")).to_contain_text("用餐")


CUT_OFF = """() => [...document.querySelectorAll(".words, .call, .recent li, .queues li, .cell, .wall header, .wall footer")]
  .filter((element) => element.scrollWidth > element.clientWidth + 1)
  .map((element) => element.className + ": " + element.textContent)"""


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_no_word_of_a_call_is_cut_off_on_any_screen(visit: Visit, take: Take, manager: Person, language: str) -> None:
    visitor = await open_screen(visit, language=language)
    await call_many(manager, take, 4)
    await until_shown(visitor.page, await called(manager))
    for width, height in ((1920, 1080), (1280, 720), (1080, 1920)):
        await visitor.page.set_viewport_size({"width": width, "height": height})
        assert await visitor.page.evaluate(CUT_OFF) == [], (width, height)
        assert await visitor.page.evaluate("document.documentElement.scrollHeight") <= height


async def test_a_closed_queue_says_when_it_opens(
    visit: Visit, hall: ControllerProcess, tmp_path: Path, broker: PrivateBroker
) -> None:
    """Open for one of two minutes that are half a day apart: whenever the test runs, one of the two is far away."""
    # Two controllers of one name would throw each other off the broker.
    assert await hall.stop() == 0
    morning = datetime.now(ZoneInfo("Asia/Shanghai")).hour < 12
    opens, closes = ("18:00", "18:01") if morning else ("06:00", "06:01")
    closed = SMALL_HALL.replace('opens = "00:00"\ncloses = "24:00"', f'opens = "{opens}"\ncloses = "{closes}"', 1)
    process = ControllerProcess(tmp_path / "closed", broker.port, broker.password_file("ctl"), hall=closed)
    await process.start()
    try:
        visitor = await visit(base_url=process.base_url)
        await visitor.page.goto(f"{process.base_url}/screen")
        await expect(visitor.page.locator(".queues .closed .waiting")).to_contain_text(f"{opens} 开始取号")
        await visitor.page.close()
    finally:
        await process.stop()
