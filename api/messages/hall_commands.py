"""Operations of the hall: bodies of the commands to the controller (`ctl/hall/cmd/<name>` and `POST /api/v1/commands/<name>`).

Bodies only: id, actor and time come with the envelope on MQTT, with the Idempotency-Key and the signed-in account on HTTP.
"""

from typing import Annotated

from pydantic import Field

from api.messages.base import Id, Message, ShortText, Ulid
from api.messages.words import (
    HandOver,
    ListKind,
    RatingLevel,
    RatingOutcome,
    RuleName,
    ServiceOutcome,
    TicketClass,
    TransferPlace,
)

WindowNumber = int
TicketId = Ulid
"""A ticket keeps the id of the `take` (or booking, or back-entry) that made it."""
Holder = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{16,64}$")]
"""A person, as a keyed hash that the identity part makes: the same person, the same text; nobody can read it back."""
Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
"""A local date of the hall."""
TimeOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-4]):[0-5][0-9]$")]
TopReason = Annotated[str, Field(min_length=1, max_length=50)]
"""置顶: 50 characters, in the weekly list."""
Items = Annotated[tuple[Id, ...], Field(max_length=20)]
"""Further services on the same ticket; the hall refuses more than its own limit."""


class HallCommand(Message):
    """Base of all operations."""


class Take(HallCommand):
    """取号: a number for a service. Result: `ticket` (TicketView)."""

    service: Id
    more: Items = ()
    """Further items of the same visit: those of the same queue are served together, the others are later legs."""
    ticket_class: TicketClass = TicketClass.WALK_IN
    """What the citizen claims; checked at the window."""
    hand_over: HandOver = HandOver.PRINTER
    """With `printer` the ticket is ISSUING until `hand-over` reports; with `screen` it waits at once."""
    language: str = Field(default="zh-CN", max_length=10)
    holder: Holder | None = None
    """Who it is for; None: anonymous."""
    agent: Holder | None = None
    """代办: who came in their place."""
    supervised: ShortText = ""
    """A manager's reason to go beyond the agent's ceiling."""


class TakeOffline(HallCommand):
    """A number that a kiosk gave out from its leased block while it couldn't reach the hall. Result: `ticket`."""

    block: Ulid
    number: int = Field(ge=1, le=99_999)
    service: Id
    more: Items = ()
    ticket_class: TicketClass = TicketClass.WALK_IN
    language: str = Field(default="zh-CN", max_length=10)
    holder: Holder | None = None
    agent: Holder | None = None
    taken_at: int
    """UTC ms on the kiosk's own clock."""
    clock_offset_ms: int = 0
    """Hall's clock minus the kiosk's, as last measured."""
    hand_over: HandOver = HandOver.PRINTER


class LeaseNumbers(HallCommand):
    """A kiosk asks for a block of a queue's island range. Result: `block` (BlockView). The hall gives what it has."""

    queue: Id
    count: int = Field(default=20, ge=1, le=200)


class ReturnNumbers(HallCommand):
    """A block's unused numbers go back: from now on nothing more comes from it."""

    block: Ulid


class OpenPaperRange(HallCommand):
    """纸质应急号: a range to be printed before it is needed. Result: `block` (BlockView)."""

    queue: Id
    count: int = Field(default=50, ge=1, le=500)


class BackEnter(HallCommand):
    """补录: a paper ticket that was handed out while the hall was down. Result: `ticket`; the entry is marked."""

    block: Ulid
    number: int = Field(ge=1, le=99_999)
    service: Id
    ticket_class: TicketClass = TicketClass.STRANDED
    taken_at: int
    """UTC ms, as written on the list; kept within the range's opening and now."""


class Book(HallCommand):
    """预约: a slot of a day to come (or of today). Result: `ticket` in BOOKED."""

    service: Id
    day: Day
    slot: TimeOfDay
    """Begin of the slot."""
    holder: Holder
    agent: Holder | None = None
    language: str = Field(default="zh-CN", max_length=10)


class CheckIn(HallCommand):
    """签到: a booked person is here; no second ticket. By the booking's id, its number, or its person. Result: `ticket`."""

    ticket: TicketId | None = None
    number: str = Field(default="", max_length=12)
    """As shown on the booking: `AY003`."""
    holder: Holder | None = None


class LiftCoolOff(HallCommand):
    """A person at the counter lets somebody book again."""

    holder: Holder
    reason: ShortText


