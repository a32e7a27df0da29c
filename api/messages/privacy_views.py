"""What a manager, an auditor or the authority may know of identification in the hall: numbers, never a person."""

from api.messages.base import Message, Milliseconds
from api.messages.identity_words import ConsentPurpose, FilingState, IdentityOutcome, IdentityWay, ScoreBand
from api.messages.names import Names


class AttemptCount(Message):
    """Attempts that went the same way and ended the same."""

    way: IdentityWay
    outcome: IdentityOutcome
    band: ScoreBand | None = None
    """Of a face that was compared."""
    rung: str = "online"
    """`OfflineRung` on which it was."""
    count: int


class ConsentCount(Message):
    purpose: ConsentPurpose
    given: int
    """In the period, the withdrawn ones among them."""
    by_guardian: int
    withdrawn: int
    """In the period, whenever they had been given."""
    standing: int
    """Now."""


class StoredPeople(Message):
    """People with a template in one terminal, as it said last."""

    node: str
    people: int
    at: Milliseconds


class FilingView(Message):
    """Filing (备案) with the province's office: due where faces of 100 000 people are kept."""

    state: FilingState
    people: int
    """Over all terminals; who is kept in two is counted twice."""
    warn_at: int
    file_at: int
    due_on: str = ""
    """Local date until which it must be filed, once it must."""
    number: str = ""
    """Of the filing."""


class PrivacyView(Message):
    """Identification in this hall over a period of local days, both included."""

    first_day: str
    last_day: str
    operator: Names
    officer: str
    contact: str
    attempts: tuple[AttemptCount, ...]
    verified: int
    verified_without_face: int
    consents: tuple[ConsentCount, ...]
    stored: tuple[StoredPeople, ...]
    filing: FilingView
    deleted: dict[str, int]
    """In the period, by what: `evidence`, `consents`, `persons`."""
    waiting_to_be_deleted: int
    """Withdrawn people that terminals which were off may still have to delete."""
    adapters: dict[str, bool | None]
    """Platforms that are asked, and whether they answer now; None: nobody tried."""
    evidence_days: int
    consent_days: int
    registry_days: int
    assessed_on: str = ""
    """Local date of the impact assessment; empty: none is named."""
