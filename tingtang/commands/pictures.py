"""Takes the README's pictures from the running product: starts the demo hall, lets people come, and looks at every screen.

Needs what `make test` installs (Chromium and its driver library). Writes docs/pictures/*.png.
"""

import argparse
import asyncio
import contextlib
import tempfile
from io import BytesIO
from pathlib import Path

import httpx
from PIL import Image
from playwright.async_api import Browser, BrowserContext, async_playwright

from hall_controller.demo_accounts import DEMO_PASSWORD
from tingtang.commands.demo import ASSETS, ROOT, choose_hall, choose_models
from tingtang.demo.hands import KioskHands, Target
from tingtang.demo.morning import Morning
from tingtang.demo.pace import Pace, with_quick_services
from tingtang.demo.running import DemoHall
from tingtang.demo.site import DemoSite, KioskPlace
from tingtang.ports import free_ports
from tingtang.supervisor import Supervisor

FOLDER = ROOT / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
CHROMIUM_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PAGES = {
    "screen": ("/screen", "manager", (1280, 720)),
    "desk": ("/desk?window=3", "manager", (1280, 800)),
    "desk-strip": ("/desk?window=3", "manager", (340, 800)),
    "devices": ("/devices", "technician", (1280, 800)),
    "manager": ("/manager", "manager", (1280, 800)),
    "entry": ("/", "manager", (1280, 800)),
}
"""Page, who looks, size of the browser's window."""
DEVICES = ("receipt-1", "led-3", "led-9", "callpad-3", "rating-3", "speaker-1")
FIRST_PEOPLE = 8
SETTLE_S = 2.0
"""A page has drawn its live data by then."""
KIOSK_SCREENS = (
    ("footer.home", "home.take-ticket"),
    ("footer.modes", "modes.done"),
    ("footer.home", "home.items"),
    ("home.items", "pick.search"),
    ("footer.home", "home.items"),
    ("footer.large", "home.items"),
)
"""What is touched, one after the other, and what stands on the screen that comes of it."""
SHOWN_SCREENS = (0, 1, 3, 5)
PATIENCE_S = 60.0
LOOK_AGAIN_S = 0.1
CALL_ON_SCREEN = ".highlight .call"
"""The hall screen's large number, while a call is fresh."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder (default: docs/pictures)")


def run(arguments: argparse.Namespace) -> int:
    arguments.out.mkdir(parents=True, exist_ok=True)
    asyncio.run(_take(arguments.out))
    return 0


async def _take(out: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="tingtang-pictures-") as folder:
        (port,) = free_ports(1)
        hall, models = with_quick_services(choose_hall("demo")), choose_models("demo")
        site = DemoSite(Path(folder), hall, ASSETS, port, speech_speed=3.0, choices=models)
        demo = DemoHall(site, Supervisor(lambda _name, _line: None))
        people: asyncio.Task[None] | None = None
        try:
            await demo.start()
            await demo.until_well()
            await Morning(site, Pace(0.1, 0.1, 0.5, 1.0, 0.3, slowest_clerk=0.2, people=FIRST_PEOPLE)).run()
            people = asyncio.create_task(Morning(site, Pace(0.2, 0.6, 8.0, 16.0), seed=2).run())
            await asyncio.sleep(SETTLE_S * 6)
            await _look(site, out)
            people.cancel()
            await asyncio.wait([people])
            await _touch_through(site.kiosks[0], out)
        finally:
            if people is not None:
                people.cancel()
                with contextlib.suppress(asyncio.CancelledError, Exception):
                    await people
            await demo.stop()
    _compose(out)


async def _look(site: DemoSite, out: Path) -> None:
    async with httpx.AsyncClient(timeout=10.0) as client:
        await _until_a_number_is_shown(client, site.kiosks[0])
        urls = {"kiosk": f"{site.kiosks[0].url}/picture.png"}
        urls |= {name: f"{site.emulators_url}/{name}/picture.png" for name in DEVICES}
        for name, url in urls.items():
            answer = await client.get(url)
            answer.raise_for_status()
            with Image.open(BytesIO(answer.content)) as image:
                image.convert("RGB").save(out / f"{name}.png", optimize=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_OPTIONS))
        try:
            for name, (path, account, size) in PAGES.items():
                await _page(browser, site.base_url, path, account, size, out / f"{name}.png")
        finally:
            await browser.close()


async def _touch_through(kiosk: KioskPlace, out: Path) -> None:
    """The kiosk's own screens, side by side; nobody else touches it now."""
    taken: list[Image.Image] = []
    async with httpx.AsyncClient(timeout=10.0) as client:
        hands = KioskHands(client, kiosk.url)
        for step, (touched, awaited) in enumerate(KIOSK_SCREENS):
            target = await _until_there(hands, touched)
            if target.enabled:
                await hands.touch(target)
            await asyncio.sleep(SETTLE_S)
            await _until_there(hands, awaited)
            if step in SHOWN_SCREENS:
                answer = await client.get(f"{kiosk.url}/picture.png")
                answer.raise_for_status()
                taken.append(Image.open(BytesIO(answer.content)).convert("RGB"))
    gap, height = 16, 960
    small = [picture.resize((round(picture.width * height / picture.height), height)) for picture in taken]
    sheet = Image.new("RGB", (sum(picture.width + gap for picture in small) + gap, height + 2 * gap), "#dfe5ee")
    left = gap
    for picture in small:
        sheet.paste(picture, (left, gap))
        left += picture.width + gap
    sheet.save(out / "kiosk-screens.png", optimize=True)


