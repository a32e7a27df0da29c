"""A kiosk's TOML file, checked whole: an unknown key is an error that names file, section and key."""

from datetime import time
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, model_validator

from api.messages.base import Id
from api.process.broker_access import BrokerSection
from api.process.metrics_settings import MetricsSection
from api.process.settings_file import LogSection, Section, from_folder, load_file
from api.text.catalogue import INCOMPLETE_LANGUAGES, LANGUAGES
from drivers.camera.settings import CameraSettings
from kiosk.flow.documents.stock import MOST as MOST_BLANKS
from kiosk.settings_zone import ZoneSection
from kiosk.vision.bands import check_accept_from
from kiosk.vision.settings import RegistrySettings

DeviceAddress = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}/[a-z0-9-]{1,32}$")]


class KioskSection(Section):
    site: Id
    node: Id
    data_dir: Path
    """Takes, outbox and this installation's client id; survives updates."""
    printer: DeviceAddress
    """`node/device` of the receipt printer, such as `kiosk-01-agent/receipt-1`."""
    speaker: DeviceAddress | None = None
    """`node/device` of the terminal's own loudspeaker: it says what to do while somebody is identified. Left out: silent."""
    keypad: DeviceAddress | None = None
    """`node/device` of the tactile keypad: everything can be done with it by ear. Left out: none."""
    headphones: DeviceAddress | None = None
    """`node/device` of the sound output at the headphone jack. Left out: what is personal is never said."""
    large_tickets: bool = False
    """Every ticket with a number 15 mm high and where to go; takes more paper."""
    place: str = ""
    """Where a person finds the kiosk."""
    plan: Path | None = None
    """The hall's floor plan (`docs/kiosk/hall-map.md`). Left out: there is no map on the screen."""
    fonts: Path | None = None
    """Folder of the extracted fonts; made in `data_dir` when left out."""
    languages: tuple[str, ...] = LANGUAGES
    """The first one is shown while nobody is there. `mn-Mong` has a few words only (`docs/kiosk/look.md`)."""
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
    rotation: Literal[0, 90, 180, 270] = 0
    """How far the panel is turned clockwise as it is mounted; `width` and `height` are what people see, upright."""


class TimesSection(Section):
    idle_s: float = Field(default=60, ge=5, le=600)
    warning_s: float = Field(default=20, ge=5, le=120)


class IslandSection(Section):
    """Numbers for the time the hall can't be reached."""

    numbers: int = Field(default=20, ge=0, le=200)
    """Of each queue, leased while the hall is there; 0: without the hall the kiosk gives none."""


class DocumentsSection(Section):
    """Certificates and reports on A4. Left out: items that end with one are grey."""

    printer: DeviceAddress | None = None
    """`node/device` of the document printer, such as `kiosk-01-agent/document-1`."""
    blanks_low: int = Field(default=20, ge=0, le=1_000)
    """So many certificate blanks or fewer: staff should bring more."""
    blanks_at_first: int = Field(default=0, ge=0, le=MOST_BLANKS)
    """In the tray of a kiosk where nobody has counted them yet; then technicians count (`docs/kiosk/documents.md`)."""


class TechnicianSection(Section):
    """What a technician does at the screen; see `docs/kiosk/technician.md`."""

    code_file: Path | None = None
    """Made by `tingtang kiosk code`; readable by this account alone (0600). Left out: the hidden corner does nothing."""
    self_test_at: time = time(4, 30)
    """The hall's time; once a day, when nobody stands there."""


