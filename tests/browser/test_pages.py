"""Entry, sign-in, manager's overview: who gets where, in both languages."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import expect

from hall_controller.demo_accounts import DEMO_ACCOUNTS
from tests.support.browser import Visitor
from tests.support.controller import Person
from tests.support.device_node import DeviceNode

pytestmark = pytest.mark.browser

Visit = Callable[..., Awaitable[Visitor]]
Take = Callable[..., Awaitable[str]]


async def test_the_entry_names_every_part_and_the_demos_accounts(visit: Visit) -> None:
    visitor = await visit()
    await visitor.page.goto(f"{visitor.base_url}/")
    await expect(visitor.page.locator("h1")).to_have_text("测试大厅")
    for path in ("/screen", "/desk", "/manager", "/devices"):
        await expect(visitor.page.locator(f'.tile[href="{path}"]')).to_be_visible()
    for account in DEMO_ACCOUNTS:
        await expect(visitor.page.locator(".accounts")).to_contain_text(account.name)
    await visitor.page.locator("[data-health]").wait_for()


async def test_a_wrong_password_is_said_and_the_right_one_leads_back(visit: Visit) -> None:
    visitor = await visit()
    page = visitor.page
    await page.goto(f"{visitor.base_url}/desk?window=2")
    await expect(page.locator('#sign-in button[type="submit"]')).to_be_enabled()
    await page.fill("#name", "clerk")
    await page.fill("#password", "not it")
    await page.keyboard.press("Enter")
    await expect(page.locator("#sign-in-error")).to_have_text("用户名或密码不正确")
    await expect(page.locator("#password")).to_be_focused()
    visitor.watch.errors.clear()
    await visitor.sign_in("clerk", "/desk?window=2")
    await page.locator("[data-window-state]").wait_for()


@pytest.mark.parametrize(("account", "path"), [("clerk", "/devices"), ("clerk", "/manager"), ("technician", "/desk")])
async def test_a_page_of_another_role_is_refused_in_words(visit: Visit, account: str, path: str) -> None:
    visitor = await visit()
    visitor.watch.offline_expected = True
    await visitor.sign_in(account, "/desk" if account == "clerk" else "/devices")
    answer = await visitor.page.goto(f"{visitor.base_url}{path}")
    assert answer is not None
    assert answer.status == 403
    await expect(visitor.page.locator("h1")).to_have_text("没有权限")
    visitor.watch.errors.clear()


async def test_the_language_toggle_stays(visit: Visit) -> None:
    visitor = await visit()
    await visitor.page.goto(f"{visitor.base_url}/")
    await visitor.page.get_by_role("link", name="English").click()
    await expect(visitor.page.locator("h1")).to_have_text("Test hall")
    await visitor.page.goto(f"{visitor.base_url}/sign-in")
    await expect(visitor.page.locator("h1")).to_have_text("Sign in")


async def test_signing_out_ends_the_session(visit: Visit) -> None:
    visitor = await visit()
    await visitor.sign_in("manager", "/manager")
    await visitor.page.locator("[data-sign-out]").click()
    await visitor.page.wait_for_url(f"{visitor.base_url}/")
    await visitor.page.goto(f"{visitor.base_url}/manager")
    await expect(visitor.page.locator("#sign-in")).to_be_visible()


async def test_the_manager_sees_waiting_people_and_what_became_of_a_rating(
    visit: Visit, take: Take, manager: Person, node: DeviceNode
) -> None:
    number = await take()
    await take()
    await manager.command("open-window", window=1)
    for name in ("next", "arrive", "finish"):
        assert (await manager.command(name, window=1))["code"] == "success"
    visitor = await visit()
    await visitor.sign_in("manager", "/manager")
    await expect(visitor.page.locator(".figure").first).to_contain_text("1")
    await expect(visitor.page.locator(".ratings li")).to_contain_text(number)
    await expect(visitor.page.locator(".ratings li")).to_contain_text("未评价")


READY = (
    "[data-health], [data-window-state], [data-device], .wall[data-feed=live], #sign-in, [data-rule], "
    "[data-ticket-state], .privacy"
)
"""Something of each page that shows it has its data."""


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_every_text_stands_on_enough_contrast(visit: Visit, node: DeviceNode, manager: Person, language: str) -> None:
    """4.5:1, or 3:1 for large type (WCAG 2.1, 1.4.3), measured on what the browser computes."""
    taken = await manager.command("take", service="id-card", hand_over="screen", ticket_class="elderly")
    ticket = taken["result"]["ticket"]["id"]
    visitor = await visit(language=language)
    await visitor.sign_in("manager", "/manager")
    for path in ("/manager", "/", "/sign-in", "/desk?window=1", "/devices", "/screen", "/rules", "/privacy", "/t/" + ticket):
        await visitor.page.goto(f"{visitor.base_url}{path}")
        await visitor.page.locator(READY).first.wait_for()
        assert await visitor.page.evaluate(MEASURE_CONTRAST) == [], path


MEASURE_CONTRAST = """() => {
  const parse = (text) => {
    const parts = text.match(/[\\d.]+/g).map(Number);
    return parts.length === 3 ? [...parts, 1] : parts;
  };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const light = (colour) => {
    const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = colour.map((value) => linear(value / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      const gradient = style.backgroundImage.match(/rgba?\\([^)]*\\)/g);
      if (gradient) { layers.push(parse(gradient[0])); break; }
      const colour = parse(style.backgroundColor);
      layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
  };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    const box = element.getBoundingClientRect();
    if (!text || box.width < 2 || box.height < 2 || ["SCRIPT", "STYLE", "NOSCRIPT", "OPTION"].includes(element.tagName)) continue;
    const style = getComputedStyle(element);
    if (style.visibility === "hidden" || style.clipPath !== "none") continue;
    const under = ground(element);
    const ink = over(parse(style.color), under);
    const [bright, dark] = [light(ink), light(under)].sort((one, other) => other - one);
    const ratio = (bright + 0.05) / (dark + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) poor.push(`${ratio.toFixed(2)} ${element.tagName}.${element.className}: ${text.slice(0, 30)}`);
  }
  return poor;
}"""
