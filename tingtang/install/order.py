"""What somebody asked for: roles, and where everything is taken from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from api.process.layout import Role
from tingtang.install.product import ProductFiles

STAGE = Path("/var/cache/tingtang-install")
"""Where checked copies of a bundle's files lie while they are installed, as the machine sees it."""


BRINGS: Mapping[Role, tuple[Role, ...]] = {
    Role.KIOSK: (Role.AGENT,),
    Role.CONTROLLER: (Role.UNITS,),
}
"""A terminal drives its own devices; a hall's server enrols its units."""


@dataclass(frozen=True, slots=True)
class Staged:
    """Checked copies of what this machine needs of a bundle, below `STAGE`."""

    packages: Path | None
    """Folder of Debian packages with their index; None: the bundle has none for this system."""
    wheels: Path
    assets: Mapping[str, Mapping[str, str]]
    """`models`, `fonts`, `clips`: file name to SHA-256; the files lie in folders of these names."""

    def asset_folder(self, kind: str) -> Path:
        return STAGE / kind


@dataclass(frozen=True, slots=True)
class Order:
    """One installation."""

    roles: frozenset[Role]
    version: str
    wheel_name: str
    wheel: bytes = field(repr=False)
    product: ProductFiles = field(repr=False)
    staged: Staged | None = None
    """None: packages come from Debian's archives and pip's index."""
    release_key: bytes | None = None
    """Public key of whom upgrades are taken from."""
    site: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """The hall's own files, for its server: path in their folder to content."""
    change_key: bool = False
    """Somebody named the key now: it takes the place of one that is there."""
    read_only: bool = False
    """The root will be read-only."""

    @property
    def all_roles(self) -> frozenset[Role]:
        return self.roles | {role for given in self.roles for role in BRINGS.get(given, ())}