class IdentitySection(Section):
    """What tells who somebody is. Each part is optional: one that is left out isn't at this kiosk, and its way is grey."""

    card: DeviceAddress | None = None
    """`node/device` of the ID-card reader."""
    scanner: DeviceAddress | None = None
    """`node/device` of the code scanner; codes are read by the camera as well."""
    camera: CameraSettings | None = None
    """For faces and codes. See `docs/identity/vision-process.md`."""
    leave_detection: bool = False
    """The camera sees whether anything moves while somebody's session runs, so that one who left is asked for sooner. No face is
    looked for; still, people must be told that the camera is on."""
    engine: Literal["sface", "dlib"] = "sface"
    accept_from: float | None = Field(default=None, gt=0, lt=1)
    """The hall's own threshold, from `tingtang vision calibrate`; left out: the shipped bands."""
    liveness_modules: tuple[Annotated[str, Field(pattern=r"^[A-Za-z_][\w.]*:[A-Za-z_]\w*$")], ...] = ()
    """Infrared or depth judges besides the camera's own, each a `module:function` brought by the deployer."""
    models: Path = Path("var/assets/models")
    """Folder that `tingtang models fetch` fills."""
    nice: int = Field(default=5, ge=0, le=19)
    """Of the vision process: the screen goes first."""
    registry: RegistrySettings | None = None
    """Residents who agreed that this kiosk keeps their template. Left out: off."""
    person_key: Path | None = None
    """The hall's key for pseudonyms, one for all its kiosks; readable by this account alone (0600)."""
    trust_list: Path | None = None
    """Issuers of show-codes, signed."""
    trust_root: Path | None = None
    """Public key that signs trust lists."""
    photo_decoder: str | None = Field(default=None, pattern=r"^[A-Za-z_][\w.]*:[A-Za-z_]\w*$")
    """`module:function` that decodes a card's photo, brought by the deployer."""
    photo_decoder_folder: Path | None = None

    @property
    def empty(self) -> bool:
        """Nothing but staff can tell who somebody is."""
        return self.card is None and self.scanner is None and self.camera is None

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        if (self.trust_list is None) != (self.trust_root is None):
            raise ValueError("identity.trust_list and identity.trust_root belong together")
        if not self.empty and self.person_key is None:
            raise ValueError("identity.person_key is missing; make one for the hall: openssl rand -hex 32")
        if self.leave_detection and self.camera is None:
            raise ValueError("identity.leave_detection needs a camera")
        if self.registry is not None and self.camera is None:
            raise ValueError("identity.registry needs a camera")
        if self.photo_decoder is not None and self.card is None:
            raise ValueError("identity.photo_decoder needs a card reader")
        check_accept_from(self.engine, self.accept_from)
        return self


class KioskSettings(Section):
    kiosk: KioskSection
    broker: BrokerSection = BrokerSection()
    log: LogSection = LogSection()
    metrics: MetricsSection = MetricsSection()
    display: DisplaySection = DisplaySection()
    times: TimesSection = TimesSection()
    island: IslandSection = IslandSection()
    zone: ZoneSection = ZoneSection()
    documents: DocumentsSection = DocumentsSection()
    technician: TechnicianSection = TechnicianSection()
    identity: IdentitySection = IdentitySection()

    @model_validator(mode="after")
    def _timezone_is_known(self) -> Self:
        try:
            ZoneInfo(self.kiosk.timezone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"kiosk.timezone: there is no time zone {self.kiosk.timezone!r}") from error
        return self

    @model_validator(mode="after")
    def _languages_are_known(self) -> Self:
        unknown = [language for language in self.kiosk.languages if language not in (*LANGUAGES, *INCOMPLETE_LANGUAGES)]
        if unknown or not self.kiosk.languages:
            raise ValueError(f"kiosk.languages: choose from {', '.join((*LANGUAGES, *INCOMPLETE_LANGUAGES))}")
        return self


def load_settings(path: Path) -> KioskSettings:
    """Read and check a kiosk's file; relative paths in it start at its folder.

    Raises:
        ConfigurationError: it can't be read, isn't TOML, or a key is unknown, missing or wrong.
    """
    settings = load_file(path, KioskSettings)
    folder = path.resolve().parent
    return settings.model_copy(
        update={
            "kiosk": from_folder(settings.kiosk, folder),
            "broker": from_folder(settings.broker, folder),
            "metrics": from_folder(settings.metrics, folder),
            "technician": from_folder(settings.technician, folder),
            "identity": _identity_from(settings.identity, folder),
        }
    )


def _identity_from(identity: IdentitySection, folder: Path) -> IdentitySection:
    nested = {
        name: from_folder(part, folder)
        for name, part in (("camera", identity.camera), ("registry", identity.registry))
        if part is not None
    }
    return from_folder(identity, folder).model_copy(update=nested)