class Slots(HallCommand):
    """Bookable slots of a service. A read, not stored. Result: `slots` (list of SlotView)."""

    service: Id


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


class Abandon(HallCommand):
    """弃号: called or missed and known not to come: → NO_SHOW."""

    ticket: TicketId


class Postpone(HallCommand):
    """延后: the citizen lets others go first: the reference moves on by these minutes."""

    ticket: TicketId
    minutes: int = Field(ge=1, le=240)


class MoveToTop(HallCommand):
    """置顶: next in its queue, with role and reason, in the weekly list."""

    ticket: TicketId
    reason: TopReason


class Direct(HallCommand):
    """A waiting ticket goes to one window; an idle window calls it at once, else it is next there."""

    ticket: TicketId
    to_window: WindowNumber
    reason: ShortText = ""


class Reactivate(HallCommand):
    """A manager brings back a ticket that was done, missed for good or expired today: a new leg, WAITING."""

    ticket: TicketId
    reason: ShortText
    service: Id | None = None
    """For another service; None: the same."""


class Reclassify(HallCommand):
    """The claim was checked: another class from now on. A withdrawn class keeps its place as a walk-in of the same age."""

    ticket: TicketId
    ticket_class: TicketClass
    reason: ShortText
    serve: bool = True
    """At the window: served all the same. False: back into line at its fair place."""


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


class LogInByCard(HallCommand):
    """A member of staff holds a card to the window's reader: the window opens, or changes hands while idle."""

    window: WindowNumber
    card: Holder
    """The card's keyed hash."""


class ReportWindow(HallCommand):
    """Supervision tells the hall what a window lacks; both false: all is well again."""

    window: WindowNumber
    fault: str = Field(default="", max_length=100)
    """Device (`node/device`) that it can't work without and that is out."""
    offline: bool = False
    """Neither desk nor call pad is connected."""


class OpenTidal(HallCommand):
    """潮汐窗口: a window helps another queue until the peak is over."""

    window: WindowNumber
    queue: Id


class EndTidal(HallCommand):
    window: WindowNumber
    queue: Id


class SetRule(HallCommand):
    """Who is next, from now on: another rule, other rates."""

    rule: RuleName
    rates: dict[TicketClass, float] = Field(default_factory=dict)
    """Points a minute; classes not named keep theirs."""
    reason: ShortText


class ExtendHours(HallCommand):
    """延时服务: a queue gives numbers until later, today."""

    queue: Id
    until: TimeOfDay
    reason: ShortText


class ListPerson(HallCommand):
    """Put a person on a name list."""

    holder: Holder
    kind: ListKind
    reason: ShortText
    approver: str = Field(min_length=1, max_length=64)
    """Account of the person who approved it: another than who enters it."""
    until: Day
    """Last day it holds."""


class UnlistPerson(HallCommand):
    holder: Holder
    reason: ShortText


class VoidSeries(HallCommand):
    """A manager withdraws the waiting numbers that one terminal gave out since then. Result: `voided` (count)."""

    terminal: Id
    since: int
    """UTC ms."""
    reason: ShortText


class DismissAlert(HallCommand):
    """Somebody has looked at it."""

    alert: str = Field(min_length=1, max_length=64)


class Cancel(HallCommand):
    """The citizen gives up the place: BOOKED, EARLY, WAITING, HELD or MISSED → CANCELLED."""

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
    "take-offline": TakeOffline,
    "lease-numbers": LeaseNumbers,
    "return-numbers": ReturnNumbers,
    "open-paper-range": OpenPaperRange,
    "back-enter": BackEnter,
    "book": Book,
    "check-in": CheckIn,
    "lift-cool-off": LiftCoolOff,
    "slots": Slots,
    "abandon": Abandon,
    "postpone": Postpone,
    "move-to-top": MoveToTop,
    "direct": Direct,
    "reactivate": Reactivate,
    "reclassify": Reclassify,
    "unhold": Unhold,
    "log-in-by-card": LogInByCard,
    "report-window": ReportWindow,
    "open-tidal": OpenTidal,
    "end-tidal": EndTidal,
    "set-rule": SetRule,
    "extend-hours": ExtendHours,
    "list-person": ListPerson,
    "unlist-person": UnlistPerson,
    "void-series": VoidSeries,
    "dismiss-alert": DismissAlert,
    "catalogue": Catalogue,
}
"""Every operation of the hall by its wire name."""

COMMAND_NAMES: dict[type[HallCommand], str] = {model: name for name, model in HALL_COMMANDS.items()}
