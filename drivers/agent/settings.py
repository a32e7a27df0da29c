"""An agent's TOML file, checked whole: an unknown key is an error that names file, section and key."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.messages.base import Id
from api.messages.topics import NODE_DEVICE
from api.process.broker_access import BrokerSection
from api.process.metrics_settings import MetricsSection
from api.process.settings_file import LogSection, Section, from_folder, load_file
from drivers.core.links import LinkConfig, SerialLinkConfig
from drivers.core.worker import QUEUE_LIMIT


class AgentSection(Section):
    site: Id
    node: Id
    place: str = ""
    """Where this host is, for who must go there when it is lost."""
    data_dir: Path
    """Journal, outbox and this installation's client id; survives updates."""


class BusSection(Section):
    """A line that several devices share."""

    id: Id
    kind: str
    place: str = ""
    """Where the line's adapter is, for who must go there."""
    link: LinkConfig
    switch: str = Field(default="", max_length=60)
    """The network switch or power strip that its adapter hangs on."""
    answer_within_ms: int = Field(default=100, ge=10, le=5_000)
    """How long the line waits for one device's answer before the next device's turn, until it knows how fast they are."""
    profile: str = Field(default="", max_length=48)
    """Of its devices, for a kind whose frames a profile describes (`keys`)."""
    baud: int | None = Field(default=None, ge=300, le=4_000_000)
    """Of the wire behind a TCP box: no question is sent while the last one is still on it. A serial port knows its own."""


class DeviceSection(BaseModel):
    """What every device has; the rest of its keys are its driver's own and checked by the driver's model."""

    model_config = ConfigDict(frozen=True, extra="allow")

    id: Id
    kind: str
    place: str = ""
    """Where a person finds it."""
    switch: str = Field(default="", max_length=60)
    """The network switch or power strip it hangs on, in the technician's words: what hangs on one fails together."""
    link: LinkConfig | None = None
    bus: Id | None = None
    address: int | None = Field(default=None, ge=0, le=65_535)
    """On the bus."""
    queue_limit: int = Field(default=QUEUE_LIMIT, ge=1, le=200)
    picture: str | None = Field(default=None, pattern=r"^http://(127\.0\.0\.1|localhost)(:[0-9]+)?/")
    """Loopback address of an emulated device's live picture."""

    @property
    def options(self) -> Mapping[str, Any]:
        """The driver's own keys."""
        return self.model_extra or {}

    @model_validator(mode="after")
    def _one_way_to_the_device(self) -> Self:
        if (self.link is None) == (self.bus is None):
            raise ValueError("give either `link`, or `bus` and `address`")
        if (self.bus is None) != (self.address is None):
            raise ValueError("`bus` and `address` go together")
        if self.id == NODE_DEVICE:
            raise ValueError(f"{NODE_DEVICE!r} stands for the host itself")
        return self


class AgentSettings(Section):
    agent: AgentSection
    broker: BrokerSection = BrokerSection()
    log: LogSection = LogSection()
    metrics: MetricsSection = MetricsSection()
    buses: tuple[BusSection, ...] = ()
    devices: tuple[DeviceSection, ...] = ()

    def serial_links(self) -> list[SerialLinkConfig]:
        """Of devices with a port of their own, and of buses."""
        links = [bus.link for bus in self.buses] + [device.link for device in self.devices]
        return [link for link in links if isinstance(link, SerialLinkConfig)]

    def bus_of(self, device: DeviceSection) -> BusSection | None:
        """The line that a device hangs on; None for a port of its own."""
        return next((bus for bus in self.buses if bus.id == device.bus), None)

    @model_validator(mode="after")
    def _references_hold(self) -> Self:
        problems = [f"devices.id: {name!r} stands more than once" for name in _twice(d.id for d in self.devices)]
        problems += [f"buses.id: {name!r} stands more than once" for name in _twice(b.id for b in self.buses)]
        buses = {bus.id for bus in self.buses}
        problems += [f"devices.{d.id}.bus: there is no bus {d.bus!r}" for d in self.devices if d.bus and d.bus not in buses]
        places = _twice(f"{d.bus} address {d.address}" for d in self.devices if d.bus)
        problems += [f"devices.address: {place} is given to two devices" for place in places]
        ports = _twice(str(link.identity) for link in self.serial_links())
        problems += [f"link: port {port} is given to two devices or buses" for port in ports]
        if problems:
            raise ValueError("; ".join(problems[:10]))
        return self


def _twice(names: Any) -> list[str]:
    return sorted(name for name, count in Counter(names).items() if count > 1)


def load_settings(path: Path) -> AgentSettings:
    """Read and check an agent's file; relative paths in it start at its folder.

    Raises:
        ConfigurationError: it can't be read, isn't TOML, or a key is unknown, missing or wrong.
    """
    settings = load_file(path, AgentSettings)
    folder = path.resolve().parent
    return settings.model_copy(
        update={
            "agent": from_folder(settings.agent, folder),
            "broker": from_folder(settings.broker, folder),
            "metrics": from_folder(settings.metrics, folder),
        }
    )
