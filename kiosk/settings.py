"""A kiosk's TOML file, checked whole: an unknown key is an error that names file, section and key."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from api.messages.base import Id
from api.text.catalogue import LANGUAGES

_Model = TypeVar("_Model", bound=BaseModel)
DeviceAddress = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}/[a-z0-9-]{1,32}$")]


class SettingsError(Exception):
    """The file can't be used; the text says what, where and what to do."""


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class KioskSection(Section):
    site: Id
    node: Id
    data_dir: Path
    """Takes, outbox and this installation's client id; survives updates."""
    printer: DeviceAddress
    """`node/device` of the receipt printer, such as `kiosk-01-agent/receipt-1`."""
    place: str = ""
    """Where a person finds the kiosk."""
    fonts: Path | None = None
    """Folder of the extracted fonts; made in `data_dir` when left out."""
    languages: tuple[str, ...] = LANGUAGES
    """The first one is shown while nobody is there."""
    timezone: str = "Asia/Shanghai"
    """The hall's; what is shown and printed is in its time."""
    demo_port: int | None = Field(default=None, ge=1, le=65_535)
    """Loopback port with the live picture and touches from outside. For demo and tests; never in a real hall."""
    log_format: Literal["json", "console"] = "json"
    log_level: Literal["debug", "info", "warning", "error"] = "info"


class DisplaySection(Section):
    width: int = Field(default=1080, ge=480, le=7_680)
    height: int = Field(default=1920, ge=480, le=7_680)
    """Portrait or landscape follows from the two, in pixels."""
    diagonal_in: float = Field(default=21.5, ge=7, le=65)
    fullscreen: bool | None = None
    """Left out: yes, but in the demo a window, half as large where there is a display to show it on."""


class TimesSection(Section):
    idle_s: float = Field(default=60, ge=5, le=600)
    warning_s: float = Field(default=20, ge=5, le=120)


class BrokerSection(Section):
    host: str = "127.0.0.1"
    port: int = Field(default=1883, ge=1, le=65_535)
    username: str | None = None
    """The node's name when left out."""
    password_file: Path | None = None
    """Holds the password and nothing else."""
    ca_file: Path | None = None
    """Certificate authority of the broker: turns TLS on."""
    certificate_file: Path | None = None
    key_file: Path | None = None


class KioskSettings(Section):
    kiosk: KioskSection
    broker: BrokerSection = BrokerSection()
    display: DisplaySection = DisplaySection()
    times: TimesSection = TimesSection()

    @model_validator(mode="after")
    def _timezone_is_known(self) -> Self:
        try:
            ZoneInfo(self.kiosk.timezone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"kiosk.timezone: there is no time zone {self.kiosk.timezone!r}") from error
        return self

    @model_validator(mode="after")
    def _languages_are_known(self) -> Self:
        unknown = [language for language in self.kiosk.languages if language not in LANGUAGES]
        if unknown or not self.kiosk.languages:
            raise ValueError(f"kiosk.languages: choose from {', '.join(LANGUAGES)}")
        return self


def load_settings(path: Path) -> KioskSettings:
    """Read and check a kiosk's file; relative paths in it start at its folder.

    Raises:
        SettingsError: it can't be read, isn't TOML, or a key is unknown, missing or wrong.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: can't be read ({error.strerror}); `--config` names the kiosk's TOML file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: isn't valid TOML: {error}") from error
    try:
        settings = KioskSettings.model_validate(document)
    except ValidationError as error:
        # Values stay out of the text: one may be a password.
        lines = [f"  {'.'.join(str(part) for part in e['loc']) or 'file'}: {e['msg']}" for e in error.errors()[:10]]
        raise SettingsError(f"{path}: not usable:\n" + "\n".join(lines)) from error
    folder = path.resolve().parent
    return settings.model_copy(
        update={"kiosk": _from_folder(settings.kiosk, folder), "broker": _from_folder(settings.broker, folder)}
    )


def _from_folder(model: _Model, folder: Path) -> _Model:
    paths = {name: folder / value for name in type(model).model_fields if isinstance(value := getattr(model, name), Path)}
    return model.model_copy(update=paths)


def read_password(section: BrokerSection) -> str | None:
    """The broker password, or None when none is set.

    Raises:
        SettingsError: the file can't be read.
    """
    if section.password_file is None:
        return None
    try:
        return section.password_file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"{section.password_file}: can't be read ({error.strerror}): broker.password_file") from error
