"""What must hold in a site file beyond its single keys: names that mean one thing, addresses that are in the network, once."""

from collections import Counter
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from tingtang.provision.machines import kernel_path, load_machines
from tingtang.provision.parts import LineSection, ModelSection, PartSection
from tingtang.provision.ranges import numbers

if TYPE_CHECKING:
    from tingtang.provision.site import Site

LONGEST_CARD_ID = 15
"""What ALSA takes as a card's id (the kernel's snd_card_set_id)."""
CONTROLLER = "ctl"
"""The contract's name for the hall's controller."""


def problems_of(site: "Site") -> Iterator[str]:
    """Each in words, with the table it stands in."""
    yield from _names(site)
    yield from _addresses(site)
    yield from _windows(site)
    yield from _machines(site)
    yield from _models(site)


def _names(site: "Site") -> Iterator[str]:
    if site.controller.node != CONTROLLER:
        yield f"controller.node: the contract calls it {CONTROLLER!r}"
    yield from _once("node", [node for node, _ in site.units()])
    yield from _once("zones.id", [zone.id for zone in site.zones])
    zones = {zone.id for zone in site.zones}
    for kiosk in site.kiosks:
        if not kiosk.node.startswith("kiosk-") or kiosk.node.endswith(("-agent", "-link")):
            yield f"kiosks.{kiosk.node}: call it kiosk-01, kiosk-02, …; the broker's rights go by the name"
        if kiosk.zone not in zones:
            yield f"kiosks.{kiosk.node}.zone: there is no zone {kiosk.zone!r}"
        if kiosk.type not in site.terminal_types:
            yield f"kiosks.{kiosk.node}.type: there is no terminal type {kiosk.type!r}"
            continue
        parts = {part.id for part in site.terminal_types[kiosk.type].devices}
        yield from (f"kiosks.{kiosk.node}.hosts: its type has no device {name!r}" for name in kiosk.hosts if name not in parts)
        for part in site.terminal_types[kiosk.type].devices:
            model = site.models.get(part.model)
            if model is not None and model.wire in ("tcp", "udp") and part.id not in kiosk.hosts and part.host is None:
                yield f"kiosks.{kiosk.node}.hosts: {part.id} needs its address in the network"
    for agent in site.agents:
        if not agent.node.endswith("-agent"):
            yield f"agents.{agent.node}: call it …-agent; the broker's rights go by the name"
    for owner, part in _parts(site):
        yield from (f"{owner}.{part.id}.zones: there is no zone {zone!r}" for zone in part.zones if zone not in zones)
    for screen in site.screens:
        yield from (f"screens.{screen.node}.zones: there is no zone {zone!r}" for zone in screen.zones if zone not in zones)


def _addresses(site: "Site") -> Iterator[str]:
    taken: list[IPv4Address] = [address for _, address in site.units()]
    for agent in site.agents:
        for group in agent.groups:
            if group.first_host is None:
                model = site.models.get(group.model)
                if model is not None and model.wire == "mqtt":
                    continue
                yield f"agents.{agent.node}.groups: {group.name} needs `first_host`; devices on a line stand in `lines`"
                continue
            taken += [group.first_host + step for step in range(len(numbers(group.windows)))]
    taken += [part.host for _, part in _parts(site) if part.host is not None]
    taken += [host for kiosk in site.kiosks for host in kiosk.hosts.values()]
    subnet = site.network.subnet
    yield from (f"{address} isn't in network.subnet {subnet}" for address in taken if address not in subnet)
    yield from _once("address", [str(address) for address in taken])
    if site.network.gateway not in subnet:
        yield f"network.gateway: {site.network.gateway} isn't in network.subnet {subnet}"
    elif site.network.gateway in taken:
        yield f"network.gateway: {site.network.gateway} is a unit's address too"


def _windows(site: "Site") -> Iterator[str]:
    zoned = [number for zone in site.zones if zone.windows for number in numbers(zone.windows)]
    served = [number for row in site.windows for number in numbers(row.numbers)]
    yield from _once("zones.windows", [str(number) for number in zoned])
    yield from _once("windows.numbers", [str(number) for number in served])
    if missing := sorted(set(served) - set(zoned)):
        yield f"zones.windows: no zone has window {', '.join(map(str, missing[:10]))}"
    if missing := sorted(set(zoned) - set(served)):
        yield f"windows.numbers: nothing says what window {', '.join(map(str, missing[:10]))} does"
    for agent in site.agents:
        groups = [*agent.groups, *(group for line in agent.lines for group in line.groups)]
        for group in groups:
            if missing := sorted(set(numbers(group.windows)) - set(served)):
                yield f"agents.{agent.node}: {group.name} is for window {', '.join(map(str, missing[:10]))}, which isn't there"