async def _until_there(hands: KioskHands, name: str) -> Target:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            for target in await hands.targets():
                if target.name == name:
                    return target
            await asyncio.sleep(LOOK_AGAIN_S)


async def _until_a_number_is_shown(client: httpx.AsyncClient, kiosk: KioskPlace) -> None:
    hands = KioskHands(client, kiosk.url)
    async with asyncio.timeout(PATIENCE_S):
        while (await hands.screen())["screen"] != "paper-given":  # noqa: ASYNC110 (another process' screen)
            await asyncio.sleep(LOOK_AGAIN_S)


async def _page(browser: Browser, base_url: str, path: str, account: str, size: tuple[int, int], file: Path) -> None:
    context = await browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN", base_url=base_url)
    try:
        await _sign_in(context, account)
        page = await context.new_page()
        await page.goto(path, wait_until="domcontentloaded")
        if path == "/screen":
            await page.wait_for_selector(CALL_ON_SCREEN, timeout=PATIENCE_S * 1000)
        await asyncio.sleep(SETTLE_S)
        await page.screenshot(path=str(file))
    finally:
        await context.close()


async def _sign_in(context: BrowserContext, account: str) -> None:
    answer = await context.request.post("/api/v1/session", data={"name": account, "password": DEMO_PASSWORD})
    if not answer.ok:
        raise RuntimeError(f"{account} can't sign in: {answer.status}")


def _compose(out: Path) -> None:
    """One picture for the README: the kiosk beside hall screen, desk and devices."""
    gap, height = 16, 1180
    kiosk = _scaled(out / "kiosk.png", height=height)
    screen = _scaled(out / "screen.png", height=(height - gap) // 2)
    below = height - gap - screen.height
    devices = _scaled(out / "devices.png", height=below)
    if devices.width < screen.width:
        devices = _scaled(out / "devices.png", height=below * screen.width // devices.width).crop((0, 0, screen.width, below))
    strip = _scaled(out / "desk-strip.png", height=height)
    width = kiosk.width + screen.width + strip.width + 2 * gap
    sheet = Image.new("RGB", (width + 2 * gap, height + 2 * gap), "#dfe5ee")
    sheet.paste(kiosk, (gap, gap))
    left = gap + kiosk.width + gap
    sheet.paste(screen, (left, gap))
    sheet.paste(devices.crop((0, 0, screen.width, below)), (left, gap + screen.height + gap))
    sheet.paste(strip, (left + screen.width + gap, gap))
    sheet.save(out / "hall.png", optimize=True)


def _scaled(path: Path, *, height: int) -> Image.Image:
    with Image.open(path) as image:
        return image.convert("RGB").resize((round(image.width * height / image.height), height))
