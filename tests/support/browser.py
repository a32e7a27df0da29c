"""Chromium as people use it at the controller's pages. Every page is watched: console errors and requests that leave the hall."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Page, Request, async_playwright, expect

from hall_controller.demo_accounts import DEMO_PASSWORD

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 15_000
"""Longest wait for what a page shows; machines are shared."""
expect.set_options(timeout=PATIENCE_MS)

WIDE = (1280, 720)
STRIP = (320, 720)


@dataclass
class Watch:
    """What went wrong on any page of a browser context."""

    origin: str
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    """Addresses outside the hall's own origin."""
    requests: list[Request] = field(default_factory=list)
    offline_expected: bool = False
    """The test takes the controller away: failed requests are then what happens, not an error of the page."""

    refusals_expected: bool = False
    """The test has something refused that a page asks for: the answer's 4xx or 5xx is no error of the page."""

    def follow(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.errors.append(f"exception: {error}"))
        page.on("console", lambda message: self._said(message.type, message.text, message.location.get("url", "")))
        page.on("request", self._requested)

    def commands(self, name: str) -> list[Request]:
        """Requests of a hall command."""
        return [request for request in self.requests if request.url.endswith(f"/api/v1/commands/{name}")]

    def assert_clean(self) -> None:
        assert self.strangers == []
        assert self.errors == []

    def _said(self, kind: str, text: str, address: str) -> None:
        # The browser itself logs every answer of 4xx and 5xx. /healthz answers 503 in a hall whose devices aren't all there.
        if kind != "error" or address.endswith("/healthz") or (self.offline_expected and "net::ERR" in text):
            return
        if self.refusals_expected and "Failed to load resource" in text:
            return
        self.errors.append(f"{text} ({address})")

    def _requested(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme != "data" and f"{parts.scheme}://{parts.netloc}" != self.origin:
            self.strangers.append(request.url)
        self.requests.append(request)


@dataclass
class Visitor:
    """One person's browser window."""

    context: BrowserContext
    page: Page
    watch: Watch
    base_url: str

    async def sign_in(self, account: str, path: str) -> None:
        """By the form, with the keyboard, on the way to `path`."""
        await self.page.goto(f"{self.base_url}{path}")
        await expect(self.page.locator('#sign-in button[type="submit"]')).to_be_enabled()
        await self.page.keyboard.type(account)
        await self.page.keyboard.press("Tab")
        await self.page.keyboard.type(DEMO_PASSWORD)
        await self.page.keyboard.press("Enter")
        await self.page.wait_for_url(f"{self.base_url}{path}*")


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def visitor(
    browser: Browser, base_url: str, size: tuple[int, int] = WIDE, language: str = "zh-CN"
) -> AsyncIterator[Visitor]:
    """A fresh window; on leaving, whatever went wrong on its pages fails the test."""
    context = await browser.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    try:
        await context.add_cookies([{"name": "tingtang_language", "value": language, "url": base_url}])
        page = await context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        watch = Watch(base_url)
        watch.follow(page)
        yield Visitor(context, page, watch, base_url)
    finally:
        await context.close()
    watch.assert_clean()
