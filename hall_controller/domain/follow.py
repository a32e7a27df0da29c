"""One ticket as the citizen follows it: on the paper's QR code, on the phone's page."""

from typing import Any

from api.check_code import check_code
from api.messages.views import FollowView
from api.messages.words import TicketState
from hall_controller.domain.booking import gives_up_in_time
from hall_controller.domain.hall import Hall
from hall_controller.domain.rules import Rules
from hall_controller.domain.state import Ticket
from hall_controller.domain.views import service_names, ticket_body

POSTPONE_MINUTES = (10, 20, 30, 60)
"""What the phone offers, as far as the hall allows it."""

_GIVEN_UP_FROM = frozenset({TicketState.EARLY, TicketState.WAITING, TicketState.HELD, TicketState.MISSED})
"""States in which the citizen may give up without a word; a booking has its own term."""


def follow_address(rules: Rules, ticket_id: str) -> str:
    """Text of the ticket's QR code: the address of its own page where the hall has one, else its id for a kiosk's scanner."""
    return f"{rules.public_url}/t/{ticket_id}" if rules.public_url else ticket_id


def slip_body(hall: Hall, ticket: Ticket) -> dict[str, Any]:
    """A `TicketSlip` as plain values: what the paper says beside the ticket itself."""
    slip = dict(hall.rules.services[ticket.service].slip)
    if len(ticket.items) > 1:
        slip["items"] = [service_names(hall, ident) for ident in ticket.items]
    slip["to_come"] = [service_names(hall, leg.service) for leg in ticket.plan]
    slip["follow"] = follow_address(hall.rules, ticket.id)
    slip["check"] = check_code(ticket.id)
    return slip


def follow_view(hall: Hall, ident: str, at: int) -> FollowView | None:
    ticket = hall.find(ident)
    return followed(hall, ticket, at) if ticket is not None else None


def followed(hall: Hall, ticket: Ticket, at: int) -> FollowView:
    """For who holds its paper, its address, or is its person."""
    body = ticket_body(hall, ticket)
    waits = ticket.state is TicketState.WAITING
    missed = ticket.state is TicketState.MISSED
    booked = ticket.state is TicketState.BOOKED
    promised = _promise_that_holds(ticket, body["forecast"])
    late = waits and promised is not None and promised["high"] < at
    service = hall.rules.services.get(ticket.service)
    return FollowView(
        id=ticket.id,
        number=ticket.label,
        state=ticket.state,
        ticket_class=ticket.ticket_class,
        service_names=service_names(hall, ticket.service),
        to_come=tuple(service_names(hall, leg.service) for leg in ticket.plan),
        window=ticket.window,
        ahead=body["ahead"],
        forecast=None if late else promised,
        slot=ticket.slot,
        back_until=ticket.state_since + hall.rules.back_within_ms if missed else None,
        may_cancel=_may_cancel(hall, ticket, at),
        postpone_minutes=_postpone_minutes(hall, ticket),
        day=ticket.day,
        late=late,
        service=ticket.service,
        items=tuple(service_names(hall, item) for item in ticket.items) if len(ticket.items) > 1 else (),
        windows=tuple(service.slip["windows"]) if service is not None else (),
        may_check_in=booked and ticket.day == hall.day,
        may_come_back=missed and at - ticket.state_since <= hall.rules.back_within_ms,
        may_move=booked and gives_up_in_time(hall, ticket, at),
    )


def shown_to_all(hall: Hall, ticket: Ticket, at: int) -> FollowView:
    """For who knows the number only, which anybody may have read: how it stands, without its key and what it is for."""
    queue = hall.rules.queues.get(ticket.queue)
    names = queue.names if queue is not None else service_names(hall, ticket.service)
    return followed(hall, ticket, at).model_copy(
        update={"id": "", "ticket_class": None, "service_names": names, "to_come": (), "service": "", "items": ()}
    )


def _promise_that_holds(ticket: Ticket, promised: dict[str, int] | None) -> dict[str, int] | None:
    """Who was called, put it off or came back after a miss has another wait than the paper said."""
    changed = ticket.first_called_at is not None or ticket.postponed or ticket.came_back
    return None if changed else promised


def _may_cancel(hall: Hall, ticket: Ticket, at: int) -> bool:
    if ticket.state is not TicketState.BOOKED:
        return ticket.state in _GIVEN_UP_FROM
    return gives_up_in_time(hall, ticket, at)


def _postpone_minutes(hall: Hall, ticket: Ticket) -> tuple[int, ...]:
    if ticket.state is not TicketState.WAITING or ticket.postponed >= hall.rules.postpones_max:
        return ()
    return tuple(minutes for minutes in POSTPONE_MINUTES if minutes <= hall.rules.postpone_max_min)
