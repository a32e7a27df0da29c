"""At the window: hold, transfer, reject, finish, and what the citizen thinks of it."""

from pydantic import Field

from api.messages.base import Id, Message, ShortText, Ulid
from api.messages.hall_command import HallCommand, TicketId, WindowNumber
from api.messages.words import RatingLevel, RatingOutcome, ServiceOutcome, TransferPlace


class Hold(HallCommand):
    """挂起: SERVING → HELD."""

    window: WindowNumber
    reason: ShortText
    minutes: int | None = Field(default=None, ge=1, le=480)
    """Back in line by itself after this long, its owner first; None: the hall's setting."""


class Unhold(HallCommand):
    """The held citizen is back: HELD → WAITING, its owner's window first."""

    ticket: TicketId


class TakeBack(HallCommand):
    """HELD → CALLED, by the window that held it; by any that may call it once that one is closed."""

    window: WindowNumber
    ticket: TicketId


class Transfer(HallCommand):
    """转移: SERVING → WAITING for another service or window (new leg); reference and class kept."""

    window: WindowNumber
    service: Id | None = None
    to_window: WindowNumber | None = None
    to_clerk: str | None = Field(default=None, min_length=1, max_length=64)
    """Whichever window this person works at."""
    place: TransferPlace = TransferPlace.AGE
    return_here: bool = False
    """Comes back to this window when the other one is done."""
    reason: ShortText = ""


class Reject(HallCommand):
    """退办: SERVING → DONE with a reason."""

    window: WindowNumber
    reason: ShortText


class ItemResult(Message):
    """What came of one item."""

    service: Id
    outcome: ServiceOutcome


class Finish(HallCommand):
    """办结: SERVING → RATING where the window has a rating device, else → DONE or the visit's next leg."""

    window: WindowNumber
    outcome: ServiceOutcome = ServiceOutcome.DONE
    """Of all items that `results` doesn't name."""
    results: tuple[ItemResult, ...] = Field(default=(), max_length=20)


class UndoFinish(HallCommand):
    """A finish pressed by mistake: back to SERVING within 10 s."""

    window: WindowNumber


class Rate(HallCommand):
    """What became of a rating question: exactly one outcome for each ask.

    A level goes with SUBMITTED and only with it.
    """

    ask: Ulid
    outcome: RatingOutcome
    level: RatingLevel | None = None
    labels: tuple[str, ...] = Field(default=(), max_length=8)
    label_set: str = Field(default="", max_length=20)
    """Version of the label set that the codes are of."""


class RateTerminal(HallCommand):
    """好差评 of a self-service terminal, after it gave a ticket: one outcome for each ticket, never a clerk's.

    A level goes with SUBMITTED and only with it.
    """

    ticket: TicketId
    service: Id
    outcome: RatingOutcome
    level: RatingLevel | None = None
