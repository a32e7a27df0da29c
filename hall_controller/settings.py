"""Settings of the controller's process: one TOML file, unknown keys refused. The hall itself is another file (`config`)."""

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from hall_controller.config import ConfigurationError


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class HttpSection(Section):
    host: str = "127.0.0.1"
    """Only this machine by default; a hall's own address stands here where desks are other machines."""
    port: int = Field(default=8080, ge=0, le=65_535)
    """0: any free port; the log names it."""


class BrokerSection(Section):
    host: str = "127.0.0.1"
    port: int = Field(default=1883, ge=1, le=65_535)
    username: str = "ctl"
    password_file: Path | None = None
    """Holds the password and nothing else; never the password itself in this file."""
    ca_file: Path | None = None
    """Certificate authority of the broker: turns TLS on."""
    certificate_file: Path | None = None
    key_file: Path | None = None


class LogSection(Section):
    format: Literal["json", "console"] = "json"
    level: Literal["debug", "info", "warning", "error"] = "info"


class ControllerSettings(BaseSettings):
    """One hall controller."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid")

    site_file: Path
    """The hall's configuration."""
    data_dir: Path
    """Ledger, accounts, lock: one controller at a time."""
    demo: bool = False
    """Known accounts and live pictures of emulated devices. Never in a real hall."""
    http: HttpSection = HttpSection()
    broker: BrokerSection = BrokerSection()
    log: LogSection = LogSection()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 (the library's signature)
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (the library's signature)
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (the library's signature)
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (the library's signature)
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The file alone: what runs can be read in one place."""
        return (init_settings,)


def load_settings(path: Path) -> ControllerSettings:
    """Read and check the file; relative paths in it start at its folder.

    Raises:
        ConfigurationError: it can't be read, isn't TOML, or a key is unknown, missing or wrong.
    """
    if not path.is_file():
        raise ConfigurationError(f"{path}: there is no such file; `--config` names the controller's TOML file")
    try:
        document = TomlConfigSettingsSource(ControllerSettings, path)()
        settings = ControllerSettings(**document)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path}: isn't valid TOML: {error}") from error
    except OSError as error:
        raise ConfigurationError(f"{path}: can't be read ({error.strerror}); check its rights") from error
    except ValidationError as error:
        lines = [f"  {'.'.join(str(part) for part in e['loc']) or 'file'}: {e['msg']}" for e in error.errors()[:10]]
        raise ConfigurationError(f"{path}: not usable:\n" + "\n".join(lines)) from error
    folder = path.resolve().parent
    broker = settings.broker
    return settings.model_copy(
        update={
            "site_file": folder / settings.site_file,
            "data_dir": folder / settings.data_dir,
            "broker": broker.model_copy(
                update={
                    name: folder / value
                    for name in ("password_file", "ca_file", "certificate_file", "key_file")
                    if (value := getattr(broker, name)) is not None
                }
            ),
        }
    )


def hall_file(data_dir: Path) -> Path:
    """The hall's database in the data folder."""
    return data_dir / "hall.sqlite3"


def accounts_file(data_dir: Path) -> Path:
    """The accounts' database in the data folder."""
    return data_dir / "accounts.sqlite3"


def read_password(section: BrokerSection) -> str | None:
    """The broker password, or None when none is set.

    Raises:
        ConfigurationError: the file can't be read.
    """
    if section.password_file is None:
        return None
    try:
        return section.password_file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigurationError(f"{section.password_file}: can't be read ({error.strerror}): broker.password_file") from error
