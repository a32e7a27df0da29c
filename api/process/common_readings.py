"""The readings that controller, agent and kiosk have in common."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict

from api.bus.counters import BusCounters
from api.messages.views import Health
from api.process import readings
from api.process.readings import Reading, read


def of_health(part: str, health: Health, names: Iterable[str]) -> Iterator[Reading]:
    """`names`: the parts to tell, a closed set. Devices and nodes have metrics of their own, by kind."""
    yield read(readings.INFO, 1, part, health.version)
    yield read(readings.UPTIME, health.uptime_s)
    yield read(readings.WELL, health.well)
    told = frozenset(names)
    for line in health.parts:
        if line.name in told:
            yield read(readings.PART_WELL, line.well, line.name)


def of_bus(connected: bool, counters: BusCounters) -> Iterator[Reading]:
    yield read(readings.BROKER_CONNECTED, connected)
    for kind, count in asdict(counters).items():
        if kind == "connects":
            yield read(readings.BROKER_CONNECTS, count)
        else:
            yield read(readings.BROKER_TROUBLE, count, kind)
