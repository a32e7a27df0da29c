"""Everything a running agent knows of itself, as one JSON document. No personal data, no secrets, no settings."""

from dataclasses import asdict
from typing import Any

from api.bus.counters import BusCounters
from api.process.version import product_version
from drivers.agent.commands import CommandDesk
from drivers.agent.fleet import Fleet
from drivers.core.clock import Clock


def diagnose_all(fleet: Fleet, desk: CommandDesk, counters: BusCounters, clock: Clock) -> dict[str, Any]:
    """Called on the loop's thread; takes some milliseconds for a hundred devices."""
    sections = {section.id: section for section in fleet.settings.devices}
    return {
        "version": product_version(),
        "at": clock.wall_ms(),
        "node": fleet.settings.agent.node,
        "devices": {
            name: {
                "kind": sections[name].kind,
                "place": sections[name].place,
                "bus": sections[name].bus,
                "address": sections[name].address,
                "alive": worker.alive,
                **worker.diagnose(),
            }
            for name, worker in sorted(fleet.workers.items())
        },
        "buses": {name: bus.diagnose() for name, bus in sorted(fleet.buses.items())},
        "hall_link": asdict(counters),
        "commands": {"under_way": desk.under_way, "refused": desk.refused},
    }
