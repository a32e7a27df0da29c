"""Every device of a site with its way to its agent: the one list that configuration, wiring sheets and labels are made from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import Any

from hall_controller.config_times import Names
from tingtang.provision.parts import GroupSection, LineSection, ModelSection, PartSection
from tingtang.provision.ranges import numbers
from tingtang.provision.site import Site, agent_of

DEV = "/dev/tingtang"
"""Folder of the names that our udev rules give."""


@dataclass(frozen=True, slots=True)
class Wired:
    """One device."""

    node: str
    """Its agent."""
    id: str
    model_name: str
    model: ModelSection
    place: Names
    window: int | None = None
    zones: tuple[str, ...] = ()
    line: LineSection | None = None
    address: int | None = None
    """On its line."""
    host: IPv4Address | None = None
    socket: str | None = None
    cable: str = ""
    switch: str = ""
    device: str = ""
    """Sound card's output."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """The driver's keys, of model and device."""

    @property
    def full_id(self) -> str:
        """`node/device`, as the hall's file binds it."""
        return f"{self.node}/{self.id}"

    @property
    def account(self) -> str:
        """Of a pad that is the broker's client itself: the name in its certificate (`tingtang trust issue`); else empty."""
        return f"pad-{self.window}" if self.model.wire == "mqtt" else ""

    @property
    def port_name(self) -> str:
        """The stable name of its port or keys."""
        return f"{DEV}/{self.id}"

    @property
    def sound_output(self) -> str:
        """ALSA's name of its output: the one that is named, or that of the card in its socket."""
        return self.device or f"plughw:CARD={card_id(self.id)},DEV=0"


def card_id(device: str) -> str:
    """A sound card's id for ALSA, which takes letters, digits and `_` only."""
    return device.replace("-", "_")


def line_port(line: LineSection) -> str:
    """The stable name of a line's adapter."""
    return f"{DEV}/{line.id}"


def devices_of(site: Site) -> list[Wired]:
    """All of them, by agents, terminals last, in the order of the file."""
    found: list[Wired] = []
    for agent in site.agents:
        at = _At(site, agent.node, agent.place, agent.switch, {})
        found += at.lines(agent.lines)
        found += [one for group in agent.groups for one in at.group(group, None)]
        found += at.parts(agent.devices, None)
    for kiosk in site.kiosks:
        kind = site.terminal_types[kiosk.type]
        at = _At(site, agent_of(kiosk.node), kiosk.names, kiosk.switch, kiosk.hosts)
        found += at.lines(kind.lines)
        found += at.parts(kind.devices, None)
    return found


def agents_lines(site: Site) -> Mapping[str, tuple[LineSection, ...]]:
    """Shared lines by agent."""
    lines = {agent.node: agent.lines for agent in site.agents}
    return lines | {agent_of(kiosk.node): site.terminal_types[kiosk.type].lines for kiosk in site.kiosks}


@dataclass(frozen=True, slots=True)
class _At:
    """One agent's devices."""

    site: Site
    node: str
    place: Names
    switch: str
    hosts: Mapping[str, IPv4Address]

    def lines(self, lines: Iterable[LineSection]) -> Iterator[Wired]:
        for line in lines:
            for group in line.groups:
                yield from self.group(group, line)
            yield from self.parts(line.devices, line)

    def group(self, group: GroupSection, line: LineSection | None) -> Iterator[Wired]:
        model = self.site.models[group.model]
        for step, window in enumerate(numbers(group.windows)):
            yield Wired(
                self.node,
                f"{group.name}-{window}",
                group.model,
                model,
                _window_place(self.site, window),
                window,
                line=line,
                address=None if line is None or group.first_address is None else group.first_address + step,
                host=None if group.first_host is None else group.first_host + step,
                cable="" if line is None else line.cable,
                switch="" if line is not None else self.switch,
                options=dict(model.options),
            )

    def parts(self, parts: Iterable[PartSection], line: LineSection | None) -> Iterator[Wired]:
        for part in parts:
            model = self.site.models[part.model]
            yield Wired(
                self.node,
                part.id,
                part.model,
                model,
                part.place or self.place,
                zones=part.zones,
                line=line,
                address=part.address,
                host=self.hosts.get(part.id, part.host),
                socket=part.socket,
                cable=part.cable or ("" if line is None else line.cable),
                switch=self.switch if model.wire in ("tcp", "udp") else "",
                device=part.device,
                options={**model.options, **part.options},
            )


def _window_place(site: Site, window: int) -> Names:
    zone = next(zone for zone in site.zones if zone.windows and window in numbers(zone.windows))
    return {
        "zh-CN": f"{zone.names.get('zh-CN', zone.id)} {window}号窗口",
        "en": f"{zone.names.get('en', zone.id)}, window {window}",
    }
