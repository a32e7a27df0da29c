"""Tables of a site file about devices: models, shared lines, groups of the same device at many windows, single ones."""

from ipaddress import IPv4Address
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from api.messages.base import Id
from api.process.settings_file import Section
from hall_controller.config_times import Names
from tingtang.provision.ranges import Windows, numbers

Wire = Literal["line", "serial", "tcp", "udp", "input", "sound", "mqtt"]
"""line: shares a serial line with others; serial: a USB adapter of its own; input: keys; sound: the unit's own sound card;
mqtt: a rating pad that is a client of the hall's broker itself."""
Socket = Annotated[str, Field(pattern=r"^[0-9a-z.]{1,12}$")]
"""A USB socket by the name that the machine's table gives it, behind a hub with the hub's socket: `3`, `3.2`."""
HIGHEST_ADDRESS = 255


class ModelSection(Section):
    """`[models.NAME]`: what was bought, once for all of its kind."""

    names: Names
    """On wiring sheets and labels."""
    kind: str
    """The driver's."""
    wire: Wire
    options: dict[str, Any] = Field(default_factory=dict)
    """Keys of its driver, most of all `profile`."""
    link: dict[str, Any] = Field(default_factory=dict)
    """Keys of the link beside its address: `baud`, or a network device's `port`."""
    address_by: Literal["", "dip", "tool", "keys"] = ""
    """How its address on a line is set: DIP switches (binary, switch 1 is the lowest bit), the maker's tool, its own keys."""
    setup: str = Field(default="", max_length=48)
    """Its set-up sheet (`tingtang setup-sheet`)."""
    note: Names | None = None
    """What the technician does to it beside plugging it in."""


class GroupSection(Section):
    """The same device at many windows: the window's number goes into its name, and counts up its address."""

    model: str
    name: Id
    """`callpad` makes `callpad-1`, `callpad-2` …"""
    windows: Windows
    first_address: int | None = Field(default=None, ge=1, le=HIGHEST_ADDRESS)
    """On the line, of the first window; the next ones follow."""
    first_host: IPv4Address | None = None
    """In the network, of the first window; the next ones follow. Pads that are the broker's clients need none."""


class PartSection(Section):
    """One device."""

    id: Id
    model: str
    address: int | None = Field(default=None, ge=1, le=HIGHEST_ADDRESS)
    """On its line."""
    host: IPv4Address | None = None
    """In the network."""
    socket: Socket | None = None
    """USB socket that it is plugged into."""
    device: str = Field(default="", max_length=100)
    """ALSA name of a built-in sound output. A USB sound card has a `socket` instead: two of a kind change their names among each
    other, and what is personal would be said aloud."""
    zones: tuple[Id, ...] = ()
    """Zones that a loudspeaker or an overview board is for."""
    place: Names | None = None
    """Where it is, when that isn't where its agent is."""
    cable: str = Field(default="", max_length=24)
    """What stands on its cable."""
    options: dict[str, Any] = Field(default_factory=dict)
    """Keys of its driver that only this one has."""


class LineSection(Section):
    """A serial line with several devices, at one USB adapter."""

    id: Id
    bus: str
    """Kind of the line: `ff68`, `cp5200`, `onbon-bx`, `modbus`, `keys`."""
    socket: Socket
    baud: int = Field(default=9600, ge=300, le=4_000_000)
    cable: str = Field(default="", max_length=24)
    profile: str = Field(default="", max_length=48)
    groups: tuple[GroupSection, ...] = ()
    devices: tuple[PartSection, ...] = ()

    @model_validator(mode="after")
    def _each_has_an_address(self) -> Self:
        if any(group.first_address is None for group in self.groups) or any(one.address is None for one in self.devices):
            raise ValueError(f"line {self.id}: every device on it needs an address (`first_address`, `address`)")
        taken = [one.address for one in self.devices]
        for group in self.groups:
            first = group.first_address or 0
            taken += range(first, first + len(numbers(group.windows)))
        twice = sorted({address for address in taken if address is not None and taken.count(address) > 1})
        if twice:
            raise ValueError(f"line {self.id}: address {', '.join(map(str, twice))} is given twice")
        if any(address is not None and address > HIGHEST_ADDRESS for address in taken):
            raise ValueError(f"line {self.id}: its addresses go above {HIGHEST_ADDRESS}")
        return self


class CameraPart(Section):
    """A terminal's camera, by the socket it is plugged into."""

    socket: Socket
    width: int = Field(default=1280, ge=160, le=3840)
    height: int = Field(default=720, ge=120, le=2160)
