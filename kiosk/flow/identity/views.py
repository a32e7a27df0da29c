"""What identification's steps want shown, without words."""

from dataclasses import dataclass, field

from api.messages.identity_words import Assurance, ConsentPurpose, IdentityWay, OfflineRung
from api.messages.names import Names
from kiosk.vision.messages import Guidance


@dataclass(frozen=True, slots=True)
class WayOffer:
    """One way on the hub. All are drawn equally large; one that can't be used is grey with its reason."""

    way: IdentityWay
    enabled: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class IdentityHub:
    """Choose how to say who you are. Intents: CHOOSE (a way's word), BACK."""

    ways: tuple[WayOffer, ...]
    service: Names
    """What it is for; empty when it is for no service."""
    rung: OfflineRung = OfflineRung.ONLINE
    second: bool = False
    """One proof is given; another one is needed besides."""
    guardian: bool = False
    """It is the guardian's turn."""
    failed: str = ""
    """Why the way before didn't work, a dotted key; shown above the ways."""


@dataclass(frozen=True, slots=True)
class ConsentNotice:
    """The notice and its two answers, equally large. Intents: YES, NO, BACK; TURN_PAGE."""

    purpose: ConsentPurpose
    version: str
    service: Names
    page: int = 0
    pages: int = 1


@dataclass(frozen=True, slots=True)
class GuardianNeeded:
    """Under the age: somebody who looks after the child identifies first. Intents: CONFIRM, BACK."""

    age_limit: int


@dataclass(frozen=True, slots=True)
class ChooseClaim:
    """Claim first, then 1:1: say who you are by … Intents: CHOOSE (`id-number`, `booking`, `card`), BACK.

    The same question stands before the withdrawal of a consent (`receipt`, `identify`) and of a check-in (`booking`, `scan`,
    `identify`).
    """

    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChooseDocument:
    """Intents: CHOOSE (a type's code), BACK."""

    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EnterDocument:
    """Typing a document's number. Intents: KEY (digit, letter, `erase`), CONFIRM, BACK; SEVERAL shows or hides what was typed."""

    document: str
    typed: str = field(default="", repr=False)
    hidden: bool = True
    """All but the first and last characters are dots."""
    letters: bool = False
    """This type's numbers have letters; a resident's card has only X."""
    complete: bool = False
    problem: str = ""
    """A dotted key such as `id.check`."""


@dataclass(frozen=True, slots=True)
class FaceCheck:
    """The preview with its oval. Intents: BACK (another way)."""

    guidance: Guidance
    level: Assurance
    step: int = 0
    steps: int = 0
    progress: float = 0.0
    box: tuple[float, float, float, float] | None = None
    left_s: int = 0


@dataclass(frozen=True, slots=True)
class ScanNow:
    """Hold a code before the camera or scanner. Intents: BACK."""

    purpose: str
    """`show-code`, `ticket`, `booking`, `rating`."""
    by_camera: bool
    left_s: int = 0
    nonce_code: str = field(default="", repr=False)
    """QR to sign by the phone first; empty: not asked for."""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class LayCard:
    """Intents: BACK."""

    state: str
    """`waiting`, `reading`, `lift` (take it away and lay it again)."""
    left_s: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class TakeCardBack:
    """The card lies there still. Leaves by itself when it is gone."""


@dataclass(frozen=True, slots=True)
class WayFailed:
    """A way didn't work: why, and what else there is. Intents: CONFIRM (again, when allowed), CHOOSE `other`, CHOOSE `person`."""

    way: IdentityWay
    reason: str
    again: bool
    wait_s: int = 0
    """Seconds until a try is allowed again, after too many."""


@dataclass(frozen=True, slots=True)
class AskPerson:
    """Staff look at the document. Intents: CONFIRM, BACK."""

    rung: OfflineRung = OfflineRung.ONLINE
    number: bool = False
    """A number comes next, and the window looks when it is called; else staff are where the citizen goes now."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """Identified; leaves by itself. The name is masked: 王*明."""

    name: str = field(default="", repr=False)
    number: str = field(default="", repr=False)
    """Masked."""
    receipt: str = field(default="", repr=False)
    """Of a consent that is kept, to withdraw it by."""
    claimed: bool = False
    """Said but not shown, such as a typed number: nobody has verified it yet, the window will look."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A consent was taken back. Intents: CONFIRM."""

    count: int
    later: bool = False
    """The hall is silent: it is told when it is back."""
    by_receipt: bool = False
    """Nobody knows who it was: a number that isn't known may be a mistyped one."""


IdentityView = (
    IdentityHub
    | ConsentNotice
    | GuardianNeeded
    | ChooseClaim
    | ChooseDocument
    | EnterDocument
    | FaceCheck
    | ScanNow
    | LayCard
    | TakeCardBack
    | WayFailed
    | AskPerson
    | Welcome
    | Withdrawn
)
