"""The agent as a whole: starts bus, store and workers, feeds the watchdog, and ends cleanly."""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import structlog

from api.bus.client import MqttBus
from api.bus.journal import CommandJournal
from api.bus.outbox import OutboxEntry
from api.bus.outbox_sender import OutboxSender
from api.ids import new_id
from api.messages.completion import Completion
from api.process.broker_access import bus_settings
from api.process.file_watch import POLL_S as FILE_POLL_S
from api.process.file_watch import FileWatch
from api.process.sd_notify import notify, watchdog_interval_s
from api.process.status_server import StatusServer
from drivers.agent.commands import CommandDesk
from drivers.agent.diagnosis import diagnose_all
from drivers.agent.fleet import Fleet, Leaving
from drivers.agent.known_devices import KnownDevices
from drivers.agent.local_port import LocalPort
from drivers.agent.monitoring import Monitoring
from drivers.agent.node_report import NodeReport
from drivers.agent.port_watch import POLL_S as PORT_POLL_S
from drivers.agent.port_watch import PortWatch
from drivers.agent.reloading import Reloader, close_all
from drivers.agent.reporter import Reporter
from drivers.agent.settings import AgentSettings, BusSection, DeviceSection
from drivers.agent.store import AgentStore
from drivers.agent.wellbeing import ended, hanging
from drivers.core.clock import Clock
from drivers.core.registry import load_driver
from drivers.core.worker import Outputs

BROKER_WAIT_S = 60.0
"""How long READY waits for the broker; below the unit's TimeoutStartSec=150."""
LOOK_AGAIN_S = 0.5
PRUNE_EVERY_S = 3600.0
"""The journal keeps seven days; once an hour is often enough to forget."""


