"""A real Mosquitto for a test, and buses on it. Import the fixtures into a test module or a conftest.

from tests.support.broker import broker, make_bus  # noqa: F401
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest_asyncio

from api.bus.client import MqttBus
from api.bus.settings import BusSettings
from tingtang.broker import PrivateBroker

SITE = "150426-07"
NODES = ("ctl", "kiosk-01", "kiosk-01-agent", "kiosk-02", "kiosk-02-agent", "window-agent", "pad-3", "pad-4")
WAIT_S = 60.0
"""Longest wait for a condition; machines are shared."""


def settings_for(broker: PrivateBroker, node: str, **changes: object) -> BusSettings:
    """How `node` reaches the test's broker. Fast: the will comes after one second."""
    settings = BusSettings(
        broker.host,
        broker.port,
        SITE,
        node,
        "test",
        username=node,
        password=broker.password(node),
        will_delay_s=1,
        version="0.0.0",
    )
    return replace(settings, **changes)  # type: ignore[arg-type]


async def until(condition: Callable[[], object], what: str, timeout_s: float = WAIT_S) -> None:
    """Wait for a condition that the event loop brings about.

    Raises:
        AssertionError: it didn't come in time.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + timeout_s
    while not condition():
        if loop.time() > deadline:
            raise AssertionError(f"not within {timeout_s} s: {what}")
        await asyncio.sleep(0.005)


async def connected(bus: MqttBus) -> MqttBus:
    """Start the bus and wait for its link."""
    await bus.start()
    await until(lambda: bus.connected, f"{bus.node} connected")
    return bus


@asynccontextmanager
async def running_broker(folder: Path, nodes: Sequence[str] = NODES, site: str = SITE) -> AsyncIterator[PrivateBroker]:
    broker = PrivateBroker(folder, site, nodes)
    await broker.start()
    try:
        yield broker
    finally:
        await broker.stop()


@pytest_asyncio.fixture
async def broker(tmp_path: Path) -> AsyncIterator[PrivateBroker]:
    """A broker of the test's own."""
    async with running_broker(tmp_path / "broker") as running:
        yield running


MakeBus = Callable[..., MqttBus]


@pytest_asyncio.fixture
async def make_bus(broker: PrivateBroker) -> AsyncIterator[MakeBus]:
    """Makes buses (not started) that are stopped after the test: `make_bus("ctl")`, `make_bus("kiosk-01", keepalive_s=5)`."""
    made: list[MqttBus] = []

    def make(node: str, **changes: object) -> MqttBus:
        bus = MqttBus(settings_for(broker, node, **changes))
        made.append(bus)
        return bus

    yield make
    for bus in made:
        await bus.stop()
