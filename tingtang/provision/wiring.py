"""What stands on a unit's wiring sheet: which cable into which port, which address by which switches. Values only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from api.process.layout import Role
from tingtang.provision.access import controller_name
from tingtang.provision.machines import MachineSection
from tingtang.provision.parts import LineSection
from tingtang.provision.site import Site
from tingtang.provision.units import Unit
from tingtang.provision.wired import Wired
from tingtang.provision.words import Words

DIP_SWITCHES = 8
ON, OFF = "■", "□"


@dataclass(frozen=True, slots=True)
class Row:
    """One device to plug in."""

    port: str
    device: str
    what: str
    address: str = ""
    settings: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Devices at one place of the computer: a line, the network, its sockets."""

    title: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    """Under the title: what holds for the line, what is to be set on each of a model's devices."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole sheet, in one language."""

    title: str
    head: tuple[str, ...]
    code: str
    """In the QR code: which unit."""
    columns: tuple[str, ...]
    groups: tuple[Group, ...]
    steps: tuple[str, ...]
    note: str
    page: str
    """`page {page} of {pages}`, still with its places."""


def dip(address: int) -> str:
    """Eight switches, the first on the left is the lowest bit: 5 is `■□■□□□□□`."""
    return "".join(ON if address >> bit & 1 else OFF for bit in range(DIP_SWITCHES))


def sheet_of(site: Site, unit: Unit, words: Words) -> Sheet:
    groups = tuple(_groups(unit, words))
    return Sheet(
        title=f"{words('sheet.title', node=unit.node)}  {words(f'sheet.role.{unit.role.value}')}",
        head=(
            words.names(site.site.names),
            words("sheet.place", place=words.names(unit.place)),
            words(
                "sheet.machine",
                machine=words.names(unit.machine.names),
                address=f"{unit.address}/{site.network.subnet.prefixlen}",
                gateway=site.network.gateway,
            ),
            words("sheet.network", switch=unit.switch or "-", controller=f"{controller_name(site)} {site.controller.address}"),
        ),
        code=unit_code(site, unit.node),
        columns=tuple(words(f"column.{name}") for name in ("done", "port", "device", "what", "address", "settings")),
        groups=groups or (Group(words("nothing"), ()),),
        steps=tuple(words(f"step.{step}") for step in _steps(unit)),
        note=words("dip.note") if any(one.model.address_by == "dip" for one in unit.devices) else "",
        page=words("page", page="{page}", pages="{pages}"),
    )


def unit_code(site: Site, name: str) -> str:
    """What a phone reads from a sheet or label: which hall, which unit or device. No address of ours, so it works anywhere."""
    return f"TINGTANG {site.site.id} {name}"


def _steps(unit: Unit) -> Iterator[str]:
    yield "controller" if unit.role is Role.CONTROLLER else "card"
    if unit.devices:
        yield "plug"
    if unit.role is Role.SCREEN:
        yield "screen"
    yield "power"
    if unit.devices:
        yield "walk"


def _groups(unit: Unit, words: Words) -> Iterator[Group]:
    for line in unit.lines:
        socket = socket_words(unit.machine, line.socket, words)
        title = words("line.head", socket=socket, cable=line.cable or line.id, bus=line.bus, baud=line.baud)
        own = [one for one in unit.devices if one.line is not None and one.line.id == line.id]
        yield Group(title, _rows(own, unit, words), (words("line.rules"), *_notes(own, words)))
    single = [one for one in unit.devices if one.line is None]
    plugged = [one for one in single if one.host is None and not one.account]
    camera: tuple[Row, ...] = ()
    if unit.camera_socket is not None:
        camera = (Row(socket_words(unit.machine, unit.camera_socket, words), "camera", words("camera")),)
    if plugged or camera:
        yield Group(words("group.sockets"), (*_rows(plugged, unit, words), *camera), _notes(plugged, words))
    if network := [one for one in single if one.host is not None or one.account]:
        yield Group(words("group.network", switch=unit.switch or "-"), _rows(network, unit, words), _notes(network, words))


def _rows(devices: Sequence[Wired], unit: Unit, words: Words) -> tuple[Row, ...]:
    return tuple(_row(one, unit, words) for one in devices)


def _notes(devices: Sequence[Wired], words: Words) -> tuple[str, ...]:
    """What is to be done to every device of a model, once for each model."""
    models = {one.model_name: one.model for one in devices}.values()
    return tuple(
        words("settings.note", model=words.names(model.names), note=words.names(model.note))
        for model in models
        if model.note is not None
    )


def _row(one: Wired, unit: Unit, words: Words) -> Row:
    place = words.names(one.place)
    # Where everything is in one cabinet its name says nothing on each line.
    here = place == words.names(unit.place)
    return Row(
        port=_port(one, unit.machine, words),
        device=one.id,
        what=words.names(one.model.names) if here else f"{words.names(one.model.names)} · {place}",
        address=_address(one, words),
        settings=_settings(one, words),
    )


def _port(one: Wired, machine: MachineSection, words: Words) -> str:
    if one.line is not None:
        return one.cable or one.line.id
    if one.model.wire == "sound" and one.device:
        return words("port.sound", device=one.device)
    if one.socket is not None:
        socket = socket_words(machine, one.socket, words)
        return f"{socket} · {one.cable}" if one.cable else socket
    return " · ".join(part for part in (words("port.network"), one.cable) if part)


def socket_words(machine: MachineSection, socket: str, words: Words) -> str:
    """Where a person finds it; behind a hub with the hub's socket."""
    own, _, behind = socket.partition(".")
    name = words.names(machine.socket_names[own])
    return words("port.hub", socket=name, behind=behind) if behind else name


def _address(one: Wired, words: Words) -> str:
    if one.host is not None:
        port = one.model.link.get("port")
        return f"{one.host}:{port}" if port else str(one.host)
    if one.account:
        return words("address.account", account=one.account)
    if one.address is None:
        return ""
    if one.model.address_by == "dip":
        return f"{one.address}  {dip(one.address)}"
    return words(f"address.{one.model.address_by or 'plain'}", address=one.address)


def _settings(one: Wired, words: Words) -> str:
    found = [str(one.options[key]) for key in ("profile", "board", "map") if key in one.options]
    if one.line is None and "baud" in one.model.link:
        found.append(f"{one.model.link['baud']} 8N1")
    if one.model.setup:
        found.append(words("settings.setup", name=one.model.setup))
    return " · ".join(found)


def line_of(line: LineSection) -> str:
    """How a line is called on labels."""
    return line.cable or line.id
