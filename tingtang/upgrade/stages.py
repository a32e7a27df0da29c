"""Which units change in which stage: one, then its zone, then the hall. Pure."""

import re
from collections.abc import Mapping, Sequence

from hall_controller.releases.rollout import Stage

ALL_ZONES = "hall"
ONE = "one"


class NoStages(Exception):
    """The order can't be made into stages; the text says why."""


def stages_for(zones: Mapping[str, str | None], first: str | None = None, *, each_zone: bool = False) -> tuple[Stage, ...]:
    """
    Args:
        zones: of every unit, in the hall's order; None: of no single zone, so it comes with the hall.
        first: the unit that goes first; left out: the first one that belongs to a zone.
        each_zone: a stage for each further zone instead of one for the rest of the hall.

    Raises:
        NoStages: there is no such unit.
    """
    if not zones:
        raise NoStages("no units are known: name a site file (--site), or stages (--stage NAME=NODE,NODE)")
    if first is None:
        first = next((node for node, zone in zones.items() if zone is not None), next(iter(zones)))
    if first not in zones:
        raise NoStages(f"there is no unit {first}; known are {', '.join(list(zones)[:20])}")
    left = {node: zone for node, zone in zones.items() if node != first}
    stages = [Stage(name=ONE, nodes=(first,))]
    home = zones[first]
    further = dict.fromkeys(zone for zone in left.values() if zone is not None and zone != home) if each_zone else {}
    for zone in ([home] if home is not None else []) + [zone for zone in further if zone is not None]:
        stages += _stage(f"zone {zone}", [node for node, of in left.items() if of == zone])
        left = {node: of for node, of in left.items() if of != zone}
    return (*stages, *_stage(ALL_ZONES, list(left)))


def _stage(name: str, nodes: Sequence[str]) -> list[Stage]:
    return [Stage(name=name, nodes=tuple(nodes))] if nodes else []


def parse_stage(text: str) -> Stage:
    """`zone 3=kiosk-07-link,kiosk-08-link`.

    Raises:
        NoStages: it isn't written so.
    """
    name, equals, nodes = text.partition("=")
    found = tuple(node.strip() for node in nodes.split(",") if node.strip())
    if not equals or not name.strip() or not found:
        raise NoStages(f"{text!r} isn't a stage: write NAME=NODE,NODE")
    try:
        return Stage(name=name.strip(), nodes=found)
    except ValueError:
        raise NoStages(f"{text!r}: a name of at most 40 letters, and nodes of a-z, 0-9 and '-'") from None


def is_newer(version: str, than: str) -> bool:
    """By the numbers of the release (PEP 440's release segment); what is built locally (`+…`) counts nothing."""
    return _numbers(version) > _numbers(than)


def _numbers(version: str) -> tuple[int, ...]:
    found = re.match(r"[0-9.]*", version)
    numbers = [int(part) for part in (found[0] if found else "").split(".") if part]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)
