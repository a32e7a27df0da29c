"""改约: a booking is put off to another slot. The old one ends and a new one begins in the same decision: both or neither.

The new one has a number of its own, since numbers are counted by day; what guards count knows that it is the same visit.
"""

from api.messages.hall_commands import MoveBooking
from api.messages.words import Refusal, TicketState
from hall_controller.domain.booked import MOVED, is_moved
from hall_controller.domain.booking import booked_event, cancelled, own_tickets, require_free_place, require_slot
from hall_controller.domain.hall import Hall
from hall_controller.domain.lookup import require_service, require_state, require_ticket_or_booking
from hall_controller.domain.persons import require_person_among
from hall_controller.domain.requests import Decision, Refused, Request
from hall_controller.domain.slots import require_bookable
from hall_controller.domain.state import Ticket
from hall_controller.domain.wishes import Wish


def move_booking(hall: Hall, request: Request, command: MoveBooking) -> Decision:
    """A cool-off keeps nobody from it: it is no new booking."""
    ticket = require_ticket_or_booking(hall, command.ticket)
    require_state(ticket, TicketState.BOOKED)
    given_up = cancelled(hall, request, ticket, MOVED)
    service = require_service(hall, ticket.service)
    queue, booking = require_bookable(hall, service)
    slot = require_slot(hall, service, command.day, command.slot, request.at)
    if slot.at == ticket.slot:
        raise Refused(Refusal.SAME_SLOT, f"booking {ticket.label} is for this slot")
    holder = ticket.holder or ""
    if hall.booked.moves(holder) >= booking.moves_max:
        raise Refused(Refusal.MOVES_USED_UP, f"bookings were moved {booking.moves_max} times")
    if any(other.day == command.day and other.id != ticket.id for other in hall.booked.standing(holder)):
        raise Refused(Refusal.BOOKED_ALREADY, f"has a booking on {command.day}")
    wish = Wish([service], ticket.holder, ticket.agent)
    own, of_agent = own_tickets(hall, command.day, holder, ticket.agent)
    alerts = require_person_among(hall, request, wish, _others(own, ticket), _others(of_agent, ticket))
    require_free_place(hall, queue, booking, slot)
    booked = booked_event(hall, request, service, slot, holder=ticket.holder, agent=ticket.agent, language=ticket.language)
    return Decision([*given_up, booked, *alerts], ticket=request.id, slip=True)


def _others(tickets: list[Ticket], moving: Ticket) -> list[Ticket]:
    """Without the booking that moves: it is still this one visit."""
    return [ticket for ticket in tickets if ticket.id != moving.id and not is_moved(ticket)]
