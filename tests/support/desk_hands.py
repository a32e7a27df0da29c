"""What several tests do at a clerk's desk."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Page, expect

from tests.support.browser import Visitor

Visit = Callable[..., Awaitable[Visitor]]


async def open_desk(visit: Visit, window: int, **how: object) -> Visitor:
    """Signed in as the clerk, the window open and idle, its buttons ready."""
    visitor = await visit(**how)
    await visitor.sign_in("clerk", f"/desk?window={window}")
    await expect_state(visitor.page, "closed")
    await visitor.page.keyboard.press("o")
    await expect_state(visitor.page, "idle")
    await ready(visitor.page)
    return visitor


async def expect_state(page: Page, state: str) -> None:
    await expect(page.locator(f'[data-window-state="{state}"]')).to_be_visible()


async def ready(page: Page) -> None:
    """Nothing is under way: the last answer and the state that shows it are here."""
    await expect(page.locator(".action.busy")).to_have_count(0)
    await expect(page.locator(".action:enabled").first).to_be_visible()


async def press(page: Page, key: str, state: str) -> None:
    """Press a key when its button is ready, and wait for the state it leads to."""
    await expect(page.locator(f'.action[aria-keyshortcuts~="{key.upper()}"]:enabled')).to_be_visible()
    await page.keyboard.press(key)
    await expect_state(page, state)


async def confirm(page: Page) -> None:
    """The dialog's own button; the dialog goes."""
    await page.locator('dialog button[type="submit"]').click()
    await expect(page.locator("dialog")).to_have_count(0)


async def more(page: Page, number: str, operation: str) -> None:
    """Open what else can be done with a line of the waiting list, and choose it."""
    await ready(page)
    await page.locator(f'[data-list="waiting"] [data-line="{number}"] [data-command="more"]').click()
    await page.locator(f'[data-operation="{operation}"]').check()
