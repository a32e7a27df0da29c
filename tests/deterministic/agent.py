"""A device agent inside the simulation: the product's command desk, journal, outbox and drivers; workers without threads."""

import asyncio
from collections.abc import Callable
from typing import Any

from api.bus.clock import Clock
from api.bus.database import transaction
from api.bus.outbox import OutboxEntry
from api.bus.outbox_sender import OutboxSender
from api.messages.completion import Completion
from api.messages.state import Describe, Status
from api.messages.topics import NODE_DEVICE
from api.messages.words import Action, DeviceState
from drivers.agent.commands import CommandDesk
from drivers.agent.reporter import Reporter
from drivers.agent.settings import DeviceSection
from drivers.agent.store import AgentStore
from drivers.call_pad.driver import CallPad
from drivers.core.driver import Driver, DriverContext
from drivers.rating_pad.driver import RatingPad
from tests.deterministic.devices import BoardOrSpeaker, Cable, PaperPrinter
from tests.deterministic.inline_worker import InlineWorker
from tests.deterministic.machine import Machine
from tests.deterministic.party import Life
from tests.deterministic.town import PRINTER, Town


class InlineStore(AgentStore):
    """The agent's store, told events on the loop's own thread."""

    def keep(self, entry: OutboxEntry, kept: Callable[[], None]) -> None:
        with transaction(self.outbox.connection):
            self.outbox.add(entry)
        kept()


class AgentClock:
    """`drivers.core.clock.Clock` on the simulated loop; nobody waits on it."""

    def __init__(self, town: Town, machine: str) -> None:
        self._town, self._machine = town, machine

    def monotonic_s(self) -> float:
        return self._town.loop.time()

    def wall_ms(self) -> int:
        return self._town.wall_ms(self._machine)

    def wait(self, condition: Any, timeout_s: float | None) -> None:
        raise NotImplementedError("there are no threads here")


class AgentMachine(Machine):
    """Args: devices: driver class, its options and its cable by device id."""

    busy_writes = 9

    def __init__(self, town: Town, name: str, devices: dict[str, tuple[type[Driver], dict[str, Any], Cable]]) -> None:
        super().__init__(town, name)
        self._devices = devices
        self.store: AgentStore | None = None

    def after_kill(self) -> None:
        self.store = None

    async def run(self, life: Life) -> None:
        town = self.town
        clock = AgentClock(town, self.name)
        wall_ms: Clock = clock.wall_ms
        store = InlineStore(self.disk.folder, town.loop, wall_ms, self.disk.connect)
        store.open()
        bus = self.make_bus(life)
        sender = OutboxSender(bus, store.outbox, _told, jitter=self.chance.random)
        workers: dict[str, InlineWorker] = {}
        for device, (driver_class, options, cable) in self._devices.items():
            link = {"type": "tcp", "host": "in-the-room", "port": 1}
            section = DeviceSection.model_validate({"id": device, "kind": driver_class.kind, "link": link})
            outputs = Reporter(section, driver_class, bus, store, town.loop, self.new_id, sender.wake).outputs()
            context = DriverContext(device, outputs.on_event, _no_fault, _no_clear, clock, self.disk.folder)
            driver = driver_class(driver_class.Config.model_validate(options), context)
            if isinstance(driver, PaperPrinter):
                driver.papers, driver.moment = town.papers[self.name.removesuffix("-agent")], self.disk.point
            workers[device] = InlineWorker(device, driver, cable, outputs, life, now_s=town.loop.time, chance=self.chance)
        store.journal.unfinished_at_start()
        desk = CommandDesk(bus, workers, store, clock, town.loop)  # type: ignore[arg-type]
        desk.listen()
        bus.set_state(NODE_DEVICE, "describe", Describe(kind="node", driver="drivers.agent", commands=("diagnose",)))
        bus.set_state(NODE_DEVICE, "status", Status(device=DeviceState.ONLINE))
        running = [asyncio.get_running_loop().create_task(worker.run()) for worker in workers.values()]
        sender.start()
        await bus.start()
        self.store = store
        await asyncio.gather(*running)


def hall_agent(town: Town, name: str) -> AgentMachine:
    """Everything at the windows."""
    devices: dict[str, tuple[type[Driver], dict[str, Any], Cable]] = {}
    for device, pad in town.pads.items():
        driver = CallPad if device.startswith("callpad") else RatingPad
        window = int(device.rsplit("-", 1)[1])
        devices[device] = driver, {"address": pad.pad.address, "window": window}, pad.cable
    for device, cable in town.cables.items():
        if not device.startswith("kiosk"):
            devices[device] = BoardOrSpeaker, {}, cable
    return AgentMachine(town, name, devices)


def kiosk_agent(town: Town, kiosk: str) -> AgentMachine:
    """A kiosk's printer."""
    return AgentMachine(town, f"{kiosk}-agent", {PRINTER: (PaperPrinter, {}, town.cables[kiosk])})


def _told(entry: OutboxEntry, completion: Completion) -> None:
    """The hall has decided; a refusal is an answer too."""


def _no_fault(code: str, action: Action) -> None:
    """Faults beside the status aren't looked at here."""


def _no_clear(code: str) -> None:
    """See `_no_fault`."""
