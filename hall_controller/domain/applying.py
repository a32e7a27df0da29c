"""What functions that apply events share."""

from hall_controller.domain.events import Event
from hall_controller.domain.hall import Hall
from hall_controller.domain.state import Ticket, Window


def ticket_of(hall: Hall, event: Event) -> Ticket:
    """The ticket or booking the event is about."""
    ident = event.body["ticket"]
    return hall.tickets.get(ident) or hall.bookings[ident]


def changed_window(hall: Hall, number: int) -> Window:
    window = hall.window(number)
    hall.changes.windows[number] = window
    return window


def free(hall: Hall, ticket: Ticket) -> None:
    """The window that holds the ticket, if one does, is free again."""
    if ticket.window is None:
        return
    window = hall.window(ticket.window)
    if window.ticket == ticket.id:
        hall.changes.windows[window.number] = window
        window.ticket = None
        window.why = None
        window.rest(hall.at)
        window.next_kept = False
        if window.ask is not None:
            ask = hall.asks[window.ask]
            if ask.outcome is None:
                ask.cancelled = True
                hall.changes.asks[ask.id] = ask
            window.ask = None


def use_up(ticket: Ticket) -> None:
    """What put the ticket before others did so for this call; only a call that is returned leaves it as it was."""
    ticket.owner = None
    ticket.front = 0
