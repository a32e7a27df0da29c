"""What an agent tells a monitoring system: itself, its link to the hall, and each of its devices by the id in its file."""

from collections.abc import Iterable, Iterator

from api.bus.counters import BusCounters
from api.messages.views import Health, PartHealth
from api.process import readings
from api.process.common_readings import of_bus, of_health
from api.process.readings import Kind, Metric, Reading, read
from drivers.core.lifecycle import WORKING
from drivers.core.worker import Worker

PART = "agent"
PARTS = ("broker", "workers", "outbox", "software", "configuration")
"""Lines of its /healthz. A device that is out is a fault of the device, which the hall sees; the agent is well all the same."""

DEVICE_UP = Metric("tingtang_device_up", Kind.GAUGE, "1 while the device answers.", ("device", "kind"))
DEVICE_SILENT = Metric(
    "tingtang_device_thread_silent_seconds", Kind.GAUGE, "Since the device's thread showed that it lives.", ("device",)
)
DEVICE_FAULTS = Metric("tingtang_device_faults", Kind.GAUGE, "Open faults of the device.", ("device",))
DEVICE_WAITING = Metric("tingtang_device_waiting", Kind.GAUGE, "Commands waiting for the device.", ("device",))
DEVICE_COMMANDS = Metric("tingtang_device_commands_total", Kind.COUNTER, "Commands by how they ended.", ("device", "outcome"))
DEVICE_LINKS = Metric("tingtang_device_links_total", Kind.COUNTER, "Connections made and lost.", ("device", "change"))
DEVICE_BYTES = Metric("tingtang_device_bytes_total", Kind.COUNTER, "Bytes over the device's link.", ("device", "direction"))
METRICS = (DEVICE_UP, DEVICE_SILENT, DEVICE_FAULTS, DEVICE_WAITING, DEVICE_COMMANDS, DEVICE_LINKS, DEVICE_BYTES)

_OUTCOMES = ("performed", "failed", "refused")
_CHANGES = ("connected", "lost")


def health_of(
    version: str,
    uptime_s: float,
    *,
    connected: bool,
    hanging_devices: Iterable[str],
    broken_tasks: Iterable[str],
    outbox: int,
    outbox_limit: int,
    faults: Iterable[str],
) -> Health:
    """The agent is well while every line is."""
    stuck, broken, held = tuple(hanging_devices), tuple(broken_tasks), tuple(faults)
    parts = (
        PartHealth(name="broker", well=connected, detail="connected" if connected else "not reached"),
        PartHealth(name="workers", well=not stuck, detail=", ".join(stuck)),
        PartHealth(name="outbox", well=outbox < outbox_limit, detail=f"{outbox} wait for the hall"),
        PartHealth(name="software", well=not broken, detail=", ".join(broken)),
        PartHealth(name="configuration", well=not held, detail=", ".join(held)),
    )
    return Health(well=all(part.well for part in parts), version=version, uptime_s=int(uptime_s), parts=parts)


def of_agent(health: Health, connected: bool, counters: BusCounters, outbox: int) -> Iterator[Reading]:
    yield from of_health(PART, health, PARTS)
    yield from of_bus(connected, counters)
    yield read(readings.OUTBOX_WAITING, outbox)


def of_device(device: str, kind: str, worker: Worker) -> Iterator[Reading]:
    yield read(DEVICE_UP, worker.state in WORKING, device, kind)
    yield read(DEVICE_SILENT, worker.silent_s, device)
    yield read(DEVICE_FAULTS, len(worker.faults.view().faults), device)
    yield read(DEVICE_WAITING, worker.waiting, device)
    counts = worker.counts
    for outcome in _OUTCOMES:
        yield read(DEVICE_COMMANDS, counts[outcome], device, outcome)
    for change in _CHANGES:
        yield read(DEVICE_LINKS, counts[change], device, change)
    yield read(DEVICE_BYTES, worker.trace.bytes_sent, device, "sent")
    yield read(DEVICE_BYTES, worker.trace.bytes_received, device, "received")
