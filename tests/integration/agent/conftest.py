from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from api.bus.client import MqttBus
from api.bus.port import NotAnswered, Received
from api.ids import new_id
from api.messages.base import Message
from api.messages.completion import Completion
from api.messages.topics import command_topic
from api.messages.words import CompletionCode
from tests.support.agent_process import Emulators, NotifySocket, Process, until
from tests.support.broker import SITE, connected, running_broker, settings_for
from tests.support.voice import clips
from tingtang.broker import PrivateBroker

__all__ = ["clips"]

NODE = "window-agent"

EMULATORS = """
[host]
control_port = 0

[[emulators]]
id = "receipt-1"
kind = "receipt-printer"
listen = {{ type = "tcp", port = 0 }}

[[emulators]]
id = "pads"
kind = "ff68-bus"
listen = {{ type = "pty", path = "pads" }}
pads = [{{ id = "callpad-1", kind = "call-pad", address = 1 }}, {{ id = "rating-1", kind = "rating-pad", address = 2 }}]

[[emulators]]
id = "zone"
kind = "modbus-line"
listen = {{ type = "pty", path = "zone" }}
devices = [{{ id = "door-1", kind = "zone-door", address = 1 }}]

[[emulators]]
id = "speaker-1"
kind = "speaker"
clips = "{clips}"
speed = 0.0
listen = {{ type = "tcp", port = 0 }}
"""

AGENT = """
[agent]
site = "{site}"
node = "{node}"
data_dir = "data"

[broker]
port = {broker_port}
password_file = "{password_file}"

[[buses]]
id = "pads"
kind = "ff68"
link = {{ type = "serial", port = "{folder}/pads" }}

[[buses]]
id = "zone"
kind = "modbus"
link = {{ type = "serial", port = "{folder}/zone" }}

[[devices]]
id = "door-1"
kind = "zone-door"
bus = "zone"
address = 1

[[devices]]
id = "receipt-1"
kind = "receipt-printer"
place = "kiosk-01"
link = {{ type = "tcp", host = "127.0.0.1", port = {printer_port} }}
queue_limit = 2

[[devices]]
id = "callpad-1"
kind = "call-pad"
bus = "pads"
address = 1
window = 3

[[devices]]
id = "rating-1"
kind = "rating-pad"
bus = "pads"
address = 2
window = 3

[[devices]]
id = "speaker-1"
kind = "speaker"
clips = "{clips}"
link = {{ type = "tcp", host = "127.0.0.1", port = {speaker_port} }}
"""


class Hall:
    """Broker, emulators, one agent, and the test in the controller's place."""

    def __init__(self, folder: Path, broker: PrivateBroker, emulators: Emulators) -> None:
        self.folder = folder
        self.broker = broker
        self.emulators = emulators
        self.notify = NotifySocket()
        self.agent = Process(
            "agent",
            folder,
            "-m",
            "drivers.agent",
            "--config",
            str(folder / "agent.toml"),
            environment={"NOTIFY_SOCKET": self.notify.path, "WATCHDOG_USEC": "600000"},
        )
        self.ctl = MqttBus(settings_for(broker, "ctl"))
        self.states: dict[tuple[str, str], bytes] = {}
        self.events: list[tuple[str, bytes]] = []
        self.answer_events = True

    async def start(self, clips_folder: Path) -> None:
        await self.emulators.start()
        ports = {name: (await self.emulators.state(name))["tcp"] for name in ("receipt-1", "speaker-1")}
        text = AGENT.format(
            site=SITE,
            node=NODE,
            folder=self.folder,
            clips=clips_folder,
            broker_port=self.broker.port,
            password_file=self.broker.password_file(NODE),
            printer_port=ports["receipt-1"],
            speaker_port=ports["speaker-1"],
        )
        (self.folder / "agent.toml").write_text(text, "utf-8")
        self.ctl.listen(f"hall/v1/{SITE}/+/+/state/+", self._on_state)
        self.ctl.listen(f"hall/v1/{SITE}/+/+/evt/+", self._on_event)
        await connected(self.ctl)
        await self.start_agent()

    async def start_agent(self) -> None:
        """Returns when all its devices are online."""
        self.states.clear()
        await self.agent.start()
        for device in ("door-1", "receipt-1", "callpad-1", "rating-1", "speaker-1"):
            await until(lambda device=device: b'"online"' in self.states.get((device, "status"), b""), f"{device} online")

    async def stop(self) -> None:
        await self.ctl.stop()
        await self.agent.kill()
        await self.emulators.stop()
        self.notify.close()

    async def command(
        self, device: str, name: str, body: Message, *, command_id: str | None = None, timeout_s: float = 15
    ) -> Completion:
        return await self.ctl.request(
            command_topic(SITE, NODE, device, name), body, command_id=command_id or new_id(), timeout_s=timeout_s
        )

    async def try_command(self, device: str, name: str, body: Message, command_id: str, timeout_s: float) -> Completion | None:
        """None when nobody answered."""
        try:
            return await self.command(device, name, body, command_id=command_id, timeout_s=timeout_s)
        except NotAnswered:
            return None

    async def receipts(self) -> int:
        return int((await self.emulators.state("receipt-1"))["receipts"])

    def _on_state(self, received: Received) -> None:
        received.acknowledge()
        if received.address.node == NODE:
            self.states[received.address.device, received.address.name] = received.payload

    def _on_event(self, received: Received) -> None:
        received.acknowledge()
        self.events.append((received.address.name, received.payload))
        if self.answer_events and received.correlation:
            self.ctl.reply(received, Completion(id=received.correlation.decode(), code=CompletionCode.SUCCESS))


@pytest_asyncio.fixture
async def hall(tmp_path: Path, clips: Path) -> AsyncIterator[Hall]:
    async with running_broker(tmp_path / "broker") as broker:
        made = Hall(tmp_path, broker, Emulators(tmp_path, EMULATORS.format(clips=clips)))
        try:
            await made.start(clips)
            yield made
        finally:
            await made.stop()
