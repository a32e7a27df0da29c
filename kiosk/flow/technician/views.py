"""What the technician's screens show, without words."""

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.flow.technician.ports import CheckRow, DeviceRow, LogRow, NetworkRow, RecordRow

TECHNICIAN = "technician"
"""Name of the flow, which the hidden corner of the resting screen begins, whatever stands there."""


class Page(StrEnum):
    """What the menu offers; the value is the intent's."""

    TOUCH = "touch"
    CHECK = "check"
    DEVICES = "devices"
    SCAN = "scan"
    """Camera and scanner: the picture, and a code before it."""
    NETWORK = "network"
    LOG = "log"
    STOCK = "stock"
    ROTATION = "rotation"
    BUNDLE = "bundle"
    SERVICE = "service"
    """Take the terminal out of service, or back."""
    RESTART = "restart"


@dataclass(frozen=True, slots=True)
class TechnicianCode:
    """Type the code. Intents: KEY, CONFIRM."""

    typed: str = field(default="", repr=False)
    wrong: bool = False
    wait_s: int = 0
    """Nothing typed counts until then."""


@dataclass(frozen=True, slots=True)
class TechnicianMenu:
    """Intents: CHOOSE a page, CONFIRM leaves."""

    pages: tuple[Page, ...]
    record: RecordRow


@dataclass(frozen=True, slots=True)
class TouchGrid:
    """Touch each field once. Intents: CHOOSE a field's number."""

    columns: int
    rows: int
    touched: frozenset[int] = frozenset()

    @property
    def done(self) -> bool:
        return len(self.touched) == self.columns * self.rows


@dataclass(frozen=True, slots=True)
class CheckShown:
    rows: tuple[CheckRow, ...]
    page: int = 0


@dataclass(frozen=True, slots=True)
class DevicesShown:
    """Intents: CHOOSE a device, to test it."""

    rows: tuple[DeviceRow, ...]
    page: int = 0


@dataclass(frozen=True, slots=True)
class NetworkShown:
    rows: tuple[NetworkRow, ...]
    page: int = 0


@dataclass(frozen=True, slots=True)
class LogShown:
    rows: tuple[LogRow, ...]
    page: int = 0


@dataclass(frozen=True, slots=True)
class StockCount:
    """Type how many blanks lie in the tray. Intents: KEY, CONFIRM."""

    left: int
    typed: str
    too_many: bool = False


@dataclass(frozen=True, slots=True)
class RotationChoice:
    """Intents: CHOOSE degrees."""

    now: int


class Note(StrEnum):
    """What a short word says; CONFIRM goes on."""

    TESTING = "testing"
    TESTED = "tested"
    TEST_FAILED = "test-failed"
    COLLECTING = "collecting"
    BUNDLE_THERE = "bundle-there"
    BUNDLE_FAILED = "bundle-failed"
    STOCK_KEPT = "stock-kept"
    ROTATION_KEPT = "rotation-kept"
    NOT_KEPT = "not-kept"
    RESTART = "restart"
    """Really? CONFIRM restarts."""
    SWITCH_OFF = "switch-off"
    """Really? CONFIRM takes it out of service."""
    SWITCH_ON = "switch-on"
    """CONFIRM lets people use it again."""
    SCANNED = "scanned"
    NOT_SCANNED = "not-scanned"


@dataclass(frozen=True, slots=True)
class TechnicianNote:
    note: Note
    about: str = ""
    """A device's id, a place, a reason."""


TechnicianView = (
    TechnicianCode
    | TechnicianMenu
    | TouchGrid
    | CheckShown
    | DevicesShown
    | NetworkShown
    | LogShown
    | StockCount
    | RotationChoice
    | TechnicianNote
)
