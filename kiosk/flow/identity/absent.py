"""Ports of parts that a kiosk doesn't have: never ready, with the reason that the citizen reads. Nothing is pretended."""

import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime

from api.ids import new_id
from api.messages.identity_commands import GiveConsent, RecordIdentity
from api.messages.identity_words import Assurance, IdentityOutcome
from kiosk.flow.identity.person import DocumentHolder
from kiosk.flow.identity.ports import (
    CardRead,
    Checked,
    CodeVerdict,
    FaceReport,
    IdentityPorts,
    Moment,
    Readiness,
    Scanned,
)
from kiosk.vision.messages import Guided, StartFace

NOT_HERE = "identity.notHere"
"""This kiosk has no such part."""
SEED_BITS = 63
"""As many as a JSON number holds for every reader."""


class NoFace:
    """Implements FacePort where no camera is configured."""

    level = Assurance.L0
    keeps_people = False

    def readiness(self) -> Readiness:
        return Readiness(False, NOT_HERE)

    async def compare(self, order: StartFace, on_guided: Callable[[Guided], None]) -> FaceReport:
        return FaceReport(IdentityOutcome.UNAVAILABLE, NOT_HERE)


class NoCard:
    """Implements CardPort where no reader is configured."""

    decodes_photos = False
    lies_there = False

    def readiness(self) -> Readiness:
        return Readiness(False, NOT_HERE)

    async def read(self, on_state: Callable[[str], None]) -> CardRead:
        return CardRead(reason=NOT_HERE)


class NoScan:
    """Implements ScanPort where neither camera nor scanner is configured."""

    by_camera = False

    def readiness(self) -> Readiness:
        return Readiness(False, NOT_HERE)

    async def scan(self) -> Scanned:
        return Scanned(reason=NOT_HERE)


class NoCode:
    """Implements CodePort without a trust list."""

    def readiness(self) -> Readiness:
        return Readiness(False, "code.noIssuers")

    def nonce(self) -> str:
        return ""

    def nonce_code(self, nonce: str) -> str:
        return ""

    async def verify(self, data: bytes, nonce: str) -> CodeVerdict:
        return CodeVerdict(reason="code.noIssuers", online=False)


class NoRegister:
    """Implements RegisterPort without a person key: nobody is known again, nothing is kept, and no evidence leaves the kiosk."""

    adapters: frozenset[str] = frozenset()

    def person(self, holder: DocumentHolder) -> str:
        return ""

    async def claim(self, booking: str) -> str:
        return ""

    async def check(
        self, adapter: str, *, holder: DocumentHolder | None, code: str = "", picture: str = "", consent: str = ""
    ) -> Checked:
        return Checked(IdentityOutcome.UNAVAILABLE, NOT_HERE)

    def record(self, evidence: RecordIdentity) -> None:
        return

    def give_consent(self, consent: GiveConsent) -> str:
        return ""

    def receipt(self, consent: str) -> str:
        return ""

    async def withdraw(self, *, receipt: str = "", person: str = "") -> int | None:
        return 0


def system_moment() -> Moment:
    """The machine's own clock and chance; the hall's time zone comes with the settings."""
    return Moment(
        now_ms=lambda: time.time_ns() // 1_000_000,
        today=lambda: datetime.now(UTC).date(),
        new_id=new_id,
        seed=lambda: secrets.randbits(SEED_BITS),
    )


def nothing_here() -> IdentityPorts:
    """A kiosk where only staff can tell who somebody is."""
    return IdentityPorts(NoFace(), NoCard(), NoScan(), NoCode(), NoRegister(), system_moment())
