"""A hall whose devices are driven for real: broker, controller, one agent with a printer, a board, a loudspeaker and a door, and
their emulators. Staff come over HTTP.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from api.ids import new_id
from tests.support.agent_process import Emulators, Process, until
from tests.support.broker import running_broker
from tests.support.controller import ControllerProcess, Person
from tests.support.hall_config import AGENT, SITE, SMALL_HALL

HALL = SMALL_HALL.replace('leds = ["hall-agent/led-2"]\n', "")
"""There is one board, window 1's."""
EMULATORS = """
[host]
control_port = 0

[[emulators]]
id = "receipt-1"
kind = "receipt-printer"
listen = {{ type = "tcp", port = 0 }}

[[emulators]]
id = "led-1"
kind = "led-board"
listen = {{ type = "tcp", port = 0 }}

[[emulators]]
id = "speaker-1"
kind = "speaker"
clips = "{clips}"
speed = {speed}
listen = {{ type = "tcp", port = 0 }}

[[emulators]]
id = "entrance"
kind = "modbus-line"
listen = {{ type = "pty", path = "entrance" }}
devices = [{{ id = "door-1", kind = "zone-door", address = 1 }}]
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
id = "entrance"
kind = "modbus"
link = {{ type = "serial", port = "{folder}/entrance" }}

[[devices]]
id = "receipt-1"
kind = "receipt-printer"
place = "kiosk-01"
link = {{ type = "tcp", host = "127.0.0.1", port = {ports[receipt-1]} }}

[[devices]]
id = "led-1"
kind = "led-board"
place = "window-1"
profile = "onbon-6k3-128x32"
link = {{ type = "tcp", host = "127.0.0.1", port = {ports[led-1]} }}

[[devices]]
id = "speaker-1"
kind = "speaker"
clips = "{clips}"
place = "main"
link = {{ type = "tcp", host = "127.0.0.1", port = {ports[speaker-1]} }}

[[devices]]
id = "door-1"
kind = "zone-door"
place = "zone24-1"
bus = "entrance"
address = 1
confirm_s = 0
wiring = {{ open = 1, sos = 2, exit = 3, tamper = 4, fire = 5 }}
"""
DEVICES = ("receipt-1", "led-1", "speaker-1", "door-1")


class OrderedHall:
    """What the tests touch: the emulators (`emulators.press`), the agent's process and the controller's."""

    def __init__(self, emulators: Emulators, agent: Process, controller: ControllerProcess) -> None:
        self.emulators = emulators
        self.agent = agent
        self.controller = controller

    async def order(
        self, person: Person, device: str, name: str, *, command_id: str | None = None, **body: Any
    ) -> httpx.Response:
        headers = {"Idempotency-Key": command_id or new_id()}
        return await person.http.post(f"/api/v1/devices/{AGENT}/{device}/commands/{name}", json=body, headers=headers, timeout=60)

    async def until_device(self, person: Person, device: str, condition: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """The device's line of the board, once it fits."""

        def line(board: dict[str, Any]) -> dict[str, Any]:
            return next((dict(view) for view in board["devices"] if view["device"] == device), {})

        board = await person.until("/api/v1/devices", lambda board: bool(line(board)) and bool(condition(line(board))))
        return line(board)

    async def ledger(self, person: Person, *kinds: str) -> list[dict[str, Any]]:
        page = await person.get("/api/v1/ledger?limit=500")
        return [event for event in page["events"] if event["kind"] in kinds]


@asynccontextmanager
async def ordered_hall(folder: Path, clips: Path, *, speaking_speed: float = 0.0) -> AsyncIterator[OrderedHall]:
    """All processes, ready: every device is online on the board."""
    async with running_broker(folder / "broker", ("ctl", AGENT), SITE) as broker:
        emulators = Emulators(folder, EMULATORS.format(clips=clips, speed=speaking_speed))
        controller = ControllerProcess(folder / "ctl", broker.port, broker.password_file("ctl"), hall=HALL)
        agent = Process("agent", folder, "-m", "drivers.agent", "--config", str(folder / "agent.toml"))
        try:
            await emulators.start()
            ports = {name: (await emulators.state(name))["tcp"] for name in ("receipt-1", "led-1", "speaker-1")}
            text = AGENT_FILE.format(
                site=SITE,
                node=AGENT,
                folder=folder,
                clips=clips,
                ports=ports,
                broker_port=broker.port,
                password_file=broker.password_file(AGENT),
            )
            (folder / "agent.toml").write_text(text, encoding="utf-8")
            await controller.start()
            await agent.start()
            hall = OrderedHall(emulators, agent, controller)
            async with controller.client("technician") as technician:
                for device in DEVICES:
                    await hall.until_device(technician, device, lambda line: line["status"] == "online")
            yield hall
        finally:
            await agent.kill()
            if controller.running:
                await controller.stop()
            await emulators.stop()


async def until_shown(hall: OrderedHall, text: str) -> None:
    """Until the board's dots say so."""

    async def stands() -> bool:
        return any(text in line for line in (await hall.emulators.state("led-1"))["lines"])

    await until(stands, f"{text} on the board")
