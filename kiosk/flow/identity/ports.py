"""How identification reaches the world. Protocols only; none of the methods raises for what a device, a line or a person does."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from api.messages.identity_commands import GiveConsent, RecordIdentity
from api.messages.identity_words import Assurance, IdentityOutcome, IdentitySource, ScoreBand
from kiosk.flow.identity.person import DocumentHolder
from kiosk.vision.messages import Guided, StartFace


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a way can be offered now; `reason` is a dotted key when it can't."""

    ready: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FaceReport:
    """How a comparison ended; see `kiosk.vision.messages.FaceDone`."""

    outcome: IdentityOutcome
    reason: str = ""
    assurance: Assurance = Assurance.L0
    band: ScoreBand | None = None
    engine: str = ""
    models: str = ""
    cues: tuple[str, ...] = ()
    source: IdentitySource | None = None
    picture: str = field(default="", repr=False)


class FacePort(Protocol):
    """The vision process. A process that died is restarted behind this; what ran then ends as `unavailable`."""

    def readiness(self) -> Readiness:
        """Camera, models, engine, and something to compare with: `vision.nothingToCompare` where neither a register nor an
        adapter nor a card photo's decoder is there.
        """
        ...

    @property
    def level(self) -> Assurance:
        """The best a face can reach here."""
        ...

    @property
    def keeps_people(self) -> bool:
        """There is somebody in this kiosk's own register, to compare a claimed person with."""
        ...

    async def compare(self, order: StartFace, on_guided: Callable[[Guided], None]) -> FaceReport:
        """Run one comparison to its end; cancelling it wipes it."""
        ...


@dataclass(frozen=True, slots=True)
class CardRead:
    """`holder` when a card was read; else `reason` such as `card.none`, `card.liftAndPutAgain`, `card.expired`, `silent`."""

    holder: DocumentHolder | None = field(default=None, repr=False)
    reason: str = ""
    problems: tuple[str, ...] = ()
    """What doesn't fit (`id.check`, `card.expired` …): a card with problems is never taken."""


class CardPort(Protocol):
    def readiness(self) -> Readiness: ...

    @property
    def decodes_photos(self) -> bool:
        """A decoder of the chip's photo is installed: only then can a face be compared with a card."""
        ...

    async def read(self, on_state: Callable[[str], None]) -> CardRead:
        """Ask the reader for one card. `on_state`: `waiting`, `reading`. Cancelling it stops the reader."""
        ...

    @property
    def lies_there(self) -> bool:
        """A card is on the reader: remind its owner."""
        ...


@dataclass(frozen=True, slots=True)
class Scanned:
    """`data` is what a code held; empty with a `reason`."""

    data: bytes = field(default=b"", repr=False)
    reason: str = ""


class ScanPort(Protocol):
    """Camera and scanner device as one: whichever sees a code first."""

    def readiness(self) -> Readiness: ...

    @property
    def by_camera(self) -> bool:
        """There is a preview to show."""
        ...

    async def scan(self) -> Scanned:
        """The next code. Cancelling it switches both off."""
        ...


@dataclass(frozen=True, slots=True)
class CodeVerdict:
    """A show-code that was looked at. `reason` is empty for a good one, else `code.replayed`, `code.expired`, `code.notYetValid`,
    `code.wrongHall`, `code.unknownKey`, `code.badSignature`, `code.wrongNonce`, `code.algorithm`, `code.clock`,
    `code.malformed`, `code.withdrawnKey`, `code.hallSilent`.
    """

    holder: DocumentHolder | None = field(default=None, repr=False)
    reason: str = ""
    bound: bool = False
    """Signed over this kiosk's nonce."""
    online: bool = True
    """The hall confirmed that it wasn't used before."""


class CodePort(Protocol):
    def readiness(self) -> Readiness:
        """`code.clock` until the clock is sane; `code.noIssuers` without a trust list."""
        ...

    def nonce(self) -> str:
        """A fresh one, and forgets the one before."""
        ...

    def nonce_code(self, nonce: str) -> str:
        """Text of the QR that the kiosk shows for a phone to sign."""
        ...

    async def verify(self, data: bytes, nonce: str) -> CodeVerdict:
        """Signature, time, hall, key, nonce; then redeemed at the hall so that it is good once."""
        ...


@dataclass(frozen=True, slots=True)
class Checked:
    """A platform's answer."""

    outcome: IdentityOutcome
    reason: str = ""
    assurance: Assurance = Assurance.L0
    source: IdentitySource | None = None
    holder: DocumentHolder | None = field(default=None, repr=False)
    watermark: str = field(default="", repr=False)


class RegisterPort(Protocol):
    """Evidence, consents and platforms: the hall's side of identification."""

    @property
    def adapters(self) -> frozenset[str]:
        """Platforms that the hall can ask now: `ctid`, `licence`. Empty while it is away."""
        ...

    def person(self, holder: DocumentHolder) -> str:
        """Their keyed hash."""
        ...

    async def claim(self, booking: str) -> str:
        """Whose booking it is, as a hash; empty when there is none or the hall is silent."""
        ...

    async def check(
        self, adapter: str, *, holder: DocumentHolder | None, code: str = "", picture: str = "", consent: str = ""
    ) -> Checked:
        """Ask a platform. Never keeps or logs anything of it."""
        ...

    def record(self, evidence: RecordIdentity) -> None:
        """Durable: sent to the hall when it is there."""
        ...

    def give_consent(self, consent: GiveConsent) -> str:
        """Durable. Returns the consent's id, which orders to the vision process carry."""
        ...

    def receipt(self, consent: str) -> str:
        """Number of a consent, to take it back by; empty until the hall has answered."""
        ...

    async def withdraw(self, *, receipt: str = "", person: str = "") -> int | None:
        """How many consents were taken back, and templates deleted here; None when the hall is silent (it is kept and sent
        later; what is stored here is deleted at once).
        """
        ...


@dataclass(frozen=True, slots=True)
class Moment:
    """Clock, calendar and chance, as identification needs them."""

    now_ms: Callable[[], int]
    """UTC by the hall's clock, as far as it is known here."""
    today: Callable[[], date]
    """In the hall's time zone: birthdays and ages are counted by it."""
    new_id: Callable[[], str]
    seed: Callable[[], int]
    """Unpredictable: which way a head is asked to turn."""


@dataclass(frozen=True, slots=True)
class IdentityPorts:
    """Everything identification may reach."""

    face: FacePort
    card: CardPort
    scan: ScanPort
    code: CodePort
    register: RegisterPort
    moment: Moment
