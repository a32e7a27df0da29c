"""Link settings as they stand in an agent's file, and the links made of them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from drivers.core.aplay_link import AplayLink
from drivers.core.link import Link
from drivers.core.tcp_link import TcpLink


class _LinkConfig(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SerialLinkConfig(_LinkConfig):
    type: Literal["serial"]
    port: str = Field(min_length=1)
    """A stable name, such as `/dev/serial/by-id/…` or a udev symlink."""
    baud: int = Field(default=9600, ge=300, le=4_000_000)
    data_bits: Literal[7, 8] = 8
    parity: Literal["N", "E", "O"] = "N"
    stop_bits: Literal[1, 2] = 1
    flow_control: Literal["none", "rtscts", "xonxoff"] = "none"


class TcpLinkConfig(_LinkConfig):
    type: Literal["tcp"]
    host: str = Field(min_length=1)
    port: int = Field(ge=1, le=65_535)
    connect_timeout_s: float = Field(default=3.0, gt=0, le=15)
    """Well below the 30 s after which the watchdog takes a worker for hung."""


class AplayLinkConfig(_LinkConfig):
    """The host's own sound card."""

    type: Literal["aplay"]
    device: str = "default"
    """ALSA name; `aplay -L` lists them."""
    rate_hz: int = Field(default=22_050, ge=8_000, le=48_000)


LinkConfig = Annotated[SerialLinkConfig | TcpLinkConfig | AplayLinkConfig, Field(discriminator="type")]


def make_link(config: SerialLinkConfig | TcpLinkConfig | AplayLinkConfig) -> Link:
    """The link for `config`, not open yet. pyserial is loaded only where a serial port is used."""
    match config:
        case TcpLinkConfig():
            return TcpLink(config.host, config.port, connect_timeout_s=config.connect_timeout_s)
        case AplayLinkConfig():
            return AplayLink(config.device, config.rate_hz)
        case SerialLinkConfig():
            from drivers.core.serial_link import SerialLink

            return SerialLink(
                config.port,
                config.baud,
                data_bits=config.data_bits,
                parity=config.parity,
                stop_bits=config.stop_bits,
                flow_control=config.flow_control,
            )
