"""Words of identification: ways, assurance, consent, how an attempt ended. Terms as in GB/T 38671 and ISO/IEC 30107-3."""

from enum import IntEnum, StrEnum


class IdentityWay(StrEnum):
    """How somebody says who they are at a kiosk. All stand on one page, equally large."""

    FACE = "face"
    """刷脸: compared 1:1 with a reference of the claimed person."""
    SHOW_CODE = "show-code"
    """亮码: a signed code on a phone or on paper."""
    CARD = "card"
    """The chip of an ID card, residence permit or foreigner's card."""
    DOCUMENT = "document"
    """A document's type and number, typed."""
    PERSON = "person"
    """Staff look at the person and the document."""


NON_BIOMETRIC_WAYS = frozenset({IdentityWay.SHOW_CODE, IdentityWay.CARD, IdentityWay.DOCUMENT, IdentityWay.PERSON})


class Assurance(IntEnum):
    """How sure an item must be of who stands there; each includes those below it."""

    L0 = 0
    """A claim only: what was typed."""
    L1 = 1
    """A face judged live by its look, or a signed code that might have been photographed."""
    L2 = 2
    """A face that turned as asked, a card's chip, or a code signed for this very moment."""
    L3 = 3
    """A face together with a card or code, or staff."""


class IdentitySource(StrEnum):
    """What the person was compared with or vouched for by."""

    CARD_CHIP = "card-chip"
    SHOW_CODE = "show-code"
    LOCAL_REGISTRY = "local-registry"
    """Residents who agreed that this hall keeps a template."""
    CTID = "ctid"
    """国家网络身份认证."""
    LICENCE = "licence"
    """The province's platform of electronic licences (电子证照)."""
    TYPED = "typed"
    STAFF = "staff"


class IdentityOutcome(StrEnum):
    """How one attempt ended. Only `verified` gives anything; all the others end in another way to be served."""

    VERIFIED = "verified"
    STEP_UP = "step-up"
    """Between the bands: another proof besides is needed."""
    REJECTED = "rejected"
    """Another person, as far as can be told; or a code, card or number that isn't good."""
    NOT_LIVE = "not-live"
    """No living person shown: a deny cue, no confirm cue, or the judge abstained."""
    NON_RESPONSE = "non-response"
    """No usable picture, code or card in time."""
    UNAVAILABLE = "unavailable"
    """Camera, reader, model, register or line is away."""
    ABANDONED = "abandoned"
    """The citizen went another way."""
    TOO_MANY_TRIES = "too-many-tries"


class ScoreBand(StrEnum):
    """Where a similarity lies; the number itself is never kept."""

    ACCEPT = "accept"
    STEP_UP = "step-up"
    REJECT = "reject"


class ConsentPurpose(StrEnum):
    """What is agreed to; each on its own, each with its own text."""

    FACE_COMPARE = "face-compare"
    """Compare here and now, nothing is kept."""
    FACE_ONLINE = "face-online"
    """Send one picture to the platform that compares."""
    FACE_REGISTRY = "face-registry"
    """Keep a template in this hall's terminals, for next time."""


class OfflineRung(StrEnum):
    """The ladder of what proves a person while parts are away, best first; the citizen is told on which one they stand."""

    ONLINE = "online"
    CARD_AND_FACE = "card-and-face"
    WINDOW = "window"


class FilingState(StrEnum):
    """Whether faces of so many people are kept that it must be filed (order 19, art. 15)."""

    NONE = "none"
    NEAR = "near"
    """80 000 people: time to prepare it."""
    DUE = "due"
    """100 000 people and no filing yet: within 30 working days."""
    FILED = "filed"


STORED_PEOPLE = "stored"
"""Key in the status' detail of a terminal's camera: how many people its register holds."""
