"""An identified person, for as long as the session lasts. None of it shows in a text, a log or an error."""

from dataclasses import dataclass, field

from api.messages.identity_words import Assurance, IdentitySource, IdentityWay, ScoreBand


@dataclass(frozen=True, slots=True)
class DocumentHolder:
    """Who it is, from a card, a code, a register or the person's own typing."""

    document: str = field(repr=False)
    """Document type's code, `111` a resident's card (`api.identity.documents`)."""
    number: str = field(repr=False)
    name: str = field(default="", repr=False)
    """Empty where only a number is known."""
    birth: str = field(default="", repr=False)
    """ISO 8601 day; empty when it isn't known."""
    photo: str = field(default="", repr=False)
    """Picture of the document (JPEG or PNG, base64) where it could be decoded; for one comparison."""


@dataclass(frozen=True, slots=True)
class Proof:
    """One way that succeeded."""

    way: IdentityWay
    source: IdentitySource
    assurance: Assurance
    """What it reaches alone."""
    bound: bool = False
    """A code signed for this kiosk's own nonce, or a face compared with this very holder."""
    band: ScoreBand | None = None
    engine: str = ""
    models: str = ""
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identified:
    """A holder with everything that speaks for them."""

    holder: DocumentHolder = field(repr=False)
    proofs: tuple[Proof, ...]
    person: str = field(default="", repr=False)
    """The keyed hash that the hall knows them by."""
    guardian: DocumentHolder | None = field(default=None, repr=False)
    watermark: str = field(default="", repr=False)
    """What must stand over any picture of a licence."""
