"""The rating pad as a page on a tablet: made a pad once, asked, touched once, told once."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser.conftest import HALL
from tests.support.browser import Visitor
from tests.support.controller import ControllerProcess, Person
from tingtang.broker import PrivateBroker

pytestmark = pytest.mark.browser

Visit = Callable[..., Awaitable[Visitor]]
Take = Callable[..., Awaitable[str]]
WEB_HALL = (
    HALL.replace('rating_pad = "hall-agent/rating-1"', 'rating_pad = "web/pad-1"')
    + """
[[staff]]
name = "clerk"
card = "0123456789abcdef"
display_name = "李敏"
staff_number = "0012"
post = "综合受理"
stars = 4
"""
)
TABLET = (1024, 600)
PHONE = (420, 860)


@pytest_asyncio.fixture(loop_scope="module")
async def hall(tmp_path: Path, broker: PrivateBroker) -> AsyncIterator[ControllerProcess]:
    process = ControllerProcess(tmp_path / "ctl", broker.port, broker.password_file("ctl"), hall=WEB_HALL)
    await process.start()
    yield process
    if process.running:
        assert await process.stop() == 0, process.log


@pytest_asyncio.fixture(loop_scope="module")
async def clerk(hall: ControllerProcess) -> AsyncIterator[Person]:
    async with hall.client("clerk") as person:
        yield person


async def open_pad(visit: Visit, size: tuple[int, int] = TABLET, language: str = "zh-CN") -> Visitor:
    """A tablet that a manager makes the pad of window 1."""
    visitor = await visit(size=size, language=language)
    await visitor.sign_in("manager", "/pad/1")
    await visitor.page.locator("button[type=submit]").click()
    await expect(visitor.page.locator(".pad")).to_have_attribute("data-feed", "live")
    return visitor


async def ask(clerk: Person, take: Take) -> str:
    """Serve somebody to the end; the pad then asks."""
    number = await take()
    for name in ("next", "arrive", "finish"):
        await clerk.command(name, window=1)
    return number


async def ratings(manager: Person, count: int = 1) -> list[dict[str, Any]]:
    """The page thanks at once; the hall has it a moment later."""

    def found(ledger: Any) -> list[dict[str, Any]]:
        return [event["body"] for event in ledger["events"] if event["kind"] == "ticket-rated"]

    return found(await manager.until("/api/v1/ledger?after=0", lambda ledger: len(found(ledger)) >= count))


async def step(page: Page, name: str) -> None:
    await expect(page.locator(".pad")).to_have_attribute("data-step", name, timeout=15_000)


async def status_of_pad(manager: Person) -> str:
    board = await manager.get("/api/v1/devices")
    return str(next(device["status"] for device in board["devices"] if device["device"] == "pad-1"))


async def test_one_touch_is_one_rating_with_its_reasons(visit: Visit, take: Take, manager: Person, clerk: Person) -> None:
    assert await status_of_pad(manager) == "unknown"
    page = (await open_pad(visit)).page
    assert await status_of_pad(manager) == "online"
    await expect(page.locator(".plate")).to_contain_text("暂停服务")
    await clerk.command("open-window", window=1)
    await expect(page.locator(".plate h2")).to_have_text("李敏")
    await expect(page.locator(".plate")).to_contain_text("工号 0012")
    number = await ask(clerk, take)
    await step(page, "ask")
    await expect(page.locator(".question h2")).to_contain_text(number)
    await page.locator('[data-level="BAD"]').click()
    await step(page, "reasons")
    await expect(page.locator("[data-label]")).to_have_count(8)
    await page.locator('[data-label="212"]').click()
    await page.locator("[data-done]").click()
    await step(page, "thanks")
    [rating] = await ratings(manager)
    assert (rating["outcome"], rating["level"], rating["labels"]) == ("SUBMITTED", "BAD", ["212"])
    assert rating["label_set"] == "2020"
    await step(page, "plate")
    await expect(page.locator(".plate h2")).to_have_text("李敏")
    await clerk.command("pause", window=1, reason="tea")
    await expect(page.locator(".plate")).to_contain_text("暂停服务")


async def test_who_walks_away_after_the_face_has_rated(visit: Visit, take: Take, manager: Person, clerk: Person) -> None:
    page = (await open_pad(visit)).page
    await clerk.command("open-window", window=1)
    await ask(clerk, take)
    await page.locator('[data-level="VERY_GOOD"]').click()
    await step(page, "thanks")
    assert [(rating["level"], rating["labels"]) for rating in await ratings(manager)] == [("VERY_GOOD", [])]


async def test_nobody_answers_and_somebody_declines(visit: Visit, take: Take, manager: Person, clerk: Person) -> None:
    page = (await open_pad(visit, PHONE, "en")).page
    await clerk.command("open-window", window=1)
    await ask(clerk, take)
    await step(page, "ask")
    await step(page, "plate")
    await ask(clerk, take)
    await step(page, "ask")
    await page.locator("[data-decline]").click()
    await step(page, "plate")
    assert [rating["outcome"] for rating in await ratings(manager, 2)] == ["TIMEOUT", "DECLINED"]


async def test_a_page_that_is_closed_while_it_asks_is_a_device_fault(
    visit: Visit, take: Take, manager: Person, clerk: Person
) -> None:
    visitor = await open_pad(visit)
    await clerk.command("open-window", window=1)
    await ask(clerk, take)
    await step(visitor.page, "ask")
    await visitor.page.goto("about:blank")
    assert [rating["outcome"] for rating in await ratings(manager)] == ["DEVICE_FAULT"]
    assert await status_of_pad(manager) == "unknown"


async def test_a_reload_goes_on_with_the_question(visit: Visit, take: Take, manager: Person, clerk: Person) -> None:
    page = (await open_pad(visit)).page
    await clerk.command("open-window", window=1)
    await ask(clerk, take)
    await step(page, "ask")
    await page.reload()
    await step(page, "ask")
    await page.locator('[data-level="GOOD"]').click()
    await page.locator("[data-done]").click()
    await step(page, "thanks")
    assert [rating["level"] for rating in await ratings(manager)] == ["GOOD"]


async def test_only_who_may_see_devices_makes_a_pad_and_only_one_tablet_is_it(
    visit: Visit, hall: ControllerProcess, clerk: Person
) -> None:
    clerks = await visit()
    await clerks.sign_in("clerk", "/pad/1")
    await expect(clerks.page.locator("form[action='/pad/1/authorise']")).to_have_count(0)
    clerks.watch.errors.clear()
    first = await open_pad(visit)
    second = await open_pad(visit)
    await expect(first.page.locator(".plate")).to_contain_text("不再是")
    # The browser itself logs the refusal that tells the first tablet.
    first.watch.errors.clear()
    await step(second.page, "plate")
    async with hall.client("manager") as manager:
        answer = await manager.http.post("/pad/1/rate", json={"ask": "0" * 26}, headers={"X-Pad": "1"})
    assert answer.status_code == 401
    await second.page.goto(f"{second.base_url}/manager")
    await expect(second.page.locator("#sign-in")).to_be_visible()
