"""Settings of the controller's process: one TOML file. The hall itself is another file (`config`)."""

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from api.process.broker_access import BrokerSection
from api.process.metrics_settings import MetricsSection
from api.process.settings_file import LogSection, Section, from_folder, load_file
from hall_controller.identity.adapters.settings import IdentitySection, in_folder
from hall_controller.items.settings import ItemsSection, items_in_folder
from hall_controller.settings_backup import BackupSection, backup_in_folder


class HttpSection(Section):
    host: str = "127.0.0.1"
    """Only this machine by default; a hall's own address stands here where desks are other machines."""
    port: int = Field(default=8080, ge=0, le=65_535)
    """0: any free port; the log names it."""
    secure_cookies: bool = False
    """Set it where people come over HTTPS, by way of a TLS proxy in front: browsers then never send the session in the clear.
    Over plain HTTP nobody could sign in with it. With `certificate_file` it is so anyway.
    """
    certificate_file: Path | None = None
    """Certificate (PEM, with those between it and its authority): the pages are served over HTTPS, TLS 1.3, and nothing over
    HTTP. Read again when it was renewed.
    """
    key_file: Path | None = None
    """Its key, readable by this account alone."""

    @property
    def only_secure_cookies(self) -> bool:
        return self.secure_cookies or self.certificate_file is not None

    @model_validator(mode="after")
    def _certificate_has_its_key(self) -> Self:
        if (self.certificate_file is None) != (self.key_file is None):
            raise ValueError("http.certificate_file and http.key_file belong together")
        return self


class ControllerSettings(Section):
    """One hall controller."""

    site_file: Path
    """The hall's configuration."""
    data_dir: Path
    """Ledger, accounts, lock: one controller at a time."""
    demo: bool = False
    """Known accounts and live pictures of emulated devices. Never in a real hall."""
    http: HttpSection = HttpSection()
    broker: BrokerSection = BrokerSection()
    log: LogSection = LogSection()
    metrics: MetricsSection = MetricsSection()
    identity: IdentitySection = IdentitySection()
    items: ItemsSection = ItemsSection()
    backup: BackupSection = BackupSection()
    complaints_key: Path | None = None
    """Key that seals what citizens write in complaints, readable by this account alone (0600). Left out: a file in `data_dir`,
    made at the first start; on a medium of its own a stolen disk tells nothing.
    """


def load_settings(path: Path) -> ControllerSettings:
    """Read and check the file; relative paths in it start at its folder.

    Raises:
        ConfigurationError: it can't be read, isn't TOML, or a key is unknown, missing or wrong.
    """
    settings = load_file(path, ControllerSettings)
    folder = path.resolve().parent
    settings = settings.model_copy(
        update={
            "http": from_folder(settings.http, folder),
            "broker": from_folder(settings.broker, folder),
            "metrics": from_folder(settings.metrics, folder),
            "identity": in_folder(settings.identity, folder),
            "items": items_in_folder(settings.items, folder),
            "backup": backup_in_folder(settings.backup, folder, folder / settings.data_dir),
        }
    )
    return from_folder(settings, folder)


def hall_file(data_dir: Path) -> Path:
    """The hall's database in the data folder."""
    return data_dir / "hall.sqlite3"


def identity_file(data_dir: Path) -> Path:
    """Evidence, consents and used codes, in the data folder."""
    return data_dir / "identity.sqlite3"


def items_file(data_dir: Path) -> Path:
    """Applications and documents under way, in the data folder."""
    return data_dir / "items.sqlite3"


def accounts_file(data_dir: Path) -> Path:
    """The accounts' database in the data folder."""
    return data_dir / "accounts.sqlite3"


def duty_file(data_dir: Path) -> Path:
    """Calls for a person on duty, and complaints, in the data folder."""
    return data_dir / "duty.sqlite3"


def complaints_key(data_dir: Path) -> Path:
    """The key of the complaints where the settings name no other place."""
    return data_dir / "complaints.key"
