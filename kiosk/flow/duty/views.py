"""What the feedback flow wants shown, without words."""

from dataclasses import dataclass, field
from enum import StrEnum

from api.messages.duty_words import ComplaintKind, ComplaintSubject
from api.messages.names import Names
from api.messages.words import RatingLevel
from kiosk.flow.duty.ports import DeskNotice


class FeedbackWay(StrEnum):
    RATE = "rate"
    COMPLAINT = "complaint"
    UNSOLVED = "unsolved"
    SUGGESTION = "suggestion"


@dataclass(frozen=True, slots=True)
class ChooseFeedback:
    """Rate, complain, a matter that can't be got done, suggest."""

    reachable: bool
    """Complaints need the hall; a rating doesn't."""


@dataclass(frozen=True, slots=True)
class RateTerminalNow:
    """好差评 of the terminal, without a number."""


@dataclass(frozen=True, slots=True)
class WhyBad:
    """What was it? A word for those who can mend it; may be skipped."""

    level: RatingLevel
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RatingGiven:
    level: RatingLevel
    may_complain: bool


@dataclass(frozen=True, slots=True)
class ChooseSubject:
    kind: ComplaintKind
    subjects: tuple[ComplaintSubject, ...]


@dataclass(frozen=True, slots=True)
class ChooseOffice:
    """Which department it concerns; none in particular is an answer too."""

    offices: tuple[Names, ...]
    """This page's."""
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class CheckComplaint:
    """Everything once more before it is sent."""

    kind: ComplaintKind
    subject: ComplaintSubject
    office: Names | None
    text: str = field(repr=False)
    contact: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SendingComplaint:
    pass


class CasePaper(StrEnum):
    PRINTING = "printing"
    PRINTED = "printed"
    NONE = "none"
    """No printer, or it failed: the number is to be written down."""


@dataclass(frozen=True, slots=True)
class ComplaintFiled:
    case_number: str = field(repr=False)
    paper: CasePaper
    notice: DeskNotice


@dataclass(frozen=True, slots=True)
class ComplaintNotFiled:
    """The hall didn't answer: nothing was kept here."""

    notice: DeskNotice


DutyView = (
    ChooseFeedback
    | RateTerminalNow
    | WhyBad
    | RatingGiven
    | ChooseSubject
    | ChooseOffice
    | CheckComplaint
    | SendingComplaint
    | ComplaintFiled
    | ComplaintNotFiled
)
