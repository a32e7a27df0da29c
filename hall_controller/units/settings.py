"""Settings of the units' server: `units.toml`."""

from pathlib import Path

from pydantic import Field

from api.messages.base import Id
from api.process.settings_file import LogSection, Section, from_folder, load_file

REGISTRY = "trust.sqlite3"
"""The authority's book, in the data folder."""


class UnitsSettings(Section):
    site: Id
    names: tuple[str, ...] = Field(min_length=1)
    """Host names and IP addresses at which units reach this machine: they stand in its certificates."""
    host: str = "0.0.0.0"
    port: int = Field(default=8443, ge=0, le=65_535)
    """0: any free port; the log names it."""
    data_dir: Path = Path("/var/lib/tingtang/units")
    authority: Path = Path("/etc/tingtang/authority.crt")
    authority_key: Path = Path("/run/credentials/tingtang-units.service/authority.key")
    """Readable by this process's account alone."""
    kiosk_agents: dict[Id, Id] = Field(default_factory=dict)
    """Which agent's devices a kiosk may command, where it isn't `<kiosk>-agent`."""
    log: LogSection = LogSection()

    @property
    def registry(self) -> Path:
        return self.data_dir / REGISTRY


def load_settings(path: Path) -> UnitsSettings:
    """Read and check the file; relative paths in it start at its folder.

    Raises:
        ConfigurationError: it can't be read, isn't TOML, or a key is unknown, missing or wrong.
    """
    return from_folder(load_file(path, UnitsSettings), path.resolve().parent)
