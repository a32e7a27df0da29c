"""Windows that left the configuration while somebody worked there: nobody can reach them any more, so the hall clears them."""

from api.messages.hall_commands import Rate
from api.messages.words import RatingOutcome, TicketState, WindowState
from hall_controller.domain.events import EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.ratings import closed
from hall_controller.domain.requests import Decision, Request
from hall_controller.domain.state import Window


def close_gone(hall: Hall, request: Request) -> Decision:
    """The first such window: its citizen goes back into line with the old reference, then it closes. Ask again afterwards."""
    for number, window in sorted(hall.windows.items()):
        if number not in hall.rules.windows and window.state is not WindowState.CLOSED:
            decision = _cleared(hall, request, window)
            decision.events.append(request.event(EventKind.WINDOW_CLOSED, window=number))
            return decision
    return Decision([])


def _cleared(hall: Hall, request: Request, window: Window) -> Decision:
    if window.ticket is None:
        return Decision([])
    ticket = hall.tickets[window.ticket]
    if ticket.state is TicketState.RATING and window.ask is not None:
        return closed(hall, request, hall.asks[window.ask], Rate(ask=window.ask, outcome=RatingOutcome.TIMEOUT))
    return Decision([request.event(EventKind.TICKET_RETURNED, ticket=ticket.id, window=window.number)])
