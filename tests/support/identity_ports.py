"""Identification's ports in memory: a camera, a reader, a scanner and a hall under the test's hand. All people are invented."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from api.identity.id_number import check_character
from api.ids import new_id
from api.messages.identity_commands import GiveConsent, RecordIdentity
from api.messages.identity_words import Assurance, IdentityOutcome, IdentitySource, ScoreBand
from kiosk.flow.identity.person import DocumentHolder
from kiosk.flow.identity.ports import CardRead, Checked, CodeVerdict, FaceReport, IdentityPorts, Moment, Readiness, Scanned
from kiosk.vision.messages import Guidance, Guided, StartFace

TODAY = date(2026, 11, 20)
SHOW_CODE = b"eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmF0dXJl"
"""Looks like a signed code; the memory port decides what it is worth."""


def id_number(birth: str = "19900307", serial: str = "123", place: str = "610124") -> str:
    """A sound number of nobody."""
    first = f"{place}{birth}{serial}"
    return first + check_character(first)


def holder_of(birth: str = "19900307", serial: str = "123", name: str = "王小明", photo: str = "") -> DocumentHolder:
    iso = f"{birth[:4]}-{birth[4:6]}-{birth[6:]}"
    return DocumentHolder("111", id_number(birth, serial), name, iso, photo)


ADULT = holder_of()
OTHER_ADULT = holder_of("19720518", "347", "李静")
CHILD = holder_of("20150601", "221", "王小小")
TEENAGER = holder_of("20100601", "245", "王小红")

VERIFIED = FaceReport(
    IdentityOutcome.VERIFIED,
    assurance=Assurance.L2,
    band=ScoreBand.ACCEPT,
    engine="sface",
    models="a" * 64,
    cues=("planarity",),
    source=IdentitySource.LOCAL_REGISTRY,
)


def face_report(outcome: IdentityOutcome, reason: str = "", band: ScoreBand | None = None) -> FaceReport:
    return FaceReport(outcome, reason, band=band, engine="sface", models="a" * 64)


def person_of(holder: DocumentHolder) -> str:
    """Stands for the keyed hash."""
    return hashlib.sha256(f"{holder.document}:{holder.number}".encode()).hexdigest()


@dataclass
class MemoryFace:
    """Implements FacePort. `reports` are used up one by one; without one it looks until it is cancelled."""

    ready: Readiness = field(default_factory=lambda: Readiness(True))
    level: Assurance = Assurance.L2
    keeps_people: bool = True
    reports: list[FaceReport | Exception] = field(default_factory=list)
    orders: list[StartFace] = field(default_factory=list)
    guidance: list[Guided] = field(default_factory=list)
    running: int = 0

    def readiness(self) -> Readiness:
        return self.ready

    async def compare(self, order: StartFace, on_guided: Callable[[Guided], None]) -> FaceReport:
        self.orders.append(order)
        self.running += 1
        try:
            on_guided(Guided(id=order.id, guidance=Guidance.COME_CLOSER, box=(0.4, 0.4, 0.1, 0.1)))
            if not self.reports:
                await asyncio.Event().wait()
            await asyncio.sleep(0)
            report = self.reports.pop(0)
            if isinstance(report, Exception):
                # A new one each time: an exception keeps what it passed through.
                raise type(report)(*report.args)
            return report
        finally:
            self.running -= 1


@dataclass
class MemoryCard:
    """Implements CardPort. Without a read it waits until it is cancelled."""

    ready: Readiness = field(default_factory=lambda: Readiness(True))
    decodes_photos: bool = False
    lies_there: bool = False
    reads: list[CardRead | Exception] = field(default_factory=list)
    running: int = 0

    def readiness(self) -> Readiness:
        return self.ready

    async def read(self, on_state: Callable[[str], None]) -> CardRead:
        self.running += 1
        try:
            on_state("waiting")
            if not self.reads:
                await asyncio.Event().wait()
            on_state("reading")
            await asyncio.sleep(0)
            read = self.reads.pop(0)
            if isinstance(read, Exception):
                raise type(read)(*read.args)
            return read
        finally:
            self.running -= 1


@dataclass
class MemoryScan:
    """Implements ScanPort."""

    ready: Readiness = field(default_factory=lambda: Readiness(True))
    by_camera: bool = True
    codes: list[Scanned] = field(default_factory=list)
    running: int = 0

    def readiness(self) -> Readiness:
        return self.ready

    async def scan(self) -> Scanned:
        self.running += 1
        try:
            if not self.codes:
                await asyncio.Event().wait()
            await asyncio.sleep(0)
            return self.codes.pop(0)
        finally:
            self.running -= 1


@dataclass
class MemoryCode:
    """Implements CodePort."""

    ready: Readiness = field(default_factory=lambda: Readiness(True))
    verdicts: list[CodeVerdict] = field(default_factory=list)
    nonces: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """Nonces that codes were verified with."""

    def readiness(self) -> Readiness:
        return self.ready

    def nonce(self) -> str:
        self.nonces.append(f"nonce-{len(self.nonces)}")
        return self.nonces[-1]

    def nonce_code(self, nonce: str) -> str:
        return f"sign:{nonce}"

    async def verify(self, data: bytes, nonce: str) -> CodeVerdict:
        await asyncio.sleep(0)
        self.asked.append(nonce)
        return self.verdicts.pop(0) if self.verdicts else CodeVerdict(reason="code.malformed")


@dataclass
class MemoryRegister:
    """Implements RegisterPort."""

    adapters: frozenset[str] = frozenset()
    bookings: dict[str, str] = field(default_factory=dict)
    answers: list[Checked] = field(default_factory=list)
    asked: list[tuple[str, str, str, bool]] = field(default_factory=list)
    """Adapter, name, consent, whether a picture came."""
    records: list[RecordIdentity] = field(default_factory=list)
    consents: list[GiveConsent] = field(default_factory=list)
    withdrawn: list[tuple[str, str]] = field(default_factory=list)
    withdraws: int | None = 1

    def person(self, holder: DocumentHolder) -> str:
        return person_of(holder)

    async def claim(self, booking: str) -> str:
        await asyncio.sleep(0)
        return self.bookings.get(booking, "")

    async def check(
        self, adapter: str, *, holder: DocumentHolder | None, code: str = "", picture: str = "", consent: str = ""
    ) -> Checked:
        await asyncio.sleep(0)
        self.asked.append((adapter, holder.name if holder else "", consent, bool(picture)))
        return self.answers.pop(0) if self.answers else Checked(IdentityOutcome.UNAVAILABLE, "platform.hallSilent")

    def record(self, evidence: RecordIdentity) -> None:
        self.records.append(evidence)

    def give_consent(self, consent: GiveConsent) -> str:
        self.consents.append(consent)
        return f"consent-{len(self.consents)}"

    async def withdraw(self, *, receipt: str = "", person: str = "") -> int | None:
        await asyncio.sleep(0)
        self.withdrawn.append((receipt, person))
        return self.withdraws


@dataclass
class MemoryIdentity:
    """All of them."""

    face: MemoryFace = field(default_factory=MemoryFace)
    card: MemoryCard = field(default_factory=MemoryCard)
    scan: MemoryScan = field(default_factory=MemoryScan)
    code: MemoryCode = field(default_factory=MemoryCode)
    register: MemoryRegister = field(default_factory=MemoryRegister)

    def ports(self) -> IdentityPorts:
        moment = Moment(now_ms=lambda: 1_763_600_000_000, today=lambda: TODAY, new_id=new_id, seed=lambda: 7)
        return IdentityPorts(self.face, self.card, self.scan, self.code, self.register, moment)
