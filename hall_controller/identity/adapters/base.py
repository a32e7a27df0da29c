"""What a platform's adapter is asked and answers. No adapter raises for what a platform, a line or a person does."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from api.messages.identity_words import Assurance, IdentityOutcome, IdentitySource

SILENT = "platform.silent"
"""No answer in time, or no connection."""
BUSY = "platform.busy"
REFUSES_US = "platform.refusesUs"
"""Our account, key or clock isn't accepted: a technician must look."""
CERTIFICATE = "platform.certificate"
"""Nobody whom we believe vouches for whoever answers at the platform's address."""
MALFORMED = "platform.malformed"
"""An answer that isn't understood, isn't signed as agreed, or belongs to another question."""
UNKNOWN = "platform.unknown"
"""The hall has no adapter of that name."""
LACKS = "platform.lacks"
"""The question doesn't hold what this platform needs."""
NO_CONSENT = "platform.noConsent"
"""A picture without a consent is never sent."""
NO_MATCH = "platform.noMatch"
"""Name and number don't belong together, or the platform doesn't know them."""
OTHER_FACE = "platform.otherFace"
UNSURE_FACE = "platform.unsureFace"
BAD_PICTURE = "platform.badPicture"
NO_PICTURE_THERE = "platform.noPictureThere"
"""The platform has no picture of this person to compare with."""
UNTRUSTED = "platform.untrusted"
"""The document is there, but nobody vouches for it."""
NOT_VALID = "platform.notValid"
"""The document has run out, or was withdrawn."""
CODE_EXPIRED, CODE_USED, CODE_UNKNOWN = "code.expired", "code.replayed", "code.malformed"


@dataclass(frozen=True, slots=True)
class Question:
    """Who is this? Personal throughout."""

    name: str = field(default="", repr=False)
    id_number: str = field(default="", repr=False)
    code: str = field(default="", repr=False)
    """What a phone showed."""
    picture: str = field(default="", repr=False)
    """JPEG, base64."""
    ask: str = ""
    """Id of the terminal's question: the same when it is asked again because its answer was lost."""
    consented: bool = False
    """A consent for `face-online` was given; without it a picture isn't sent."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it. `name` … `watermark` are set only by a `verified` answer of a platform that tells them."""

    outcome: IdentityOutcome
    reason: str = ""
    """A dotted key with texts (`identity.reason.<key>`); empty when verified."""
    assurance: Assurance = Assurance.L0
    """The most that this answer supports. That whoever was photographed was alive is the kiosk's to judge, and may lower it."""
    source: IdentitySource | None = None
    name: str = field(default="", repr=False)
    id_number: str = field(default="", repr=False)
    document: str = field(default="", repr=False)
    """Type's code (`api.identity.documents`)."""
    watermark: str = field(default="", repr=False)
    """Must stand over any picture of the licence."""

    def result(self) -> dict[str, Any]:
        """As the completion of `check-identity` carries it."""
        known = {"name": self.name, "id_number": self.id_number, "document": self.document, "watermark": self.watermark}
        return {
            "outcome": self.outcome.value,
            "reason": self.reason,
            "assurance": int(self.assurance),
            "source": self.source.value if self.source else None,
            **{key: text for key, text in known.items() if text},
        }


def unavailable(reason: str) -> Answer:
    return Answer(IdentityOutcome.UNAVAILABLE, reason)


def rejected(reason: str) -> Answer:
    return Answer(IdentityOutcome.REJECTED, reason)


class IdentityAdapter(Protocol):
    """One platform. Used on the event loop; `check` may run several times at once."""

    @property
    def source(self) -> IdentitySource: ...

    @property
    def ready(self) -> bool:
        """False for a while after it failed again and again: nobody should wait for a platform that is away."""
        ...

    async def check(self, question: Question) -> Answer:
        """Ask. Ends within the adapter's time limit, well below a kiosk's patience (10 s)."""
        ...

    async def close(self) -> None:
        """Close connections."""
        ...
