"""What goes into the bundle. Only what is listed here; never a store, an outbox, a register, a hall's file, keys, passwords."""

import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import distributions
from typing import Any

from api.process.version import product_version
from drivers.agent.bundle import masked
from drivers.agent.local_port import ask_running_agent
from drivers.core.black_box import FOLDER, black_boxes, newest_first_within
from kiosk.technician.bundle import without_secrets
from kiosk.technician.network import cards, gateway
from tingtang.doctor import disk, memory, power, services
from tingtang.doctor.bundle.journal import read_journal
from tingtang.doctor.finding import Explained
from tingtang.doctor.looks import Visit, store_of
from tingtang.doctor.mounts import read_mounts
from tingtang.doctor.needed import units_of
from tingtang.doctor.report import document
from tingtang.doctor.words import Words

MOST_BLACK_BOX_BYTES = 5_000_000
"""Some fifty files; personal bytes were masked before they were kept."""


def documents(visit: Visit, found: Sequence[Explained], areas: Sequence[str], words: Words) -> dict[str, Any]:
    """By file name, to be written as JSON."""
    machine = visit.machine
    mounts = read_mounts()
    folders = [disk.look_at_folder(node.data_dir, "", mounts, write=False) for node in machine.nodes()]
    made: dict[str, Any] = {
        "findings.json": document(found, areas, words),
        "settings.json": _settings(visit),
        "versions.json": _versions(),
        "services.json": [asdict(one) for one in services.look_at_services(units_of(machine.services), root=machine.layout.root)],
        "disk.json": [asdict(folder) for folder in folders],
        "machine.json": {"memory": asdict(memory.look_at_memory()), "power": asdict(power.look_at_power())},
        "network.json": {
            "cards": [asdict(card) for card in cards()],
            "gateway": gateway(),
            "way": asdict(machine.way) if machine.way else None,
        },
        "stores.json": [asdict(facts) for node in machine.nodes() if (facts := store_of(visit, node))],
        "journal.json": read_journal(),
    }
    if machine.agent is not None and machine.agent.agent.data_dir.is_dir():
        made["agent.json"] = ask_running_agent(machine.agent.agent.data_dir) or {"running": False}
    return made


def black_box_files(visit: Visit) -> dict[str, bytes]:
    """What devices said before their last faults."""
    agent, found = visit.machine.agent, {}
    if agent is not None:
        for path in newest_first_within(black_boxes(agent.agent.data_dir / FOLDER), MOST_BLACK_BOX_BYTES):
            try:
                found[f"{FOLDER}/{path.name}"] = path.read_bytes()
            except OSError:
                # The running agent has just pruned it.
                continue
    return found


def _settings(visit: Visit) -> Mapping[str, Any]:
    """Twice without secrets: by the names of keys, and masked in what is left."""
    machine = visit.machine
    known = {"controller": machine.controller, "agent": machine.agent, "kiosk": machine.kiosk}
    return {
        name: masked(without_secrets(settings.model_dump(mode="json")))
        for name, settings in known.items()
        if settings is not None
    }


def _versions() -> dict[str, Any]:
    return {
        "tingtang": product_version(),
        "python": sys.version,
        "system": platform.platform(),
        "machine": platform.machine(),
        "packages": sorted(f"{one.name} {one.version}" for one in distributions()),
    }
