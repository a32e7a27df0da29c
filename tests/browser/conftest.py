"""For each test a running hall (real broker, real controller process, a node of devices) and windows of its own.

The browser itself is started once for a module: a window has its own cookies, storage and cache. So everything lives in the
module's event loop.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from api.bus.client import MqttBus
from api.bus.settings import BusSettings
from tests.support.broker import connected, running_broker
from tests.support.browser import WIDE, Visitor, chromium, visitor
from tests.support.controller import ControllerProcess, Person
from tests.support.device_node import DeviceNode
from tests.support.hall_config import AGENT, SITE, SMALL_HALL
from tingtang.broker import PrivateBroker

SCREEN = "screen-1"
HALL = SMALL_HALL + f'screens = ["{SCREEN}"]\n'
DEVICES = {
    "led-1": "led-board",
    "led-2": "led-board",
    "callpad-1": "call-pad",
    "callpad-2": "call-pad",
    "rating-1": "rating-pad",
    "speaker-1": "speaker",
}
Visit = Callable[..., object]
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE) and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="module"), append=False)


@pytest_asyncio.fixture(loop_scope="module")
async def broker(tmp_path: Path) -> AsyncIterator[PrivateBroker]:
    async with running_broker(tmp_path / "broker", ("ctl", AGENT), SITE) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def hall(tmp_path: Path, broker: PrivateBroker) -> AsyncIterator[ControllerProcess]:
    process = ControllerProcess(tmp_path / "ctl", broker.port, broker.password_file("ctl"), hall=HALL)
    await process.start()
    yield process
    process.thaw()
    if process.running:
        assert await process.stop() == 0, process.log


@pytest_asyncio.fixture(loop_scope="module")
async def node(hall: ControllerProcess, broker: PrivateBroker) -> AsyncIterator[DeviceNode]:
    """The windows' devices, all well."""
    settings = BusSettings(broker.host, broker.port, SITE, AGENT, "test", username=AGENT, password=broker.password(AGENT))
    bus = MqttBus(settings)
    found = DeviceNode(bus, dict(DEVICES)).listen()
    await connected(bus)
    yield found
    await bus.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def manager(hall: ControllerProcess) -> AsyncIterator[Person]:
    async with hall.client("manager") as person:
        yield person


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def visit(browser: Browser, hall: ControllerProcess) -> AsyncIterator[Callable[..., object]]:
    """`await visit()` opens a window: `visit(size=STRIP)`, `visit(language="en")`."""
    async with AsyncExitStack() as windows:

        async def open_window(size: tuple[int, int] = WIDE, language: str = "zh-CN", base_url: str | None = None) -> Visitor:
            return await windows.enter_async_context(visitor(browser, base_url or hall.base_url, size, language))

        yield open_window


@pytest.fixture
def take(manager: Person) -> Callable[..., object]:
    """`await take("id-card")` puts a citizen into the line and gives the number."""

    async def take_number(service: str = "id-card", ticket_class: str = "walk-in") -> str:
        completion = await manager.command("take", service=service, hand_over="screen", ticket_class=ticket_class)
        return str(completion["result"]["ticket"]["number"])

    return take_number
