"""The agent as a whole: starts bus, store and workers, feeds the watchdog, and ends cleanly."""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import structlog

from api.bus.client import MqttBus
from api.bus.journal import CommandJournal
from api.bus.outbox import OutboxEntry
from api.bus.outbox_sender import OutboxSender
from api.ids import new_id
from api.messages.completion import Completion
from api.messages.state import Describe, Status
from api.messages.topics import NODE_DEVICE
from api.messages.words import DeviceState
from api.process.broker_access import bus_settings
from api.process.sd_notify import notify, watchdog_interval_s
from drivers.agent.commands import CommandDesk
from drivers.agent.fleet import Fleet, make_fleet
from drivers.agent.reporter import Reporter
from drivers.agent.settings import AgentSettings, DeviceSection
from drivers.agent.store import AgentStore
from drivers.core.clock import Clock
from drivers.core.registry import load_driver
from drivers.core.worker import CLOSE_S, Outputs

PRUNE_EVERY_S = 3600.0
"""The journal keeps seven days; once an hour is often enough to forget."""


class DeviceAgent:
    """One host's devices on the bus.

    Args:
        folder: the configuration file's; relative paths among drivers' options start there.
        random: uniform in [0, 1), for the spread of back-offs.
    """

    def __init__(
        self,
        settings: AgentSettings,
        folder: Path,
        *,
        clock: Clock,
        random: Callable[[], float],
        environment: Mapping[str, str],
        pid: int,
    ) -> None:
        self._settings = settings
        self._folder = folder
        self._clock = clock
        self._random = random
        self._environment = environment
        self._pid = pid
        self._log = structlog.get_logger("drivers.agent").bind(node=settings.agent.node)
        self._tasks: list[asyncio.Task[None]] = []

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; then everything is closed within about two seconds.

        Raises:
            ConfigurationError: a device's settings don't fit its driver, or a password file can't be read.
            sqlite3.Error: the journal can't be opened.
        """
        loop = asyncio.get_running_loop()
        agent = self._settings.agent
        data_dir = agent.data_dir
        data_dir.mkdir(parents=True, exist_ok=True)
        store = AgentStore(data_dir, loop)
        store.open()
        try:
            bus = MqttBus(bus_settings(self._settings.broker, site=agent.site, node=agent.node, data_dir=data_dir))
            sender = OutboxSender(bus, store.outbox, self._told)

            def outputs(section: DeviceSection) -> Outputs:
                return Reporter(section, load_driver(section.kind), bus, store, loop, new_id, sender.wake).outputs()

            fleet = make_fleet(self._settings, self._folder, outputs, clock=self._clock, random=self._random)
            for command_id in store.journal.unfinished_at_start():
                self._log.warning("outcome unknown", command=command_id)
            desk = CommandDesk(bus, fleet.workers, store, self._clock, loop)
            await self._live(stop, bus, store, sender, fleet, desk)
        finally:
            store.close()

    async def _live(
        self, stop: asyncio.Event, bus: MqttBus, store: AgentStore, sender: OutboxSender, fleet: Fleet, desk: CommandDesk
    ) -> None:
        ready = asyncio.Event()
        bus.on_connection(lambda connected: ready.set() if connected else None)
        desk.listen()
        bus.set_state(NODE_DEVICE, "describe", Describe(kind="node", driver="drivers.agent", commands=("diagnose",)))
        bus.set_state(NODE_DEVICE, "status", Status(device=DeviceState.ONLINE, detail={"devices": len(fleet.workers)}))
        try:
            for worker in fleet.workers.values():
                worker.start()
            sender.start()
            await bus.start()
            self._tasks = [
                asyncio.create_task(self._announce(ready), name="ready"),
                asyncio.create_task(self._feed_watchdog(fleet), name="watchdog"),
                asyncio.create_task(keep_pruning(store.journal, PRUNE_EVERY_S), name="prune"),
            ]
            self._log.info("agent runs", devices=sorted(fleet.workers))
            await stop.wait()
        finally:
            notify(self._environment, "STOPPING=1")
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            # Workers first: their last completions and `offline` still go out.
            await _close_fleet(fleet)
            await sender.stop()
            await bus.stop()
            self._log.info("agent ended")

    def _told(self, entry: OutboxEntry, completion: Completion) -> None:
        """The hall has decided on a business event; the row goes in the same transaction."""
        if not completion.succeeded:
            self._log.warning("event refused", entry=entry.id, topic=entry.topic, error=completion.error_code)

    async def _announce(self, connected: asyncio.Event) -> None:
        await connected.wait()
        notify(self._environment, "READY=1")

    async def _feed_watchdog(self, fleet: Fleet) -> None:
        interval_s = watchdog_interval_s(self._environment, self._pid)
        if interval_s is None:
            return
        while True:
            stuck = [name for name, worker in fleet.workers.items() if not worker.alive]
            if stuck:
                self._log.error("workers hang, the watchdog starves", devices=stuck)
            else:
                notify(self._environment, "WATCHDOG=1")
            await asyncio.sleep(interval_s)


async def keep_pruning(journal: CommandJournal, every_s: float) -> None:
    """Until cancelled; a disk that refuses now may be well the next time."""
    while True:
        try:
            journal.prune()
        except sqlite3.Error as error:
            structlog.get_logger("drivers.agent").warning("journal can't be pruned", error=type(error).__name__)
        await asyncio.sleep(every_s)


async def _close_fleet(fleet: Fleet) -> None:
    """All workers at once, then their buses: joining a thread may block, so not on the loop that the threads still talk to."""
    if fleet.workers:
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(max_workers=len(fleet.workers), thread_name_prefix="closing") as pool:
            await asyncio.gather(*(loop.run_in_executor(pool, worker.close, CLOSE_S) for worker in fleet.workers.values()))
            await asyncio.gather(*(loop.run_in_executor(pool, bus.close) for bus in fleet.buses))