class DeviceAgent:
    """One host's devices on the bus.

    Args:
        settings: what stands in the file now.
        path: the configuration file; relative paths among drivers' options start at its folder.
        random: uniform in [0, 1), for the spread of back-offs.
    """

    def __init__(
        self,
        settings: AgentSettings,
        path: Path,
        *,
        clock: Clock,
        random: Callable[[], float],
        environment: Mapping[str, str],
        pid: int,
        broker_wait_s: float = BROKER_WAIT_S,
    ) -> None:
        self._settings = settings
        self._path = path
        self._clock = clock
        self._random = random
        self._environment = environment
        self._pid = pid
        self._broker_wait_s = broker_wait_s
        self._ready = False
        self._log = structlog.get_logger("drivers.agent").bind(node=settings.agent.node)
        self._tasks: list[asyncio.Task[None]] = []

    async def run(self, stop: asyncio.Event, reload: asyncio.Event) -> None:
        """Until `stop` is set; then everything is closed within about two seconds. `reload` asks for a look at the file.

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

            def outputs(section: DeviceSection, line: BusSection | None) -> Outputs:
                return Reporter(section, load_driver(section.kind), bus, store, loop, new_id, sender.wake, line).outputs()

            folder = self._path.resolve().parent
            fleet = Fleet(self._settings, folder, outputs, clock=self._clock, random=self._random)
            fleet.take_over(fleet.prepare(self._settings))
            for command_id in store.journal.unfinished_at_start():
                self._log.warning("outcome unknown", command=command_id)
            desk = CommandDesk(bus, fleet.workers, store, self._clock, loop)
            await self._live(stop, reload, bus, store, sender, fleet, desk)
        finally:
            store.close()

    async def _live(
        self,
        stop: asyncio.Event,
        reload: asyncio.Event,
        bus: MqttBus,
        store: AgentStore,
        sender: OutboxSender,
        fleet: Fleet,
        desk: CommandDesk,
    ) -> None:
        ready = asyncio.Event()
        bus.on_connection(lambda connected: ready.set() if connected else None)
        desk.listen()
        report = NodeReport(bus, self._clock.wall_ms)
        report.begin(len(fleet.workers), self._settings.agent.place)
        data_dir = self._settings.agent.data_dir
        known = KnownDevices(data_dir)
        for device in known.gone(fleet.workers):
            bus.forget_device(device)
        reloader = Reloader(self._path, fleet, report, bus.forget_device)
        monitoring = Monitoring(fleet, bus, store, report, lambda: self._tasks)
        status = StatusServer(self._settings.metrics, monitoring.readings, monitoring.health)
        local = LocalPort(data_dir, lambda: diagnose_all(fleet, desk, bus.counters, self._clock))
        try:
            for worker in fleet.workers.values():
                worker.start()
            sender.start()
            await bus.start()
            await self._open_local_port(local)
            await status.start()
            self._tasks = [
                asyncio.create_task(self._announce(ready, fleet), name="ready"),
                asyncio.create_task(self._feed_watchdog(fleet), name="watchdog"),
                asyncio.create_task(keep_pruning(store.journal, PRUNE_EVERY_S), name="prune"),
                asyncio.create_task(self._watch_ports(fleet), name="ports"),
                asyncio.create_task(self._watch_file(reload), name="file"),
                asyncio.create_task(self._keep_reloading(reload, reloader, known, fleet), name="reload"),
            ]
            self._log.info("agent runs", devices=sorted(fleet.workers))
            await stop.wait()
        finally:
            notify(self._environment, "STOPPING=1")
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            # Workers first: their last completions and `offline` still go out.
            await close_all(Leaving(tuple(fleet.workers.values()), tuple(fleet.buses.values())))
            await status.stop()
            await local.stop()
            await sender.stop()
            await bus.stop()
            self._log.info("agent ended")

    def _told(self, entry: OutboxEntry, completion: Completion) -> None:
        """The hall has decided on a business event; the row goes in the same transaction."""
        if not completion.succeeded:
            self._log.warning("event refused", entry=entry.id, topic=entry.topic, error=completion.error_code)

    async def _open_local_port(self, local: LocalPort) -> None:
        try:
            await local.start()
        except OSError as error:
            # Only tools on this host miss it; the devices must run.
            self._log.warning("no local diagnosis", error=type(error).__name__)

    async def _announce(self, connected: asyncio.Event, fleet: Fleet) -> None:
        """The first real service: every worker runs and the broker is reached. A hall that is switched on later must not keep
        its agents in a circle of starts: after a while they are ready to serve it when it comes.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(self._broker_wait_s):
                await connected.wait()
        while True:
            if not hanging(fleet.workers):
                break
            await asyncio.sleep(LOOK_AGAIN_S)
        state = "reached" if connected.is_set() else "not reached yet"
        notify(self._environment, f"STATUS={len(fleet.workers)} devices, broker {state}")
        notify(self._environment, "READY=1")
        self._ready = True

    async def _feed_watchdog(self, fleet: Fleet) -> None:
        interval_s = watchdog_interval_s(self._environment, self._pid)
        if interval_s is None:
            return
        while True:
            stuck, broken = hanging(fleet.workers), ended(self._tasks)
            if stuck or broken:
                self._log.error("the watchdog starves", hanging=stuck, broken=broken)
            elif self._ready:
                # The first word to it starts systemd's watchdog: not in the midst of a slow start.
                notify(self._environment, "WATCHDOG=1")
            await asyncio.sleep(interval_s)

    async def _watch_ports(self, fleet: Fleet) -> None:
        watch = PortWatch()
        while True:
            for identity in watch.poll(fleet.settings.serial_links()):
                self._log.info("port plugged in", port=str(identity))
                for worker in fleet.on_port(identity):
                    worker.wake()
            await asyncio.sleep(PORT_POLL_S)

    async def _watch_file(self, reload: asyncio.Event) -> None:
        watch = FileWatch(self._path)
        while True:
            if watch.poll():
                reload.set()
            await asyncio.sleep(FILE_POLL_S)

    async def _keep_reloading(self, reload: asyncio.Event, reloader: Reloader, known: KnownDevices, fleet: Fleet) -> None:
        known.keep(fleet.workers)
        while True:
            await reload.wait()
            reload.clear()
            await reloader.reload()
            known.keep(fleet.workers)


async def keep_pruning(journal: CommandJournal, every_s: float) -> None:
    """Until cancelled; a disk that refuses now may be well the next time."""
    while True:
        try:
            journal.prune()
        except sqlite3.Error as error:
            structlog.get_logger("drivers.agent").warning("journal can't be pruned", error=type(error).__name__)
        await asyncio.sleep(every_s)
