"""A kiosk's TOML file, checked whole: an unknown key is an error that names file, section and key."""

from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, model_validator

from api.messages.base import Id
from api.process.broker_access import BrokerSection
from api.process.settings_file import LogSection, Section, from_folder, load_file
from api.text.catalogue import LANGUAGES

DeviceAddress = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}/[a-z0-9-]{1,32}$")]


class KioskSection(Section):
    site: Id
    node: Id
    data_dir: Path
    """Takes, outbox and this installation's client id; survives updates."""
    printer: DeviceAddress
    """`node/device` of the receipt printer, such as `kiosk-01-agent/receipt-1`."""
    large_tickets: bool = False
    """Every ticket with a number 15 mm high and where to go; takes more paper."""
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


class IslandSection(Section):
    """Numbers for the time the hall can't be reached."""

    numbers: int = Field(default=20, ge=0, le=200)
    """Of each queue, leased while the hall is there; 0: without the hall the kiosk gives none."""


class KioskSettings(Section):
    kiosk: KioskSection
    broker: BrokerSection = BrokerSection()
    log: LogSection = LogSection()
    display: DisplaySection = DisplaySection()
    times: TimesSection = TimesSection()
    island: IslandSection = IslandSection()

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
        ConfigurationError: it can't be read, isn't TOML, or a key is unknown, missing or wrong.
    """
    settings = load_file(path, KioskSettings)
    folder = path.resolve().parent
    return settings.model_copy(
        update={"kiosk": from_folder(settings.kiosk, folder), "broker": from_folder(settings.broker, folder)}
    )
