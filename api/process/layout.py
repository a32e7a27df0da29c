"""Where everything lies on an installed unit, and under whose account it runs: one place for units, installer, doctor, backup.

Three folders change while a unit runs: `opt/tingtang`, `etc/tingtang` and `var/lib/tingtang`. Where the root is read-only they
are bind mounts from the data partition; everything else of the system may be thrown away at each start.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

DATA_PARTITION_LABEL = "tingtang-data"
"""File system label of the partition that outlives a read-only root."""
DATA_PARTITION = Path("/data")
"""Where it is mounted."""


class Role(StrEnum):
    """What a machine does in the hall; one machine may have several."""

    CONTROLLER = "controller"
    """The hall's server: queue, pages, ledger, and the broker beside it."""
    AGENT = "agent"
    """Drives devices at its ports."""
    KIOSK = "kiosk"
    """A terminal for citizens; has an agent as well."""
    SCREEN = "screen"
    """A television in the hall that shows the controller's page."""
    UNITS = "units"
    """Beside the controller: the hall's authority, which enrols units, and the server that they fetch releases from."""

    @property
    def account(self) -> str:
        """System user and group of its process."""
        return f"tingtang-{self.value}"

    @property
    def unit(self) -> str:
        """Its systemd service."""
        return f"tingtang-{self.value}.service"


@dataclass(frozen=True, slots=True)
class Layout:
    """Args: root: `/`, or the folder that will become a unit's root (an image, a chroot, a test's own)."""

    root: Path = Path("/")

    @property
    def product(self) -> Path:
        return self.root / "opt/tingtang"

    @property
    def releases(self) -> Path:
        """One folder for each installed version, each with its whole virtual environment."""
        return self.product / "releases"

    def release(self, version: str) -> Path:
        return self.releases / version

    @property
    def current(self) -> Path:
        """Symbolic link to the release that runs; changed in one step."""
        return self.product / "current"

    @property
    def previous(self) -> Path:
        """Symbolic link to the release before, for going back."""
        return self.product / "previous"

    @property
    def proven(self) -> Path:
        """Symbolic link to the last release seen well: upgrades run from it, so a broken release can't stop the way back."""
        return self.product / "proven"

    @property
    def upgrade(self) -> Path:
        """Where an upgrade stands, and what was fetched for it (root, 0700)."""
        return self.product / "upgrade"

    @property
    def python(self) -> Path:
        return self.current / "venv/bin/python"

    @property
    def models(self) -> Path:
        """The recogniser's."""
        return self.product / "models"

    @property
    def fonts(self) -> Path:
        """Extracted at installation."""
        return self.product / "fonts"

    @property
    def clips(self) -> Path:
        """Voice clips."""
        return self.product / "clips"

    @property
    def settings(self) -> Path:
        """Readable by all; holds no secret."""
        return self.root / "etc/tingtang"

    def settings_of(self, role: Role) -> Path:
        return self.settings / f"{role.value}.toml"

    @property
    def hall(self) -> Path:
        """The hall's own file, on the controller."""
        return self.settings / "hall.toml"

    @property
    def release_key(self) -> Path:
        """Public key (PEM, Ed25519) of whom releases are taken from; put there at installation."""
        return self.settings / "release-key.pub"

    @property
    def secrets(self) -> Path:
        """Root's alone (0700); systemd hands single files to single services (`LoadCredential=`)."""
        return self.settings / "secrets"

    @property
    def authority(self) -> Path:
        """Certificate of the hall's own authority, on the controller."""
        return self.settings / "authority.crt"

    @property
    def authority_key(self) -> Path:
        """Its key, for `tingtang-units.service` (`LoadCredential=authority.key`) and root."""
        return self.secrets / "authority.key"

    @property
    def mosquitto(self) -> Path:
        """What the hall's broker reads beside its configuration (0750, root and group mosquitto)."""
        return self.settings / "mosquitto"

    @property
    def unit(self) -> Path:
        """Who this unit is and where its hall is."""
        return self.settings / "unit.toml"

    @property
    def enrolment_code(self) -> Path:
        """One-time code that waits to be used; gone afterwards."""
        return self.secrets / "enrolment-code"

    @property
    def identity(self) -> Path:
        """This unit's certificate and key and the hall's authority (root, 0700): `client.crt`, `client.key`, `hall-ca.crt`."""
        return self.settings / "identity"

    @property
    def data(self) -> Path:
        return self.root / "var/lib/tingtang"

    def data_of(self, role: Role) -> Path:
        """Journal, outbox, leases, ledger: what must outlive a power cut."""
        return self.data / role.value

    @property
    def backups(self) -> Path:
        """Encrypted backups of the controller."""
        return self.data / "backups"

    def credential(self, role: Role, name: str) -> Path:
        """Where systemd puts a file of `LoadCredential=` for the role's service (systemd.exec(5))."""
        return self.root / "run/credentials" / role.unit / name
