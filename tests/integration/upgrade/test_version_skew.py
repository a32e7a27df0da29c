"""An agent of the release before works with today's hall: units are upgraded stage by stage, so both are there for days.

The goldens in `tests/contract` hold every message ever released; this is the real process of the release before.
"""

import io
import os
import subprocess
import tarfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from api.bus.codec import decode_state
from api.messages.device_commands import Print
from api.messages.topics import TOPICS, Channel
from drivers.agent.settings import load_settings
from tests.integration.agent.conftest import NODE, Hall
from tests.support.agent_process import ROOT, Emulators, Process, until
from tests.support.broker import SITE, connected, running_broker
from tingtang.broker import PrivateBroker

pytestmark = pytest.mark.integration

BEFORE = "988b8317808b"
"""The last commit of the release before."""
FOLDERS = ("api", "drivers", "firmware_configs")
OF_TODAY = "api/process/layout.py"
"""Not in the release before."""
EMULATORS = """
[host]
control_port = 0

[[emulators]]
id = "receipt-1"
kind = "receipt-printer"
listen = { type = "tcp", port = 0 }

[[emulators]]
id = "pads"
kind = "ff68-bus"
listen = { type = "pty", path = "pads" }
pads = [{ id = "callpad-1", kind = "call-pad", address = 1 }, { id = "rating-1", kind = "rating-pad", address = 2 }]
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

[[devices]]
id = "receipt-1"
kind = "receipt-printer"
link = {{ type = "tcp", host = "127.0.0.1", port = {printer_port} }}

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
"""
"""As it was written for that release: a newer one must take it as well."""


@pytest.fixture(scope="module")
def tree_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its source."""
    packed = subprocess.run(["git", "archive", BEFORE, *FOLDERS], cwd=ROOT, capture_output=True, check=False)
    if packed.returncode != 0:
        pytest.skip(f"this copy of the repository doesn't go back to {BEFORE}")
    folder = tmp_path_factory.mktemp("before")
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(folder, filter="data")
    assert not (folder / OF_TODAY).exists()
    return folder


class OldAgent(Hall):
    """Without a voice, whose clips take long to make."""

    def __init__(self, folder: Path, broker: PrivateBroker, tree: Path) -> None:
        super().__init__(folder, broker, Emulators(folder, EMULATORS))
        arguments = ("-m", "drivers.agent", "--config", str(folder / "agent.toml"))
        self.agent = Process("agent", folder, *arguments, tree=tree)

    async def begin(self) -> None:
        """Returns when its devices are online."""
        await self.emulators.start()
        text = AGENT.format(
            site=SITE,
            node=NODE,
            folder=self.folder,
            broker_port=self.broker.port,
            password_file=self.broker.password_file(NODE),
            printer_port=(await self.emulators.state("receipt-1"))["tcp"],
        )
        (self.folder / "agent.toml").write_text(text, "utf-8")
        self.ctl.listen(f"hall/v1/{SITE}/+/+/state/+", self._on_state)
        self.ctl.listen(f"hall/v1/{SITE}/+/+/evt/+", self._on_event)
        await connected(self.ctl)
        await self.agent.start()
        for device in ("receipt-1", "callpad-1", "rating-1"):
            await until(lambda device=device: b'"online"' in self.states.get((device, "status"), b""), f"{device} online")


@pytest_asyncio.fixture
async def hall(tmp_path: Path, tree_before: Path) -> AsyncIterator[OldAgent]:
    async with running_broker(tmp_path / "broker") as broker:
        made = OldAgent(tmp_path, broker, tree_before)
        try:
            await made.begin()
            yield made
        finally:
            await made.stop()


async def test_an_agent_of_the_release_before_works_with_todays_hall(hall: OldAgent, tree_before: Path) -> None:
    assert os.readlink(f"/proc/{hall.agent.pid}/cwd") == str(tree_before)
    printed = await hall.command("receipt-1", "print", Print(template="ticket", data={"number": "A012", "hall": "示范大厅"}))
    assert printed.succeeded
    assert await hall.receipts() == 1
    await hall.emulators.press("callpad-1", "next")
    await until(lambda: any(name == "key-pressed" for name, _ in hall.events), "the key of its pad")
    models = {row.name: row.model for row in TOPICS if row.channel is Channel.STATE}
    for (_, name), payload in hall.states.items():
        # What it says of itself is understood by today's models, or this raises.
        decode_state(payload, models[name])


def test_settings_of_the_release_before_are_taken(tmp_path: Path) -> None:
    file = tmp_path / "agent.toml"
    text = AGENT.format(site=SITE, node=NODE, folder=tmp_path, broker_port=1883, password_file="password", printer_port=9100)
    file.write_text(text, "utf-8")
    assert [device.id for device in load_settings(file).devices] == ["receipt-1", "callpad-1", "rating-1"]
