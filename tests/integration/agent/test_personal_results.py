"""What a card, a code or a key pad says reaches the kiosk that asked, and nobody and nothing else.

Real broker with its access list, real agent process, emulated devices; spies with credentials of their own listen to everything.
"""

import asyncio
import json
import struct
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from api.bus.client import MqttBus
from api.bus.port import Received
from api.ids import new_id
from api.messages.base import Message
from api.messages.completion import Completion
from api.messages.device_commands import CancelCommand, Diagnose, ReadCard, ReadKeys, Scan
from api.messages.topics import command_topic
from api.messages.words import CompletionCode
from drivers.emulators.id_cards import CARDS
from drivers.emulators.keypad import KEYPAD_BLOCK
from tests.support.agent_process import Emulators, Process, until
from tests.support.broker import SITE, connected, running_broker, settings_for
from tests.support.raw_client import RawClient
from tingtang.broker import PrivateBroker

pytestmark = pytest.mark.integration

KIOSK, AGENT_NODE = "kiosk-01", "kiosk-01-agent"
SPIES = ("kiosk-02", "kiosk-02-agent", "window-agent", "ctl")
CODE = "亮码CANARY7731"
DIGITS = "9753124680"
KEY_EVENT = 1
NAME, NUMBER = "王小明", "152223198503020019"

EMULATORS = """
[host]
control_port = 0

[[emulators]]
id = "card-1"
kind = "id-card-reader"
pace = 0.1
listen = { type = "pty", path = "card" }

[[emulators]]
id = "scanner-1"
kind = "scanner"
listen = { type = "pty", path = "scanner" }

[[emulators]]
id = "keypad-1"
kind = "keypad"
listen = { type = "pty", path = "keypad" }
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
id = "card-1"
kind = "id-card-reader"
link = {{ type = "serial", port = "{folder}/card", baud = 115200 }}

[[devices]]
id = "scanner-1"
kind = "scanner"
link = {{ type = "serial", port = "{folder}/scanner" }}

[[devices]]
id = "keypad-1"
kind = "keypad"
link = {{ type = "input", device = "{folder}/keypad", grab = false }}
"""


class Terminal:
    """One terminal's agent with its devices, and the kiosk that may ask it."""

    def __init__(self, folder: Path, broker: PrivateBroker) -> None:
        self.folder = folder
        self.broker = broker
        self.emulators = Emulators(folder, EMULATORS)
        self.agent = Process("agent", folder, "-m", "drivers.agent", "--config", str(folder / "agent.toml"))
        self.kiosk = MqttBus(settings_for(broker, KIOSK))
        self.ctl = MqttBus(settings_for(broker, "ctl"))
        self.states: dict[tuple[str, str], bytes] = {}
        self.told: list[bytes] = []
        """All states and events that the controller sees."""

    async def start(self) -> None:
        await self.emulators.start()
        text = AGENT.format(
            site=SITE,
            node=AGENT_NODE,
            folder=self.folder,
            broker_port=self.broker.port,
            password_file=self.broker.password_file(AGENT_NODE),
        )
        (self.folder / "agent.toml").write_text(text, "utf-8")
        self.ctl.listen(f"hall/v1/{SITE}/+/+/state/+", self._on_told)
        self.ctl.listen(f"hall/v1/{SITE}/+/+/evt/+", self._on_told)
        await connected(self.ctl)
        await connected(self.kiosk)
        await self.agent.start()
        for device in ("card-1", "scanner-1", "keypad-1"):
            await until(lambda device=device: b'"online"' in self.states.get((device, "status"), b""), f"{device} online")

    async def stop(self) -> None:
        await self.kiosk.stop()
        await self.ctl.stop()
        await self.agent.kill()
        await self.emulators.stop()

    async def ask(self, device: str, name: str, body: Message, command_id: str | None = None) -> Completion:
        address = command_topic(SITE, AGENT_NODE, device, name)
        return await self.kiosk.request(address, body, command_id=command_id or new_id(), timeout_s=15)

    async def detail(self, device: str, name: str) -> Any:
        return json.loads(self.states[device, "status"])["detail"][name]

    def _on_told(self, received: Received) -> None:
        received.acknowledge()
        self.told.append(received.payload)
        if received.address.node == AGENT_NODE:
            self.states[received.address.device, received.address.name] = received.payload


@pytest_asyncio.fixture
async def terminal(tmp_path: Path) -> AsyncIterator[Terminal]:
    async with running_broker(tmp_path / "broker") as broker:
        made = Terminal(tmp_path, broker)
        try:
            await made.start()
            yield made
        finally:
            await made.stop()


@pytest.fixture
def spies(terminal: Terminal) -> Iterator[list[RawClient]]:
    """Each with its own credential, on everything and on the kiosk's answers by name."""
    with ExitStack() as stack:
        clients = [stack.enter_context(RawClient(terminal.broker, name, f"spy-{name}")) for name in SPIES]
        for client in clients:
            client.subscribe("#")
            client.subscribe(f"hall/v1/{SITE}/{KIOSK}/node/rep/+")
            client.subscribe("$SYS/#")
        yield clients


def heard(spies: list[RawClient]) -> bytes:
    pieces = []
    for spy in spies:
        while not spy.messages.empty():
            message = spy.messages.get()
            pieces.append(message.topic.encode() + b" " + bytes(message.payload))
    return b"\n".join(pieces)


