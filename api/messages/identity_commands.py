"""Identification as the hall sees it: evidence without a person, consent receipts, codes used once, questions to platforms.

`check-identity` carries personal data: it is answered and forgotten, in no store, log, state or event.
"""

from typing import Annotated

from pydantic import Field

from api.messages.base import Id, Milliseconds, Ulid
from api.messages.hall_command import HallCommand, Holder
from api.messages.identity_words import (
    Assurance,
    ConsentPurpose,
    IdentityOutcome,
    IdentitySource,
    IdentityWay,
    ScoreBand,
)

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256, hex."""
ReasonKey = Annotated[str, Field(pattern=r"^$|^[a-z][A-Za-z0-9-]*(\.[A-Za-z0-9-]+)*$", max_length=80)]
TextVersion = Annotated[str, Field(pattern=r"^[0-9A-Za-z.-]{1,32}$")]
ReceiptNumber = Annotated[str, Field(pattern=r"^[0-9A-Z]{4}-[0-9A-Z]{4}$")]
"""Such as `7KQ2-M9XD`: short enough to be written down."""


class RecordIdentity(HallCommand):
    """Evidence of one attempt: how, how sure, how it ended. Nothing of whom: no image, no number, no score."""

    way: IdentityWay
    outcome: IdentityOutcome
    reason: ReasonKey = ""
    source: IdentitySource | None = None
    assurance: Assurance = Assurance.L0
    """Reached, 0 unless verified."""
    band: ScoreBand | None = None
    engine: Id | None = None
    models: Digest | None = None
    """Of all models that took part."""
    cues: tuple[ReasonKey, ...] = Field(default=(), max_length=12)
    """What spoke for or against a living person."""
    rung: str = Field(default="online", max_length=20)
    """`OfflineRung`."""
    tries: int = Field(default=1, ge=0, le=100)
    service: Id | None = None
    business: Ulid | None = None
    """The take, application or other act it was for."""
    ended_at: Milliseconds
    """UTC ms by the hall's clock, as far as the kiosk knows it."""


class GiveConsent(HallCommand):
    """One consent, given at a kiosk's screen. Result: `receipt` (ReceiptNumber)."""

    purpose: ConsentPurpose
    text_version: TextVersion
    """Of the notice that stood on the screen."""
    language: str = Field(default="zh-CN", max_length=10)
    person: Holder | None = None
    """Known only once somebody is identified; a comparison that kept nothing needs none."""
    by_guardian: bool = False
    given_at: Milliseconds
    """UTC ms by the hall's clock, as far as the kiosk knows it."""


class WithdrawConsent(HallCommand):
    """Take a consent back, by its receipt or as the person. Result: `withdrawn` (how many)."""

    receipt: ReceiptNumber | None = None
    person: Holder | None = None


class Withdrawals(HallCommand):
    """What a kiosk must delete. Result: `persons` (Holder …) withdrawn after `since`, `until` to ask from next time; `adapters`:
    names of the platforms that can be asked now.
    """

    since: Milliseconds = 0
    """UTC ms on the hall's clock; 0: all that are remembered."""


class RedeemCode(HallCommand):
    """A show-code was verified at a kiosk: is it the first time in this hall? Refused with `codeUsed` when it isn't.

    The same command again (same id) gets the same answer.
    """

    code: Digest
    """Of issuer and `jti`."""
    expires_at: Milliseconds
    """UTC ms; until then, and the allowed skew, it is remembered."""


class ClaimBooking(HallCommand):
    """Whose booking is this number? Result: `person` (Holder), to compare a face with. Nothing is checked in."""

    number: Annotated[str, Field(pattern=r"^[A-Z]{1,3}[0-9]{1,5}$")]


class CheckIdentity(HallCommand):
    """Ask a platform, by the hall's adapter of that name. Personal: passed on, never kept.

    Result: `outcome` (IdentityOutcome), `reason`, `assurance`, `source`; for a licence also `name`, `id_number`, `document`
    and `watermark` (what must stand over any picture of it).
    """

    adapter: Id
    """`ctid`, `licence`, or another of the hall's."""
    name: str = Field(default="", max_length=60, repr=False)
    id_number: str = Field(default="", max_length=30, repr=False)
    code: str = Field(default="", max_length=1024, repr=False)
    """What a phone showed, for platforms that resolve codes."""
    picture: str = Field(default="", max_length=200_000, repr=False)
    """JPEG, base64; only with a consent for `face-online`."""
    consent: Ulid | None = None
    """Id of that `give-consent`."""


IDENTITY_COMMANDS: dict[str, type[HallCommand]] = {
    "record-identity": RecordIdentity,
    "give-consent": GiveConsent,
    "withdraw-consent": WithdrawConsent,
    "withdrawals": Withdrawals,
    "redeem-code": RedeemCode,
    "claim-booking": ClaimBooking,
    "check-identity": CheckIdentity,
}
"""Answered beside the queue engine: none of them changes a ticket or a window. Terminals give them over MQTT only."""
IDENTITY_REPORTS = frozenset({"record-identity", "give-consent", "withdraw-consent"})
"""What has happened already: waits in the terminal's outbox, and is taken however late it comes."""
PERSONAL_HALL_COMMANDS = frozenset({"check-identity"})
"""Neither the command nor its answer is kept anywhere."""
