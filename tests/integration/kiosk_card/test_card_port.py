"""The kiosk's card port before a real broker, the real agent's process and an emulated reader on a serial line."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio

from api.bus.client import MqttBus
from api.ids import new_id
from drivers.emulators.id_cards import CARDS
from kiosk.ports.agent_device import SILENT
from kiosk.ports.card import READING, WAITING, AgentCard
from tests.support.agent_process import Emulators, Process
from tests.support.broker import SITE, WAIT_S, connected, running_broker, settings_for, until
from tingtang.broker import PrivateBroker

pytestmark = pytest.mark.integration

KIOSK, AGENT_NODE, DEVICE = "kiosk-01", "kiosk-01-agent", "card-1"
TODAY = date(2026, 11, 22)
EMULATORS = """
[host]
control_port = 0

[[emulators]]
id = "card-1"
kind = "id-card-reader"
pace = 0.1
listen = { type = "pty", path = "card" }
"""
AGENT = """
[agent]
site = "{site}"
node = "{node}"
data_dir = "data"

[broker]
port = {port}
password_file = "{password_file}"

[[devices]]
id = "card-1"
kind = "id-card-reader"
link = {{ type = "serial", port = "{folder}/card", baud = 115200 }}
"""


class Terminal:
    """Agent, reader, and the kiosk's port."""

    def __init__(self, folder: Path, broker: PrivateBroker) -> None:
        self.emulators = Emulators(folder, EMULATORS)
        self.agent = Process("agent", folder, "-m", "drivers.agent", "--config", str(folder / "agent.toml"))
        text = AGENT.format(
            site=SITE, node=AGENT_NODE, port=broker.port, password_file=broker.password_file(AGENT_NODE), folder=folder
        )
        (folder / "agent.toml").write_text(text, "utf-8")
        self.bus = MqttBus(settings_for(broker, KIOSK))
        self.states: list[str] = []
        self.port = AgentCard(self.bus, f"{AGENT_NODE}/{DEVICE}", new_id=new_id, today=lambda: TODAY, on_change=lambda: None)

    async def start(self) -> None:
        await self.emulators.start()
        await connected(self.bus)
        await self.agent.start()
        await until(lambda: self.port.readiness().ready, "reader ready")

    async def stop(self) -> None:
        await self.port.close()
        await self.bus.stop()
        await self.agent.kill()
        await self.emulators.stop()


@pytest_asyncio.fixture
async def terminal(tmp_path: Path) -> AsyncIterator[Terminal]:
    async with running_broker(tmp_path / "broker") as broker:
        made = Terminal(tmp_path, broker)
        try:
            await made.start()
            yield made
        finally:
            await made.stop()


@pytest.mark.parametrize("kind", ["resident", "foreigner-2017"])
async def test_a_card_that_is_laid_becomes_its_holder_and_lies_there(terminal: Terminal, kind: str) -> None:
    assert not terminal.port.lies_there
    reading = asyncio.create_task(terminal.port.read(terminal.states.append))
    await until(lambda: terminal.states == [WAITING], "waiting")
    await terminal.emulators.press(DEVICE, f"card:{kind}")
    read = await reading
    assert read.holder is not None, read.reason
    assert read.holder.name.encode("utf-16-le") in CARDS[kind]().text
    assert read.holder.number.encode("utf-16-le") in CARDS[kind]().text
    assert terminal.states == [WAITING, READING]
    assert terminal.port.lies_there
    await terminal.emulators.press(DEVICE, "lift")
    await until(lambda: not terminal.port.lies_there, "lifted")


async def test_a_card_that_has_run_out_isnt_taken(terminal: Terminal) -> None:
    reading = asyncio.create_task(terminal.port.read(terminal.states.append))
    await terminal.emulators.press(DEVICE, "card:expired")
    read = await reading
    assert (read.holder, read.reason) == (None, "card.expired")


async def test_who_goes_another_way_leaves_a_reader_that_is_free_for_the_next(terminal: Terminal) -> None:
    reading = asyncio.create_task(terminal.port.read(terminal.states.append))
    await until(lambda: terminal.states, "waiting")
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await terminal.emulators.press(DEVICE, "card:resident")
    assert (await terminal.port.read(terminal.states.append)).holder is not None


async def test_an_agent_that_dies_while_a_card_is_waited_for_is_silent_as_soon_as_that_is_known(terminal: Terminal) -> None:
    reading = asyncio.create_task(terminal.port.read(terminal.states.append))
    await until(lambda: terminal.states, "waiting")
    await terminal.agent.kill()
    # The broker tells it after the will's delay of a second: long before the reading's own time is over.
    assert (await asyncio.wait_for(reading, WAIT_S)).reason == SILENT
    assert not terminal.port.readiness().ready
