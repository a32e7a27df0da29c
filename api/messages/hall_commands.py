"""Operations of the hall: bodies of the commands to the controller (`ctl/hall/cmd/<name>` and `POST /api/v1/commands/<name>`).

Bodies only: id, actor and time come with the envelope on MQTT, with the Idempotency-Key and the signed-in account on HTTP.
"""

from pydantic import Field

from api.messages.base import Id, Message, ShortText, Ulid
from api.messages.words import HandOver, RatingLevel, RatingOutcome, TicketClass

WindowNumber = int
TicketId = Ulid
"""A ticket keeps the id of the `take` that made it."""


class HallCommand(Message):
    """Base of all operations."""


class Take(HallCommand):
    """取号: a number for a service. Result: `ticket` (TicketView)."""

    service: Id
    ticket_class: TicketClass = TicketClass.WALK_IN
    hand_over: HandOver = HandOver.PRINTER
    """With `printer` the ticket is ISSUING until `hand-over` reports; with `screen` it waits at once."""
    language: str = Field(default="zh-CN", max_length=10)


class ReportHandOver(HallCommand):
    """The paper came out (or the citizen took the number from the screen): ISSUING → WAITING. Not handed over at all: → VOID."""

    ticket: TicketId
    handed_over: HandOver | None
    """None: the citizen got nothing and gave up; the number is void and stays used."""


class Reprint(HallCommand):
    """补打: count one more printing of the same number. Result: `copy` (1 for the first reprint)."""

    ticket: TicketId


class Next(HallCommand):
    """叫号: the window takes the next ticket. In RATING it is kept and fires when the rating ends.

    Result: `ticket`, or `kept: true`.
    """

    window: WindowNumber


class Call(HallCommand):
    """Call a chosen ticket to the window."""

    window: WindowNumber
    ticket: TicketId


class Recall(HallCommand):
    """重呼: the called ticket once more."""

    window: WindowNumber


class Arrive(HallCommand):
    """The citizen is at the window: CALLED → SERVING."""

    window: WindowNumber


class Miss(HallCommand):
    """过号: CALLED → MISSED."""

    window: WindowNumber


class Return(HallCommand):
    """Wrong press: CALLED → WAITING, reference kept, no penalty."""

    window: WindowNumber


class Back(HallCommand):
    """A missed citizen came back in time: MISSED → WAITING. Once per ticket."""

    ticket: TicketId


class Hold(HallCommand):
    """挂起: SERVING → HELD."""

    window: WindowNumber
    reason: ShortText


class TakeBack(HallCommand):
    """HELD → CALLED, by the window that held it."""

    window: WindowNumber
    ticket: TicketId


class Transfer(HallCommand):
    """转移: SERVING → WAITING for another service or window (new leg); reference and class kept."""

    window: WindowNumber
    service: Id | None = None
    to_window: WindowNumber | None = None
    reason: ShortText = ""


class Reject(HallCommand):
    """退办: SERVING → DONE with a reason."""

    window: WindowNumber
    reason: ShortText


class Finish(HallCommand):
    """办结: SERVING → RATING where the window has a rating device, else → DONE."""

    window: WindowNumber


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


class RateTerminal(HallCommand):
    """好差评 of a self-service terminal, after it gave a ticket: one outcome for each ticket, never a clerk's.

    A level goes with SUBMITTED and only with it.
    """

    ticket: TicketId
    service: Id
    outcome: RatingOutcome
    level: RatingLevel | None = None


class Pause(HallCommand):
    """暂停: the window takes nobody; shown with the reason."""

    window: WindowNumber
    reason: ShortText
    back_at: int | None = None
    """UTC ms, when the clerk means to be back."""


class Resume(HallCommand):
    window: WindowNumber


class OpenWindow(HallCommand):
    """A clerk logs in at the window: CLOSED → IDLE."""

    window: WindowNumber


class CloseWindow(HallCommand):
    """IDLE or PAUSED → CLOSED."""

    window: WindowNumber


class Cancel(HallCommand):
    """The citizen gives up the place: WAITING or MISSED → CANCELLED."""

    ticket: TicketId


class Void(HallCommand):
    """A manager withdraws a ticket, with a reason."""

    ticket: TicketId
    reason: ShortText


class CloseDay(HallCommand):
    """日终: everyone still waiting, held or missed → EXPIRED; all windows close."""


class PressKey(HallCommand):
    """A key of a window's call pad; the hall decides what it means in the window's state."""

    window: WindowNumber
    key: str = Field(max_length=20)
    digits: str = Field(default="", max_length=6, pattern=r"^[0-9]*$")


class Catalogue(HallCommand):
    """What a kiosk may offer: services, queues, opening. A read, not stored. Result: `catalogue` (CatalogueView)."""

    have_version: str = Field(default="", max_length=64)


HALL_COMMANDS: dict[str, type[HallCommand]] = {
    "take": Take,
    "hand-over": ReportHandOver,
    "reprint": Reprint,
    "next": Next,
    "call": Call,
    "recall": Recall,
    "arrive": Arrive,
    "miss": Miss,
    "return": Return,
    "back": Back,
    "hold": Hold,
    "take-back": TakeBack,
    "transfer": Transfer,
    "reject": Reject,
    "finish": Finish,
    "undo-finish": UndoFinish,
    "rate": Rate,
    "rate-terminal": RateTerminal,
    "pause": Pause,
    "resume": Resume,
    "open-window": OpenWindow,
    "close-window": CloseWindow,
    "cancel": Cancel,
    "void": Void,
    "close-day": CloseDay,
    "press-key": PressKey,
    "catalogue": Catalogue,
}
"""Every operation of the hall by its wire name."""

COMMAND_NAMES: dict[type[HallCommand], str] = {model: name for name, model in HALL_COMMANDS.items()}
