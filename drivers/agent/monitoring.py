"""Gathers the agent's readings and its health from its parts. On the loop's thread; reads memory and counts the outbox."""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator

from api.bus.client import MqttBus
from api.messages.views import Health
from api.process.readings import Reading
from api.process.version import product_version
from drivers.agent import metrics
from drivers.agent.fleet import Fleet
from drivers.agent.node_report import NodeReport
from drivers.agent.store import OUTBOX_LIMIT, AgentStore
from drivers.agent.wellbeing import ended, hanging


class Monitoring:
    """Args: tasks: the agent's own, as they are when somebody asks."""

    def __init__(
        self,
        fleet: Fleet,
        bus: MqttBus,
        store: AgentStore,
        report: NodeReport,
        tasks: Callable[[], Iterable[asyncio.Task[None]]],
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fleet = fleet
        self._bus = bus
        self._store = store
        self._report = report
        self._tasks = tasks
        self._monotonic_s = monotonic_s
        self._begun_s = monotonic_s()

    def health(self) -> Health:
        """Of the agent itself; a device that is out is told to the hall as the device's own state."""
        return metrics.health_of(
            product_version(),
            self._monotonic_s() - self._begun_s,
            connected=self._bus.connected,
            hanging_devices=hanging(self._fleet.workers),
            broken_tasks=ended(self._tasks()),
            outbox=self._store.outbox.count(),
            outbox_limit=OUTBOX_LIMIT,
            faults=self._report.faults(),
        )

    def readings(self) -> Iterator[Reading]:
        yield from metrics.of_agent(self.health(), self._bus.connected, self._bus.counters, self._store.outbox.count())
        kinds = {section.id: section.kind for section in self._fleet.settings.devices}
        for name, worker in sorted(self._fleet.workers.items()):
            yield from metrics.of_device(name, kinds[name], worker)
