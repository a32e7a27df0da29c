"""取号 to the paper in the citizen's hand."""

from typing import Any

from api.messages.hall_commands import ReportHandOver, Reprint, Take
from api.messages.words import FINAL_TICKET_STATES, HandOver, Refusal, TicketClass, TicketState
from hall_controller.domain.events import EventKind
from hall_controller.domain.forecasts import Promise
from hall_controller.domain.guards import require_wish
from hall_controller.domain.hall import Hall
from hall_controller.domain.legs import legs_of
from hall_controller.domain.lookup import require_service, require_ticket, require_ticket_or_booking
from hall_controller.domain.requests import Decision, Refused, Request
from hall_controller.domain.rules import QueueRule
from hall_controller.domain.state import Leg, Ticket
from hall_controller.domain.wishes import Wish

NOT_HANDED_OVER = "notHandedOver"
"""Reason of a number that nobody took away: a key of the catalogues."""


def take(hall: Hall, request: Request, command: Take) -> Decision:
    services = [require_service(hall, ident) for ident in dict.fromkeys((command.service, *command.more))]
    legs = legs_of(hall.rules, services)
    promised = promise(hall, legs[0], command.ticket_class, request.at)
    wish = Wish(services, command.holder, command.agent, command.supervised, promised)
    alerts = require_wish(hall, request, wish)
    queue = hall.rules.queues[legs[0].queue]
    number = next_number(hall, queue)
    if hall.find(request.id) is not None:
        raise Refused(Refusal.TOO_LATE, "a ticket of this id was issued before")
    state = TicketState.ISSUING if command.hand_over is HandOver.PRINTER else TicketState.WAITING
    issued = request.event(
        EventKind.TICKET_ISSUED,
        **number_body(hall, request, legs, command.ticket_class, command.language),
        day=hall.day,
        prefix=queue.prefix,
        number=number,
        label=queue.label(number),
        state=state._value_,
        reference=request.at,
        holder=command.holder,
        agent=command.agent,
        wanted=[service.id for service in services],
        supervised=command.supervised.strip(),
        forecast=promised,
    )
    return Decision([issued, *alerts], ticket=request.id, slip=True)


def next_number(hall: Hall, queue: QueueRule) -> int:
    """The next of the queue's main series today.

    Raises:
        Refused: all were given.
    """
    number = max(hall.counters.get((hall.day, queue.prefix), 0) + 1, queue.first)
    if number > queue.last:
        raise Refused(Refusal.NUMBERS_EXHAUSTED, f"queue {queue.id} has given all numbers up to {queue.last}")
    return number


def number_body(hall: Hall, request: Request, legs: list[Leg], ticket_class: TicketClass, language: str) -> dict[str, Any]:
    """What every new ticket's event says of its visit."""
    first = legs[0]
    return {
        "ticket": request.id,
        "queue": first.queue,
        "service": first.service,
        "items": list(first.items),
        "skill": first.skill,
        "plan": [leg.to_json() for leg in legs[1:]],
        "ticket_class": ticket_class._value_,
        "language": language,
        "terminal": request.actor.name,
    }


def promise(hall: Hall, leg: Leg, ticket_class: TicketClass, at: int) -> Promise | None:
    """What is printed about the wait, when the hall can say anything."""
    place = "queue", leg.queue, leg.skill
    return hall.forecasts.promise(place, ticket_class, at, hall.joined[place])


def hand_over(hall: Hall, request: Request, command: ReportHandOver) -> Decision:
    """The kiosk's report may come after the hall stopped waiting for it: it is still taken down."""
    ticket = require_ticket_or_booking(hall, command.ticket)
    never_shown = command.handed_over is None and _may_be_unseen(request, ticket)
    if (ticket.handed is not None and not never_shown) or ticket.state in FINAL_TICKET_STATES:
        raise Refused(Refusal.ILLEGAL_TRANSITION, f"ticket {ticket.label} is {ticket.state.value}, its hand-over is settled")
    if command.handed_over is None:
        if ticket.state not in (TicketState.ISSUING, TicketState.WAITING, TicketState.BOOKED):
            raise Refused(Refusal.ILLEGAL_TRANSITION, f"ticket {ticket.label} is {ticket.state.value}")
        event = request.event(EventKind.TICKET_VOIDED, ticket=ticket.id, reason=NOT_HANDED_OVER)
    else:
        event = request.event(EventKind.TICKET_HANDED_OVER, ticket=ticket.id, hand_over=command.handed_over.value)
    return Decision([event], ticket=ticket.id)


def _may_be_unseen(request: Request, ticket: Ticket) -> bool:
    """A number for the screen counts as handed over when it is given, since its terminal shows it at once, and so does a booking:
    unless that terminal itself says that the answer came too late for anybody to see it.
    """
    return ticket.handed == HandOver.SCREEN and ticket.terminal == request.actor.name and ticket.calls == 0


def reprint(hall: Hall, request: Request, command: Reprint) -> Decision:
    ticket = require_ticket(hall, command.ticket)
    if ticket.state in FINAL_TICKET_STATES:
        raise Refused(Refusal.ILLEGAL_TRANSITION, f"ticket {ticket.label} is {ticket.state.value}")
    copy = ticket.copies + 1
    event = request.event(EventKind.TICKET_REPRINTED, ticket=ticket.id, copy=copy)
    return Decision([event], ticket=ticket.id, result={"copy": copy})
