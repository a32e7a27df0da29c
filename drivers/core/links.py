"""Link settings as they stand in an agent's file, and the links made of them."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from drivers.core.aplay_link import AplayLink
from drivers.core.errors import Misconfigured
from drivers.core.input_link import InputLink
from drivers.core.link import Link
from drivers.core.serial_ports import PortFinder, UsbIdentity, host_consoles, is_unstable, stable_names
from drivers.core.tcp_link import TcpLink
from drivers.core.udp_link import UdpLink


class _LinkConfig(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class UsbConfig(_LinkConfig):
    """Which USB adapter; looked up at each connect, so that it may be plugged in anywhere the identity allows."""

    vid: int = Field(ge=0, le=0xFFFF)
    pid: int = Field(ge=0, le=0xFFFF)
    serial: str = ""
    """The adapter's serial number, where it has one."""
    path: str = Field(default="", pattern=r"^([0-9]+-[0-9]+(\.[0-9]+)*)?$")
    """The socket it is plugged into, such as `1-1.4`: for adapters without a serial number."""
    interface: int | None = Field(default=None, ge=0, le=31)
    """Of an adapter with several ports."""

    def identity(self) -> UsbIdentity:
        return UsbIdentity(self.vid, self.pid, self.serial, self.path, self.interface)


class SerialLinkConfig(_LinkConfig):
    type: Literal["serial"]
    port: str = ""
    """A stable name: `/dev/tingtang/…`, `/dev/serial/by-id/…` or `by-path`. Either this or `usb`."""
    usb: UsbConfig | None = None
    unstable: bool = False
    """On a work bench only: `/dev/ttyUSB0` and the like are taken as they stand."""
    baud: int = Field(default=9600, ge=300, le=4_000_000)
    data_bits: Literal[7, 8] = 8
    parity: Literal["N", "E", "O"] = "N"
    stop_bits: Literal[1, 2] = 1
    flow_control: Literal["none", "rtscts", "xonxoff"] = "none"

    @model_validator(mode="after")
    def _one_stable_port(self) -> Self:
        if bool(self.port) == (self.usb is not None):
            raise ValueError("give either `port` or `usb`")
        if is_unstable(self.port) and not self.unstable:
            names = ", ".join(stable_names(self.port)) or "/dev/tingtang/…, /dev/serial/by-id/… or /dev/serial/by-path/…"
            raise ValueError(f"{self.port} may be another device after the next restart; use {names}, or `usb`")
        return self

    @property
    def identity(self) -> str | UsbIdentity:
        """What tells this port from every other one."""
        return self.usb.identity() if self.usb else self.port


class TcpLinkConfig(_LinkConfig):
    type: Literal["tcp"]
    host: str = Field(min_length=1)
    port: int = Field(ge=1, le=65_535)
    connect_timeout_s: float = Field(default=3.0, gt=0, le=15)
    """Well below the 30 s after which the watchdog takes a worker for hung."""


class UdpLinkConfig(_LinkConfig):
    """A device that takes datagrams, such as the network receiver of an LED panel."""

    type: Literal["udp"]
    host: str = Field(min_length=1)
    port: int = Field(ge=1, le=65_535)


class AplayLinkConfig(_LinkConfig):
    """The host's own sound card."""

    type: Literal["aplay"]
    device: str = "default"
    """ALSA name; `aplay -L` lists them."""
    rate_hz: int = Field(default=22_050, ge=8_000, le=48_000)


class InputLinkConfig(_LinkConfig):
    """A key pad that the kernel has as an input device."""

    type: Literal["input"]
    device: str = Field(pattern=r"^/")
    """A stable name: `/dev/input/by-id/…-event-kbd`; `/dev/input/event3` is another device after the next restart."""
    grab: bool = True
    """Take the keys for this device alone. Without it each key also goes into whatever has the focus; only an emulated key pad
    needs that."""

    @model_validator(mode="after")
    def _stable(self) -> Self:
        if self.device.startswith("/dev/input/event"):
            raise ValueError(f"{self.device} may be another device after the next restart; use /dev/input/by-id/… or by-path/…")
        return self


class MqttBrokerConfig(_LinkConfig):
    """A broker of the device's own, instead of the agent's."""

    host: str = Field(min_length=1)
    port: int = Field(default=1883, ge=1, le=65_535)
    username: str | None = None
    password_file: Path | None = None
    ca_file: Path | None = None
    """Certificate authority of the broker: turns TLS on."""
    certificate_file: Path | None = None
    key_file: Path | None = None

    @model_validator(mode="after")
    def _certificate_is_used(self) -> Self:
        if (self.certificate_file is None) != (self.key_file is None):
            raise ValueError("certificate_file and key_file belong together")
        if self.certificate_file is not None and self.ca_file is None:
            raise ValueError("certificate_file without ca_file: TLS would be off")
        return self


TopicPart = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", max_length=50)]


class MqttLinkConfig(_LinkConfig):
    """A device that is a client of an MQTT broker itself, such as an ESPHome pad."""

    type: Literal["mqtt"]
    topic: str = Field(pattern=r"^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$", max_length=200)
    """What all its topics begin with: `pad/v1/150426-07/pad-3`."""
    receive: tuple[TopicPart, ...] = ("rated", "state")
    """Last parts of the topics that the device writes."""
    presence: TopicPart = "state"
    """The one that is retained and the device's last will."""
    broker: MqttBrokerConfig | None = None
    """None: the agent's."""


AnyLinkConfig = SerialLinkConfig | TcpLinkConfig | UdpLinkConfig | AplayLinkConfig | InputLinkConfig | MqttLinkConfig
LinkConfig = Annotated[AnyLinkConfig, Field(discriminator="type")]


def make_link(config: AnyLinkConfig, broker: MqttBrokerConfig | None = None) -> Link:
    """The link for `config`, not open yet. pyserial and paho are loaded only where they are used.

    `broker`: the agent's, for a device on MQTT without one of its own.

    Raises:
        Misconfigured: a device on MQTT and no broker, or its password file can't be read.
    """
    match config:
        case MqttLinkConfig():
            return _mqtt_link(config, config.broker or broker)
        case TcpLinkConfig():
            return TcpLink(config.host, config.port, connect_timeout_s=config.connect_timeout_s)
        case UdpLinkConfig():
            return UdpLink(config.host, config.port)
        case AplayLinkConfig():
            return AplayLink(config.device, config.rate_hz)
        case InputLinkConfig():
            return InputLink(config.device, grab=config.grab)
        case SerialLinkConfig():
            from drivers.core.serial_link import SerialLink, list_usb_ports

            finder = PortFinder(config.identity, list_usb_ports, host_consoles)
            return SerialLink(
                finder.name,
                config.baud,
                data_bits=config.data_bits,
                parity=config.parity,
                stop_bits=config.stop_bits,
                flow_control=config.flow_control,
                find=finder.find,
            )


def _mqtt_link(config: MqttLinkConfig, broker: MqttBrokerConfig | None) -> Link:
    from api.bus.settings import Tls
    from drivers.core.mqtt_link import MqttAccess, MqttLink, password_of

    if broker is None:
        raise Misconfigured(f"{config.topic}: give the link's `broker`", reason="link.settings")
    tls = Tls(broker.ca_file, broker.certificate_file, broker.key_file) if broker.ca_file else None
    access = MqttAccess(broker.host, broker.port, broker.username, password_of(broker.password_file), tls)
    return MqttLink(access, config.topic, receive=config.receive, presence=config.presence)
