"""A hall's broker with the controller's node and two agents."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest_asyncio

from api.bus.client import MqttBus
from api.bus.settings import BusSettings
from tests.support.broker import running_broker
from tests.support.hall_config import AGENT, SITE
from tingtang.broker import PrivateBroker

NODES = ("ctl", AGENT, "other-agent", "kiosk-01")
MakeBus = Callable[[str], MqttBus]


@pytest_asyncio.fixture
async def broker(tmp_path: Path) -> AsyncIterator[PrivateBroker]:
    async with running_broker(tmp_path / "broker", NODES, SITE) as running:
        yield running


@pytest_asyncio.fixture
async def make_bus(broker: PrivateBroker) -> AsyncIterator[MakeBus]:
    """Makes buses (not started) that are stopped after the test."""
    made: list[MqttBus] = []

    def make(node: str) -> MqttBus:
        settings = BusSettings(
            broker.host,
            broker.port,
            SITE,
            node,
            "test",
            username=node,
            password=broker.password(node),
            will_delay_s=1,
        )
        made.append(MqttBus(settings))
        return made[-1]

    yield make
    for bus in reversed(made):
        await bus.stop()
