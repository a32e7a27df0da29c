"""`unit.toml`: who this unit is, and where its hall is."""

from pathlib import Path

import tomli_w
from pydantic import Field

from api.messages.base import Id
from api.process.settings_file import Section, load_file

UNIT_SERVER_PORT = 8443
BROKER_PORT = 8883


class UnitSection(Section):
    node: Id
    """The name in its certificate; a terminal with a broker of its own is certified as its bridge, `kiosk-03-link`."""
    hall: str = Field(pattern=r"^[A-Za-z0-9.:-]{1,253}$")
    """Host name or address of the hall's server, as it stands in the server's certificate."""
    port: int = Field(default=UNIT_SERVER_PORT, ge=1, le=65_535)
    """Of the units' server."""
    broker_port: int = Field(default=BROKER_PORT, ge=1, le=65_535)


class UnitFile(Section):
    unit: UnitSection


def load_unit(path: Path) -> UnitSection:
    """
    Raises:
        ConfigurationError: it can't be read, isn't TOML, or a key is unknown, missing or wrong.
    """
    return load_file(path, UnitFile).unit


def unit_text(unit: UnitSection) -> str:
    """As the file holds it."""
    return tomli_w.dumps({"unit": unit.model_dump(mode="json")})
