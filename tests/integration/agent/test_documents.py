"""A certificate's whole way: the kiosk's port, a broker, the agent's process, IPP, a printer; the agent killed in the middle."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from api.bus.client import MqttBus
from api.bus.settings import BusSettings
from api.ids import new_id
from api.messages.base import Message
from api.messages.completion import Completion
from kiosk.flow.documents.ports import Document, DocumentReport
from kiosk.flow.printing import PrintOutcome
from kiosk.ports.document_store import DocumentStore
from kiosk.ports.documents import AgentDocuments
from kiosk.ports.store import KioskStore
from tests.support.agent_process import Emulators, Process, until
from tests.support.broker import SITE, connected, running_broker, settings_for
from tingtang.broker import PrivateBroker

pytestmark = pytest.mark.integration

NODE, KIOSK = "kiosk-01-agent", "kiosk-01"
PERSON, NUMBER = "李春生", "110101199003070000"
"""Neither is anybody's: the number's last sign is wrong."""
CERTIFICATE = Document(
    "certificate",
    {"title": "缴存证明", "issuer": "示例县中心", "issued": "2026-11-22", "name": PERSON, "id_number": NUMBER},
    "zh-CN",
    sheets=1,
    blank=True,
)
EMULATORS = """
[host]
control_port = 0

[[emulators]]
id = "document-1"
kind = "document-printer"
dpi = 75
feels_tray = true
listen = { type = "tcp", port = 0 }
"""
AGENT = """
[agent]
site = "{site}"
node = "{node}"
data_dir = "data"

[broker]
port = {broker_port}
password_file = "{password_file}"

[[devices]]
id = "document-1"
kind = "document-printer"
profile = "ipp-kiosk-presenter"
link = {{ type = "tcp", host = "127.0.0.1", port = {port} }}
"""


class ListeningBus(MqttBus):
    """Says when the agent has taken a command over."""

    def __init__(self, settings: BusSettings) -> None:
        super().__init__(settings)
        self.taken_over = 0

    async def request(
        self, topic: str, body: Message, *, on_acknowledged: Callable[[], None] | None = None, **more: Any
    ) -> Completion:
        def acknowledged() -> None:
            self.taken_over += 1
            if on_acknowledged is not None:
                on_acknowledged()

        return await super().request(topic, body, on_acknowledged=acknowledged, **more)


class Terminal:
    """A terminal without its screen: the agent and the printer are processes, the kiosk's port is the test's."""

    def __init__(self, folder: Path, broker: PrivateBroker) -> None:
        self.folder = folder
        self.broker = broker
        self.emulators = Emulators(folder, EMULATORS)
        self.agent = Process("agent", folder, "-m", "drivers.agent", "--config", str(folder / "agent.toml"))
        self.bus = ListeningBus(settings_for(broker, KIOSK))
        self.store = KioskStore(folder / "kiosk.db", lambda: int(time.time() * 1000))
        self.port: AgentDocuments

    async def start(self) -> None:
        await self.emulators.start()
        text = AGENT.format(
            site=SITE,
            node=NODE,
            broker_port=self.broker.port,
            password_file=self.broker.password_file(NODE),
            port=(await self.printer())["tcp"],
        )
        (self.folder / "agent.toml").write_text(text, "utf-8")
        self.store.open()
        counted = DocumentStore(self.store, lambda: int(time.time() * 1000), at_first=10)
        self.port = AgentDocuments(self.bus, f"{NODE}/document-1", counted, low_at=3, new_id=new_id, on_change=lambda: None)
        await connected(self.bus)
        await self.start_agent()

    async def start_agent(self) -> None:
        await self.agent.start()
        await until(lambda: self.port.readiness().ready, "printer ready")

    async def stop(self) -> None:
        await self.port.close()
        await self.bus.stop()
        await self.agent.kill()
        await self.emulators.stop()
        self.store.close()

    async def printer(self) -> dict[str, Any]:
        return await self.emulators.state("document-1")

    async def sheets(self) -> int:
        return int((await self.printer())["sheets"])


@pytest_asyncio.fixture
async def terminal(tmp_path: Path) -> AsyncIterator[Terminal]:
    async with running_broker(tmp_path / "broker", nodes=(KIOSK, NODE)) as broker:
        made = Terminal(tmp_path, broker)
        try:
            await made.start()
            yield made
        finally:
            await made.stop()


async def test_a_certificate_comes_out_once_and_is_nowhere_afterwards(terminal: Terminal) -> None:
    token = new_id()
    assert await terminal.port.print(token, CERTIFICATE) == DocumentReport(PrintOutcome.PRINTED, 1)
    assert (await terminal.port.print(token, CERTIFICATE)).outcome is PrintOutcome.PRINTED
    assert await terminal.sheets() == 1
    assert terminal.port.stock().left == 9
    await until(lambda: terminal.port.lies_there, "felt in the slot")
    await terminal.emulators.press("document-1", "take")
    await until(lambda: terminal.port.lies_there is False, "taken")
    await terminal.agent.stop()
    kept = [path for path in terminal.folder.rglob("*") if path.is_file()]
    assert any(path.name == "agent.sqlite" for path in kept)
    for path in kept:
        content = path.read_bytes()
        assert not any(secret.encode() in content for secret in (PERSON, NUMBER)), path


async def test_killed_while_it_prints_it_is_unknown_and_comes_out_for_nobody_else(terminal: Terminal) -> None:
    await terminal.emulators.fault("document-1", "stuck-job")
    token = new_id()
    printing = asyncio.create_task(terminal.port.print(token, CERTIFICATE))

    async def waits() -> bool:
        return bool((await terminal.printer())["waiting"])

    await until(waits, "in the printer")
    await until(lambda: terminal.bus.taken_over, "the kiosk knows that it is under way")
    await terminal.agent.kill()
    await terminal.start_agent()

    async def empty() -> bool:
        return not (await terminal.printer())["waiting"]

    await until(empty, "what was left is called off")
    await terminal.emulators.fault("document-1", "none")
    # The kiosk goes on asking under the same id, and gets the journal's word.
    assert (await printing).outcome is PrintOutcome.UNKNOWN
    assert (await terminal.port.print(token, CERTIFICATE)).outcome is PrintOutcome.UNKNOWN
    assert await terminal.sheets() == 0
    assert terminal.port.stock().left == 9
    assert (await terminal.port.print(new_id(), CERTIFICATE)).outcome is PrintOutcome.PRINTED
    assert await terminal.sheets() == 1


async def test_whoever_leaves_while_it_prints_leaves_nothing_in_the_printer(terminal: Terminal) -> None:
    # Only a printer that has counted sheets is believed that none came out.
    assert (await terminal.port.print(new_id(), CERTIFICATE)).outcome is PrintOutcome.PRINTED
    await terminal.emulators.fault("document-1", "stuck-job")
    printing = asyncio.create_task(terminal.port.print(new_id(), CERTIFICATE))

    async def waits() -> bool:
        return bool((await terminal.printer())["waiting"])

    async def empty() -> bool:
        return not (await terminal.printer())["waiting"]

    await until(waits, "in the printer")
    printing.cancel()
    await until(empty, "called off")
    await terminal.emulators.fault("document-1", "none")
    await until(lambda: terminal.port.stock().left == 9, "the blank is given back")
    assert await terminal.sheets() == 1
