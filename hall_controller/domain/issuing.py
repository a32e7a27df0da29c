"""取号 to the paper in the citizen's hand."""

from api.messages.hall_commands import ReportHandOver, Reprint, Take
from api.messages.words import FINAL_TICKET_STATES, HandOver, Refusal, TicketState
from hall_controller.domain.events import EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.lookup import require_service, require_ticket
from hall_controller.domain.requests import Decision, Refused, Request

NOT_HANDED_OVER = "notHandedOver"
"""Reason of a number that nobody took away: a key of the catalogues."""


def take(hall: Hall, request: Request, command: Take) -> Decision:
    service = require_service(hall, command.service)
    rules = hall.rules
    queue = rules.queues[service.queue]
    if hall.day_closed:
        raise Refused(Refusal.SERVICE_CLOSED, "the hall has closed for today")
    if not queue.is_open(rules.local.minute_of_day(request.at)):
        raise Refused(Refusal.SERVICE_CLOSED, f"queue {queue.id} is closed at this hour")
    if not queue.windows:
        raise Refused(Refusal.NO_WINDOW_TODAY, f"no window serves queue {queue.id}")
    number = max(hall.counters.get(queue.prefix, 0) + 1, queue.first)
    if number > queue.last:
        raise Refused(Refusal.NUMBERS_EXHAUSTED, f"queue {queue.id} has given all numbers up to {queue.last}")
    if request.id in hall.tickets:
        raise Refused(Refusal.TOO_LATE, "a ticket of this id was issued before")
    state = TicketState.ISSUING if command.hand_over is HandOver.PRINTER else TicketState.WAITING
    issued = request.event(
        EventKind.TICKET_ISSUED,
        ticket=request.id,
        day=hall.day,
        prefix=queue.prefix,
        number=number,
        label=queue.label(number),
        queue=queue.id,
        service=service.id,
        ticket_class=command.ticket_class.value,
        language=command.language,
        state=state.value,
        reference=request.at,
    )
    return Decision([issued], ticket=request.id, slip=True)


def hand_over(hall: Hall, request: Request, command: ReportHandOver) -> Decision:
    """The kiosk's report may come after the hall stopped waiting for it: it is still taken down."""
    ticket = require_ticket(hall, command.ticket)
    if ticket.handed is not None or ticket.state in FINAL_TICKET_STATES:
        raise Refused(Refusal.ILLEGAL_TRANSITION, f"ticket {ticket.label} is {ticket.state.value}, its hand-over is settled")
    if command.handed_over is None:
        if ticket.state not in (TicketState.ISSUING, TicketState.WAITING):
            raise Refused(Refusal.ILLEGAL_TRANSITION, f"ticket {ticket.label} is {ticket.state.value}")
        event = request.event(EventKind.TICKET_VOIDED, ticket=ticket.id, reason=NOT_HANDED_OVER)
    else:
        event = request.event(EventKind.TICKET_HANDED_OVER, ticket=ticket.id, hand_over=command.handed_over.value)
    return Decision([event], ticket=ticket.id)


def reprint(hall: Hall, request: Request, command: Reprint) -> Decision:
    ticket = require_ticket(hall, command.ticket)
    if ticket.state in FINAL_TICKET_STATES:
        raise Refused(Refusal.ILLEGAL_TRANSITION, f"ticket {ticket.label} is {ticket.state.value}")
    copy = ticket.copies + 1
    event = request.event(EventKind.TICKET_REPRINTED, ticket=ticket.id, copy=copy)
    return Decision([event], ticket=ticket.id, result={"copy": copy})
