"""What staff look up: who is at which window, the tickets of a number."""

from api.messages.views import Colleagues, ColleagueView, TicketsFound, TicketView
from hall_controller.domain.hall import Hall
from hall_controller.domain.lookup import of_number
from hall_controller.domain.views import ticket_body


def colleagues(hall: Hall) -> Colleagues:
    """Those at a window first, by its number; then staff with a card who are at none."""
    present = {window.clerk: window.number for _, window in sorted(hall.windows.items()) if window.clerk is not None}
    absent = sorted(name for name in hall.rules.staff if name not in present)
    return Colleagues(
        colleagues=(
            *(ColleagueView(name=name, window=number) for name, number in present.items()),
            *(ColleagueView(name=name, window=None) for name in absent),
        )
    )


def tickets_of_number(hall: Hall, number: str) -> TicketsFound:
    """Today's tickets of a printed number, and bookings of days to come; however it was typed."""
    return TicketsFound(tickets=tuple(TicketView.model_validate(ticket_body(hall, ticket)) for ticket in of_number(hall, number)))
