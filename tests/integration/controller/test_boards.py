"""Boards through power cuts: the whole chain of controller, broker, agent and emulated boards, on TCP and on one RS-485 line."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api.bus.client import MqttBus
from tests.integration.controller.conftest import MakeBus
from tests.integration.controller.test_process import open_and_call, take
from tests.support.agent_process import Emulators, Process, until
from tests.support.broker import connected
from tests.support.controller import ControllerProcess
from tests.support.hall_config import AGENT, SITE, SMALL_HALL
from tingtang.broker import PrivateBroker

pytestmark = pytest.mark.integration

HALL = SMALL_HALL.replace(
    'speakers = ["hall-agent/speaker-1"]', 'speakers = ["hall-agent/speaker-1"]\noverview_leds = ["hall-agent/overview-1"]'
)
EMULATORS = """
[host]
control_port = 0

[[emulators]]
id = "led-1"
kind = "led-board"
reboot_s = 0.2
listen = { type = "tcp", port = 0 }

[[emulators]]
id = "line"
kind = "led-line"
reboot_s = 0.2
listen = { type = "pty", path = "line" }
boards = [{ id = "overview-1", screen = 7, width = 256, height = 80 }, { id = "led-2", screen = 8 }]
"""
AGENT_FILE = """
[agent]
site = "{site}"
node = "{node}"
data_dir = "data"

[broker]
port = {broker_port}
password_file = "{password_file}"

[[buses]]
id = "line"
kind = "onbon-bx"
link = {{ type = "serial", port = "{folder}/line" }}

[[devices]]
id = "led-1"
kind = "led-board"
link = {{ type = "tcp", host = "127.0.0.1", port = {port} }}

[[devices]]
id = "overview-1"
kind = "led-board"
bus = "line"
address = 7
profile = "onbon-6k3-256x80"
overview = true

[[devices]]
id = "led-2"
kind = "led-board"
bus = "line"
address = 8
"""


class Boards:
    """What can be read on each board."""

    def __init__(self, emulators: Emulators, agent: Process) -> None:
        self.emulators = emulators
        self.agent = agent

    async def lines(self, board: str) -> list[str]:
        return list((await self.emulators.state(board))["lines"])

    async def until_shown(self, board: str, *texts: str) -> None:
        async def shown() -> bool:
            lines = await self.lines(board)
            return all(any(text in line for line in lines) for text in texts)

        await until(shown, f"{board} shows {texts}")

    async def until_dark(self, *names: str) -> None:
        async def dark() -> bool:
            return not any([await self.lines(board) for board in names])

        await until(dark, f"{names} dark")

    async def power_cut(self) -> None:
        """All boards lose their memory, their lines included."""
        await self.emulators.fault("led-1", "reboot")
        await self.emulators.fault("line", "reboot")


@pytest.fixture
async def kiosk(make_bus: MakeBus) -> MqttBus:
    return await connected(make_bus("kiosk-01"))


@pytest.fixture
async def controller(tmp_path: Path, broker: PrivateBroker) -> AsyncIterator[ControllerProcess]:
    process = ControllerProcess(tmp_path / "ctl", broker.port, broker.password_file("ctl"), hall=HALL)
    await process.start()
    yield process
    if process.running:
        assert await process.stop() == 0, process.log


@pytest.fixture
async def boards(tmp_path: Path, broker: PrivateBroker) -> AsyncIterator[Boards]:
    emulators = Emulators(tmp_path, EMULATORS)
    await emulators.start()
    text = AGENT_FILE.format(
        site=SITE,
        node=AGENT,
        folder=tmp_path,
        broker_port=broker.port,
        password_file=broker.password_file(AGENT),
        port=(await emulators.state("led-1"))["tcp"],
    )
    (tmp_path / "agent.toml").write_text(text, "utf-8")
    agent = Process("agent", tmp_path, "-m", "drivers.agent", "--config", str(tmp_path / "agent.toml"))
    await agent.start()
    found = Boards(emulators, agent)
    yield found
    for board in ("led-1", "led-2", "overview-1"):
        assert (await emulators.state(board))["flash_writes"] == 0
    await agent.kill()
    await emulators.stop()


async def test_boards_are_never_dark_and_come_back_after_power_cuts_and_restarts(
    controller: ControllerProcess, boards: Boards, kiosk: MqttBus
) -> None:
    await boards.until_shown("overview-1", "大厅")
    await boards.until_shown("led-1", "窗口")
    number = await take(kiosk)
    async with controller.client("clerk") as clerk:
        assert await open_and_call(clerk) == number
        await boards.until_shown("led-1", number)
        await boards.until_shown("overview-1", number, "1 号窗口")
        await boards.until_shown("led-2", "窗口")

        await boards.power_cut()
        await boards.until_shown("led-1", number)
        await boards.until_shown("overview-1", number)
        await boards.until_shown("led-2", "窗口")

        # The agent dies, and the power with it: nobody in the hall but the controller knows what stood there.
        await boards.agent.kill()
        await boards.power_cut()
        await boards.until_dark("led-1", "led-2", "overview-1")
        await boards.agent.start()
        await boards.until_shown("overview-1", number)
        await boards.until_shown("led-1", number)
        await boards.until_shown("led-2", "窗口")

        before = (await boards.emulators.state("led-1"))["moved_in"]
        await clerk.command("recall", window=1)

        async def moved() -> bool:
            return bool((await boards.emulators.state("led-1"))["moved_in"] > before)

        await until(moved, "the recall comes in moving")
