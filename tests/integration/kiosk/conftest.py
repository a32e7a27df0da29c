"""A hall: real Mosquitto, the real controller's process, and a printer's agent as a peer on the bus."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from api.bus.client import MqttBus
from api.bus.settings import BusSettings
from tests.support.broker import connected, running_broker
from tests.support.controller import ControllerProcess
from tests.support.hall_config import AGENT as HALL_AGENT
from tests.support.hall_config import SITE
from tests.support.kiosk import AGENT, KioskProcess
from tests.support.kiosk_printer import PrinterPeer
from tingtang.broker import PrivateBroker

MakeKiosk = Callable[..., KioskProcess]


@pytest_asyncio.fixture
async def broker(tmp_path: Path) -> AsyncIterator[PrivateBroker]:
    async with running_broker(tmp_path / "broker", ("ctl", HALL_AGENT, "kiosk-01", AGENT), SITE) as running:
        yield running


@pytest_asyncio.fixture
async def controller(tmp_path: Path, broker: PrivateBroker) -> AsyncIterator[ControllerProcess]:
    process = ControllerProcess(tmp_path / "ctl", broker.port, broker.password_file("ctl"))
    await process.start()
    yield process
    if process.running:
        assert await process.stop() == 0, process.log


@pytest_asyncio.fixture
async def printer(broker: PrivateBroker) -> AsyncIterator[PrinterPeer]:
    """The kiosk's printer, behind its agent."""
    password = broker.password(AGENT)
    settings = BusSettings(broker.host, broker.port, SITE, AGENT, "test", username=AGENT, password=password, will_delay_s=1)
    peer = PrinterPeer(MqttBus(settings)).listen()
    await connected(peer.bus)
    yield peer
    await peer.bus.stop()


@pytest_asyncio.fixture
async def make_kiosk(tmp_path: Path, broker: PrivateBroker) -> AsyncIterator[MakeKiosk]:
    made: list[KioskProcess] = []

    def make(**changes: object) -> KioskProcess:
        made.append(KioskProcess(tmp_path / "kiosk", broker.port, broker.password_file("kiosk-01"), **changes))
        return made[-1]

    yield make
    for process in made:
        assert await process.stop() in (0, -9), process.log


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/integration/kiosk" in item.path.as_posix():
            item.add_marker(pytest.mark.integration)
