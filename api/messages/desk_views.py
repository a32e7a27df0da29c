"""A clerk's window."""

from api.messages.base import Message, Milliseconds
from api.messages.hall_views import EmergencyView, ServiceView, WindowView
from api.messages.names import Names
from api.messages.ticket_views import TicketView, WhyView
from api.messages.words import TicketClass


class WaitingTicket(Message):
    """One line of a clerk's waiting list."""

    id: str
    number: str
    ticket_class: TicketClass
    service_names: Names
    waited_s: int
    passed: int = 0
    """By how many later numbers it was passed over."""
    behind: int = 0
    """Back after a miss: waits for so many more calls."""
    owner: int | None = None
    """Held by this window before."""
    back_at: Milliseconds | None = None
    """While held: when it goes back into line by itself."""
    reason: str = ""


class DeskView(Message):
    """A clerk's window."""

    seq: int
    at: Milliseconds
    window: WindowView
    clerk: str | None
    ticket: TicketView | None
    service_names: Names | None
    next_kept: bool
    """`next` was pressed during RATING and will fire when it ends."""
    rating_until: Milliseconds | None
    undo_until: Milliseconds | None
    """A finish can be undone until then."""
    waiting: tuple[WaitingTicket, ...]
    """The first 20 this window may call."""
    waiting_total: int
    held: tuple[WaitingTicket, ...]
    missed: tuple[WaitingTicket, ...]
    served_today: int
    emergency: EmergencyView | None = None
    why: WhyView | None = None
    """Why the present ticket was called."""
    items: tuple[ServiceView, ...] = ()
    """Services of the present ticket's leg."""
    to_come: tuple[ServiceView, ...] = ()
    tidal: tuple[str, ...] = ()
    """Queues this window helps for now."""
    fault: str = ""
    """The device it can't work without."""


class ColleagueView(Message):
    """Somebody a ticket can be handed to."""

    name: str
    window: int | None
    """Where they are logged in; None: nowhere now."""


class Colleagues(Message):
    """Staff who are at a window, and those with a card."""

    colleagues: tuple[ColleagueView, ...]
