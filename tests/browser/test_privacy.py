"""The page about identification: a manager finds it, chooses a period, reads it on a phone."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Visit

PHONE = {"width": 390, "height": 844}


@pytest.mark.parametrize(("language", "said"), [("zh-CN", "这个时段没有核验"), ("en", "Nobody was identified")])
async def test_a_manager_finds_it_and_chooses_a_period(visit: Visit, language: str, said: str) -> None:
    visitor = await visit(language=language)
    await visitor.sign_in("manager", "/manager")
    await visitor.page.locator('a[href="/privacy"]').click()
    await expect(visitor.page.locator(".privacy")).to_contain_text(said)
    await visitor.page.locator('a[href="/privacy?days=365"]').click()
    await expect(visitor.page.locator('a[aria-current="page"]')).to_contain_text("365")


async def test_it_fits_a_phone(visit: Visit) -> None:
    visitor = await visit(language="zh-CN")
    await visitor.sign_in("manager", "/privacy")
    await visitor.page.set_viewport_size(PHONE)
    assert await visitor.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