CANARIES = [
    NAME.encode(),
    json.dumps(NAME)[1:-1].encode(),
    NAME.encode("utf-16-le"),
    NAME.encode("utf-16-le").hex().encode(),
    NAME.encode("utf-16-le").hex(" ").upper().encode(),
    NUMBER.encode(),
    NUMBER.encode("utf-16-le"),
    NUMBER.encode().hex(" ").upper().encode(),
    b64encode(CARDS["resident"]().photo)[:40],
    b"CANARY7731",
    b"CANARY7731".hex(" ").upper().encode(),
    b64encode(CODE.encode())[:16],
    json.dumps(list(DIGITS)).encode(),
    json.dumps(list(DIGITS), separators=(",", ":")).encode(),
    *(struct.pack("<HHi", KEY_EVENT, code, 1).hex(" ").upper().encode() for code in KEYPAD_BLOCK.values()),
]


def traces_in(text: bytes) -> list[bytes]:
    return [canary for canary in CANARIES if canary in text]


async def gather_all(terminal: Terminal) -> tuple[Completion, Completion, Completion]:
    """A card, a code, keys."""
    await terminal.emulators.press("card-1", "card:resident")
    card = await terminal.ask("card-1", "read-card", ReadCard(purpose="identify", timeout_s=10))
    asking = asyncio.create_task(terminal.ask("scanner-1", "scan", Scan(purpose="identify", timeout_s=10)))
    await until(lambda: _is(terminal, "scanner-1", "scanner", "on"), "scanner armed")
    await terminal.emulators.press("scanner-1", f"code:{CODE}")
    code = await asking
    asking = asyncio.create_task(terminal.ask("keypad-1", "read-keys", ReadKeys(timeout_s=10)))
    await terminal.emulators.press("keypad-1", f"digits:{DIGITS}")
    first = await asking
    keys = first.result["keys"]
    while len(keys) < len(DIGITS):
        keys += (await terminal.ask("keypad-1", "read-keys", ReadKeys(timeout_s=10))).result["keys"]
    return card, code, first.model_copy(update={"result": {"keys": keys}})


async def _is(terminal: Terminal, device: str, name: str, word: str) -> bool:
    return bool(await terminal.detail(device, name) == word)


async def test_the_kiosk_that_asks_gets_it_and_nobody_else_does(terminal: Terminal, spies: list[RawClient]) -> None:
    card, code, keys = await gather_all(terminal)
    assert (card.result["name"], card.result["id_number"], card.result["problems"]) == (NAME, NUMBER, [])
    assert code.result["text"] == CODE
    assert "".join(keys.result["keys"]) == DIGITS
    assert (await terminal.ask("card-1", "diagnose", Diagnose())).succeeded
    overheard = heard(spies)
    # The controller's own spy hears states and events: the spies do listen.
    assert f"{AGENT_NODE}/card-1/state/status".encode() in overheard
    assert traces_in(overheard) == []
    assert traces_in(b"\n".join(terminal.told)) == []


async def test_nothing_of_it_is_in_logs_stores_or_diagnoses(terminal: Terminal) -> None:
    await gather_all(terminal)
    answers = [await terminal.ask(device, "diagnose", Diagnose()) for device in ("card-1", "scanner-1", "keypad-1")]
    assert all(answer.succeeded for answer in answers)
    # A fault makes the agent write the last frames down: those of the card among them.
    await terminal.emulators.fault("card-1", "drop-link")
    await until(lambda: b"link" in terminal.states["card-1", "fault"], "fault")
    await terminal.kiosk.stop()
    code, _ = await terminal.agent.stop()
    assert code == 0
    await terminal.broker.stop()
    assert traces_in("\n".join(answer.model_dump_json() for answer in answers).encode()) == []
    files = [path for path in terminal.folder.rglob("*") if path.is_file()]
    assert any(path.name == "agent.sqlite" for path in files)
    assert any(path.name == "agent.log" and path.stat().st_size for path in files)
    found = {str(path.relative_to(terminal.folder)): traces_in(path.read_bytes()) for path in files}
    assert {name: canaries for name, canaries in found.items() if canaries} == {}


async def test_an_answer_that_was_missed_comes_again_by_the_same_id(terminal: Terminal) -> None:
    command_id = new_id()
    await terminal.emulators.press("card-1", "card:resident")
    ask = ReadCard(purpose="identify", timeout_s=10)
    first = await terminal.ask("card-1", "read-card", ask, command_id)
    again = await terminal.ask("card-1", "read-card", ask, command_id)
    assert first == again
    assert (await terminal.emulators.state("card-1"))["reads"] == 1


async def test_a_waiting_kiosk_can_take_its_question_back(terminal: Terminal) -> None:
    command_id = new_id()
    asking = asyncio.create_task(terminal.ask("scanner-1", "scan", Scan(purpose="identify", timeout_s=60), command_id))
    await until(lambda: _is(terminal, "scanner-1", "scanner", "on"), "scanner armed")
    assert (await terminal.ask("scanner-1", "cancel", CancelCommand(target=command_id))).succeeded
    assert (await asking).code is CompletionCode.CANCELED
    await until(lambda: _is(terminal, "scanner-1", "scanner", "off"), "scanner off")
    assert (await terminal.emulators.state("scanner-1"))["lit"] is False


async def test_another_kiosk_may_not_ask(terminal: Terminal) -> None:
    await terminal.emulators.press("card-1", "card:resident")
    topic = command_topic(SITE, AGENT_NODE, "card-1", "read-card")
    with RawClient(terminal.broker, "kiosk-02", "stranger") as stranger:
        assert await asyncio.to_thread(stranger.publish, topic, b"{}") == 0x87, "not authorised"
    assert (await terminal.emulators.state("card-1"))["reads"] == 0
