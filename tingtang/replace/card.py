"""The new machine's card: the same files as the dead one's, with a fresh one-time code."""

from dataclasses import dataclass, replace
from pathlib import Path

from api.process.layout import Role
from drivers.raster.fonts import FontBook
from tingtang.provision.secrets_folder import NO_SECRETS, read_secrets
from tingtang.provision.site import Site
from tingtang.provision.unit_file import certified_name
from tingtang.provision.units import Unit, units_of
from tingtang.provision.words import Words
from tingtang.provision.writing import write_unit


class NoSuchUnit(Exception):
    """The site file has no such unit, or it can't be replaced this way; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """A unit's place in the hall."""

    node: str
    role: Role

    @property
    def name(self) -> str:
        """In its certificate."""
        return certified_name(self.node, self.role)


def place_of(site: Site, node: str) -> Place:
    """
    Raises:
        NoSuchUnit: as it says.
        ConfigurationError, ValueError: the site can't be used.
    """
    units = {unit.node: unit.role for unit in units_of(site)}
    if node not in units:
        raise NoSuchUnit(f"the site has no unit {node}; it has {', '.join(list(units)[:20])}")
    if units[node] is Role.CONTROLLER:
        raise NoSuchUnit(f"{node} is the hall's server: install a new one and bring its backup back (tingtang restore --help)")
    return Place(node, units[node])


def write_card(site: Site, place: Place, code: str, secrets_folder: Path | None, out: Path, language: str) -> Path:
    """`out/<node>`, as `tingtang provision` writes it.

    Raises:
        ConfigurationError, OSError, ValueError, FontMissing: it can't be made.
    """
    secrets = read_secrets(secrets_folder) if secrets_folder is not None else NO_SECRETS
    with_code = replace(secrets, codes={place.name: code})
    unit: Unit = next(unit for unit in units_of(site, with_code) if unit.node == place.node)
    write_unit(site, unit, out, Words(language), FontBook())
    return out / place.node
