"""Numbers: taken, printed, leased, entered later."""

from pydantic import Field

from api.messages.base import Id, ShortText, Ulid
from api.messages.hall_command import HallCommand, Holder, Items, TicketId
from api.messages.words import HandOver, TicketClass


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


class ReportHandOver(HallCommand):
    """The paper came out (or the citizen took the number from the screen): ISSUING → WAITING. Not handed over at all: → VOID."""

    ticket: TicketId
    handed_over: HandOver | None
    """None: the citizen got nothing and gave up; the number is void and stays used."""


class Reprint(HallCommand):
    """补打: count one more printing of the same number. Result: `copy` (1 for the first reprint)."""

    ticket: TicketId
