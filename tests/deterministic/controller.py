"""The hall controller inside the simulation: the product's store, service, inbox, fan-out, boards and device watch."""

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from api.messages.beside_commands import TERMINAL_COMMANDS
from api.messages.completion import Completion
from api.messages.topics import CONTROLLER_NODE
from api.messages.words import CompletionCode
from api.ports import Submission
from hall_controller.background import Background
from hall_controller.beside import Beside
from hall_controller.clock import HallClock
from hall_controller.devices.bindings import expected_devices
from hall_controller.devices.registry import DeviceRegistry
from hall_controller.devices.watch import DeviceWatch
from hall_controller.domain.outputs import Command
from hall_controller.mqtt.boards import Boards
from hall_controller.mqtt.fanout import Fanout
from hall_controller.mqtt.inbox import Inbox
from hall_controller.mqtt.own_state import OwnState
from hall_controller.mqtt.settling import Settling
from hall_controller.service import HallService
from hall_controller.settings import hall_file
from hall_controller.store.hall_store import Committed
from hall_controller.store.recollection import Recollection
from tests.deterministic.inline_writer import InlineWriter
from tests.deterministic.machine import Machine
from tests.deterministic.party import Life
from tests.deterministic.town import Town


class QueueOnly:
    """What stands beside the queue has files and tests of its own: this hall has none of it, and says so."""

    async def submit(self, submission: Submission) -> Completion:
        return Completion(id=submission.id, code=CompletionCode.UNSUPPORTED_COMMAND)


class ControllerMachine(Machine):
    """`on_commit` sees each commit, after the product's own parts."""

    busy_writes = 40

    def __init__(self, town: Town, on_commit: Callable[[HallService, Committed], None]) -> None:
        super().__init__(town, CONTROLLER_NODE)
        self._on_commit = on_commit
        self.service: HallService | None = None
        self.fanout: Fanout | None = None

    def after_kill(self) -> None:
        self.service = self.fanout = None

    async def submit(self, submission: Submission) -> Completion | None:
        """As over HTTP; None when the connection broke, since the process died."""
        life, service = self.life, self.service
        if life is None or not life.alive or service is None:
            return None
        task = life.spawn(service.submit(submission))
        await asyncio.wait({task, life.ended}, return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() and not task.cancelled() and task.exception() is None and life.alive else None

    async def run(self, life: Life) -> None:
        town = self.town
        clock = HallClock(lambda: town.wall_ms(self.name), town.running_ms)
        path = hall_file(self.disk.folder)

        def make_writer(*arguments: Any) -> InlineWriter:
            return InlineWriter(*arguments, loop=town.loop, life=life, disk=self.disk, chance=self.chance)

        service = HallService(path, town.config, clock, self.new_id, make_writer)
        owed = await service.open()
        bus = self.make_bus(life)
        recollection = Recollection(path)
        registry = DeviceRegistry(expected_devices(town.config))
        fanout = Fanout(bus, Settling(service), registry, clock.now_ms)
        boards = Boards(partial(_present, service, town), fanout, registry, clock.now_ms, self.new_id)
        own_state = OwnState(bus, service.projection.hall_board, "simulated")

        def came_back(addresses: list[str]) -> None:
            for address in addresses:
                fanout.forget(address)
            boards.changed()

        watch = DeviceWatch(bus, registry, clock.now_ms, self.new_id, came_back)
        pads = {window.number: window.call_pad for window in town.config.windows if window.call_pad is not None}
        port = Beside(service, QueueOnly(), TERMINAL_COMMANDS.values())
        inbox = Inbox(bus, port, recollection.stored_answer, pads, lambda: town.wall_ms(self.name))

        def follow(committed: Committed) -> None:
            fanout.deliver(committed.deliveries)
            boards.changed()
            own_state.changed()
            self._on_commit(service, committed)

        service.listen(follow)
        watch.listen()
        inbox.listen()
        own_state.describe()
        background = Background()
        background.start("boards", boards.run)
        background.start("own state", own_state.run)
        await bus.start()
        fanout.deliver(owed)
        self.service, self.fanout = service, fanout
        await life.ended


def _present(service: HallService, town: Town) -> Iterator[Command]:
    for window in town.config.windows:
        yield from service.projection.window_commands(window.number)
