"""One identification under way: what is asked, what was shown so far, and how a single try ended."""

from dataclasses import dataclass, field, replace

from api.messages.identity_words import IdentityOutcome, IdentityWay, OfflineRung
from kiosk.flow.identity.person import DocumentHolder, Identified, Proof
from kiosk.flow.identity.policy import Need, enough


@dataclass(frozen=True, slots=True)
class Attempt:
    """How one way ended, once. Only `verified` and `step-up` carry a proof."""

    outcome: IdentityOutcome
    reason: str = ""
    proof: Proof | None = None
    holder: DocumentHolder | None = field(default=None, repr=False)
    person: str = field(default="", repr=False)
    """The keyed hash, where it is known without a holder."""
    watermark: str = field(default="", repr=False)
    told: IdentityWay | None = None
    """The way that this is of, when it is another than was begun: it has its own record already."""


@dataclass(slots=True)
class Case:
    """Lives as long as the step: nothing of it is kept when the citizen goes."""

    need: Need
    rung: OfflineRung = OfflineRung.ONLINE
    child: DocumentHolder | None = field(default=None, repr=False)
    """Whose guardian is asked for; None: it is the citizen's own turn."""
    proofs: list[Proof] = field(default_factory=list)
    holder: DocumentHolder | None = field(default=None, repr=False)
    person: str = field(default="", repr=False)
    guardian: DocumentHolder | None = field(default=None, repr=False)
    watermark: str = field(default="", repr=False)
    tries: dict[IdentityWay, int] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        return enough(self.proofs, self.need)

    @property
    def known(self) -> bool:
        """Somebody is claimed or shown already; further proofs must be of the same person."""
        return bool(self.person) or self.holder is not None

    def result(self) -> Identified:
        """Without the document's picture: that was for one comparison."""
        holder = replace(self.holder or DocumentHolder("", ""), photo="")
        return Identified(holder, tuple(self.proofs), self.person, self.guardian, self.watermark)


class AtWindow:
    """Staff will look: the flow goes on without an identified person."""


AT_WINDOW = AtWindow()
