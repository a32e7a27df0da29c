"""日终 and the change of the day."""

from collections.abc import Iterator

from api.messages.hall_commands import CloseDay, Rate
from api.messages.words import FINAL_TICKET_STATES, RatingOutcome, Refusal, TicketState, WindowState
from hall_controller.domain.alerts import settled
from hall_controller.domain.booking import forgotten
from hall_controller.domain.checking_in import stale_lapsed
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.lists import ended
from hall_controller.domain.ratings import rated
from hall_controller.domain.requests import Decision, Refused, Request
from hall_controller.domain.windows import lease_alert

DAY_CLOSED_REASON = "dayClosed"
"""Reason of a service that was still open when the day was closed: a key of the catalogues."""


def close_day(hall: Hall, request: Request, command: CloseDay) -> Decision:
    """Once; and once more after a manager brought somebody back."""
    if hall.day_closed and not _is_left_over(hall):
        raise Refused(Refusal.ILLEGAL_TRANSITION, "the day is closed already")
    return Decision(list(_closing(hall, request)))


def change_day(hall: Hall, request: Request) -> list[Event]:
    """A new local day: the old one is closed if nobody did, and the numbers start again."""
    day = hall.rules.local.day(request.at)
    events = [] if hall.day_closed and not _is_left_over(hall) else list(_closing(hall, request))
    events += [*ended(hall, request, day), *forgotten(hall, request, day), *stale_lapsed(hall, request, day)]
    events.append(request.event(EventKind.DAY_OPENED, day=day))
    return events


def _is_left_over(hall: Hall) -> bool:
    """Somebody isn't settled, or works."""
    return any(ticket.state not in FINAL_TICKET_STATES for ticket in hall.tickets.values()) or any(
        window.state is not WindowState.CLOSED for window in hall.windows.values()
    )


def _closing(hall: Hall, request: Request) -> Iterator[Event]:
    """Who was served is done, who is being asked didn't answer; everyone else expires."""
    for ticket in hall.tickets.values():
        if ticket.state in FINAL_TICKET_STATES:
            continue
        if ticket.state is TicketState.SERVING:
            yield request.event(
                EventKind.TICKET_FINISHED,
                ticket=ticket.id,
                window=ticket.window,
                ask=None,
                until=None,
                reason=DAY_CLOSED_REASON,
            )
        elif ticket.state is TicketState.RATING and ticket.window is not None:
            ask = hall.asks[str(hall.window(ticket.window).ask)]
            yield rated(request, ask, Rate(ask=ask.id, outcome=RatingOutcome.TIMEOUT), replaces=False)
        else:
            yield request.event(EventKind.TICKET_EXPIRED, ticket=ticket.id)
    for window in hall.windows.values():
        if window.state is not WindowState.CLOSED:
            yield request.event(EventKind.WINDOW_CLOSED, window=window.number)
            yield from settled(hall, request, lease_alert(window.number))
    yield request.event(EventKind.DAY_CLOSED, day=hall.day)
