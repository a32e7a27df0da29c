"""Lines for the agent's file, made of what answered."""

from collections.abc import Iterable, Sequence
from typing import Any

import tomli_w
import tomlkit

from tingtang.device.scan.scanner import Answered

_NAMES = {
    "receipt-printer": "receipt",
    "led-board": "led",
    "call-pad": "callpad",
    "rating-pad": "rating",
    "id-card-reader": "reader",
    "scanner": "scanner",
    "zone-door": "door",
    "climate": "climate",
    "ups": "ups",
}
_BUSES = {"ff68": "pads", "onbon-bx": "boards", "cp5200": "boards", "modbus": "modbus"}
NEEDS_WINDOW = frozenset({"call-pad", "rating-pad"})


def sections(answers: Iterable[Answered], taken: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """`buses` and `devices`, with ids that aren't in `taken`. What a person must fill in (window, place) has a first guess."""
    used = set(taken)
    lines: dict[tuple[str, str], str] = {}
    buses: list[dict[str, Any]] = []
    devices: list[dict[str, Any]] = []
    for answered in answers:
        found = answered.found
        if not found.kind:
            continue
        if not found.bus or not found.addresses:
            devices.append(_device(answered, _fresh(_NAMES[found.kind], used), {"link": link_of(answered)}, number=None))
            continue
        line = (answered.where, found.bus)
        if line not in lines:
            lines[line] = _fresh(_BUSES.get(found.bus, found.bus), used)
            buses.append({"id": lines[line], "kind": found.bus, "link": link_of(answered)})
        bus = lines[line]
        for address in found.addresses:
            name = _fresh(_NAMES[found.kind], used, address)
            devices.append(_device(answered, name, {"bus": bus, "address": address}, number=address))
    return {"buses": buses, "devices": devices}


def _device(answered: Answered, name: str, wiring: dict[str, Any], *, number: int | None) -> dict[str, Any]:
    found = answered.found
    section: dict[str, Any] = {"id": name, "kind": found.kind, "place": ""}
    if found.kind in NEEDS_WINDOW:
        section["window"] = number or 1
    return section | dict(found.options) | wiring


def link_of(answered: Answered) -> dict[str, Any]:
    if answered.tcp is not None:
        return {"type": "tcp", "host": answered.tcp[0], "port": answered.tcp[1]}
    link = answered.port.link() if answered.port is not None else {"type": "serial", "port": answered.where}
    return link | {"baud": answered.baud}


def _fresh(stem: str, used: set[str], wish: int = 1) -> str:
    number = wish
    while f"{stem}-{number}" in used:
        number += 1
    used.add(f"{stem}-{number}")
    return f"{stem}-{number}"


def as_toml(new: dict[str, list[dict[str, Any]]]) -> str:
    """The lines to paste."""
    return tomli_w.dumps({name: tables for name, tables in new.items() if tables})


def appended(text: str, new: dict[str, list[dict[str, Any]]]) -> str:
    """The agent's file with the new sections at its end; everything else, also comments, stays as it is."""
    document = tomlkit.parse(text)
    for name, tables in new.items():
        if not tables:
            continue
        present = document.get(name)
        if not isinstance(present, tomlkit.items.AoT):
            if present:
                raise ValueError(f"`{name}` is written as one line; please paste the new sections by hand")
            document.pop(name, None)
            present = tomlkit.aot()
            document.append(name, present)
        for table in tables:
            present.append(tomlkit.item(table))
    return tomlkit.dumps(document)
