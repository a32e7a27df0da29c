"""The `[broker]` table of every process, and the bus settings made of it."""

import ipaddress
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from api.bus.install import install_suffix
from api.bus.settings import BusSettings, Tls
from api.process.settings_file import ConfigurationError, Section
from api.process.version import product_version


class BrokerSection(Section):
    host: str = "127.0.0.1"
    port: int = Field(default=1883, ge=1, le=65_535)
    username: str | None = None
    """The node's name when left out beside a password file."""
    password_file: Path | None = None
    """Holds the password and nothing else; never the password itself in the settings."""
    ca_file: Path | None = None
    """Certificate authority of the broker: turns TLS on."""
    certificate_file: Path | None = None
    """This node's own certificate (`tingtang enrol`): the name in it is its account; user name and password say nothing then."""
    key_file: Path | None = None

    @model_validator(mode="after")
    def _nothing_in_the_clear(self) -> Self:
        if (self.certificate_file is None) != (self.key_file is None):
            raise ValueError("certificate_file and key_file belong together")
        if self.certificate_file is not None and self.ca_file is None:
            raise ValueError("certificate_file without ca_file: TLS would be off")
        if self.ca_file is None and not _is_this_machine(self.host):
            raise ValueError("over a network only with TLS: name the hall's authority in ca_file")
        return self


def bus_settings(broker: BrokerSection, *, site: str, node: str, data_dir: Path) -> BusSettings:
    """How `node` reaches the broker. `data_dir` holds this installation's part of the client id.

    Raises:
        ConfigurationError: the password file can't be read.
        OSError: the data folder can't be written.
    """
    return BusSettings(
        host=broker.host,
        port=broker.port,
        site=site,
        node=node,
        client_suffix=install_suffix(data_dir),
        username=broker.username or (node if broker.password_file else None),
        password=_password(broker.password_file),
        tls=Tls(broker.ca_file, broker.certificate_file, broker.key_file) if broker.ca_file else None,
        version=product_version(),
    )


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _password(path: Path | None) -> str | None:
    if path is None:
        return None
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigurationError(f"{path}: can't be read ({error.strerror}); broker.password_file names it") from error