def _machines(site: "Site") -> Iterator[str]:
    machines = load_machines()
    units = [(unit.node, unit.machine, unit.lines, unit.devices) for unit in site.agents]
    units += [(name, kind.machine, kind.lines, kind.devices) for name, kind in site.terminal_types.items()]
    units += [(unit.node, unit.machine, (), ()) for unit in (site.controller, *site.screens)]
    macs = {unit.node for unit in (site.controller, *site.agents, *site.screens) if unit.mac is not None}
    macs |= {name for name in site.terminal_types if all(unit.mac for unit in site.kiosks if unit.type == name)}
    for owner, machine, lines, parts in units:
        if machine not in machines:
            yield f"{owner}.machine: there is no machine {machine!r}; there are {', '.join(sorted(machines))}"
            continue
        if machines[machine].firmware == "pc" and owner not in macs:
            yield f"{owner}.mac: a PC's network card has no fixed name; give its address"
        kind = site.terminal_types.get(owner)
        camera = [kind.camera.socket] if kind is not None and kind.camera is not None else []
        sockets = [line.socket for line in lines] + [part.socket for part in parts if part.socket is not None] + camera
        yield from _once(f"{owner}: USB socket", sockets)
        for socket in sockets:
            try:
                kernel_path(machines[machine], socket)
            except ValueError as error:
                yield f"{owner}: {error}"


def _models(site: "Site") -> Iterator[str]:
    for owner, lines, parts in _owners(site):
        for line in lines:
            for name in [*(group.model for group in line.groups), *(part.model for part in line.devices)]:
                yield from _fits(f"{owner}.{line.id}", site.models.get(name), name, on_line=True)
        for part in parts:
            model = site.models.get(part.model)
            yield from _fits(f"{owner}.{part.id}", model, part.model, on_line=False)
            if model is not None and (why := _missing(model, part, of_type=owner in site.terminal_types)):
                yield f"{owner}.{part.id}: {why}"
    for agent in site.agents:
        for group in agent.groups:
            yield from _fits(f"{agent.node}.{group.name}", site.models.get(group.model), group.model, on_line=False)


def _fits(owner: str, model: ModelSection | None, name: str, *, on_line: bool) -> Iterator[str]:
    if model is None:
        yield f"{owner}: there is no model {name!r}"
    elif on_line != (model.wire == "line"):
        yield f"{owner}: model {name!r} {'has a port of its own' if on_line else 'hangs on a line: put it into `lines`'}"


def _missing(model: ModelSection, part: PartSection, *, of_type: bool) -> str:
    """What a single device lacks to be reached. A type's network devices get their address from each terminal."""
    match model.wire:
        case "serial" | "input" if part.socket is None:
            return "needs `socket`, the USB socket it is plugged into"
        case "sound" if part.socket is not None and len(part.id) > LONGEST_CARD_ID:
            return f"a USB sound card's name has at most {LONGEST_CARD_ID} characters"
        case "tcp" | "udp" if part.host is None and not of_type:
            return "needs `host`, its address in the network"
        case "mqtt":
            return "belongs to a window: put it into `groups`"
        case "sound" if bool(part.device) == (part.socket is not None):
            return "needs `socket`, the USB sound card's, or `device`, a built-in output (`aplay -L`)"
        case _:
            return ""


def _owners(site: "Site") -> Iterator[tuple[str, tuple[LineSection, ...], tuple[PartSection, ...]]]:
    yield from ((agent.node, agent.lines, agent.devices) for agent in site.agents)
    yield from ((name, kind.lines, kind.devices) for name, kind in site.terminal_types.items())


def _parts(site: "Site") -> Iterator[tuple[str, PartSection]]:
    for owner, lines, parts in _owners(site):
        yield from ((owner, part) for part in [*parts, *(part for line in lines for part in line.devices)])


def _once(what: str, names: Iterable[str]) -> Iterator[str]:
    yield from (f"{what}: {name!r} stands more than once" for name, count in sorted(Counter(names).items()) if count > 1)
