"""签到: a booked person is here, or isn't. No second ticket: the booking's number is what will be called."""

from api.messages.hall_commands import CheckIn
from api.messages.words import Refusal, TicketState
from hall_controller.domain.booking import no_show_counted
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.facts import KeptSlot
from hall_controller.domain.forecasts import Promise
from hall_controller.domain.hall import Hall
from hall_controller.domain.issuing import promise
from hall_controller.domain.lookup import require_state
from hall_controller.domain.requests import Decision, Refused, Request
from hall_controller.domain.rules import BookingRule
from hall_controller.domain.state import Leg, Ticket

HALL_WAS_AWAY_MS = 60_000
"""A timer that runs this late ran because nobody was there to run it: a hall that works is late by seconds at most."""


def check_in(hall: Hall, request: Request, command: CheckIn) -> Decision:
    ticket = _require_booking(hall, command)
    if ticket.day != hall.day:
        raise Refused(Refusal.NOT_TODAY, f"booking {ticket.label} is for {ticket.day}")
    if ticket.state is TicketState.LAPSED:
        raise Refused(Refusal.TOO_LATE, f"booking {ticket.label} has lapsed")
    require_state(ticket, TicketState.BOOKED)
    slot = ticket.slot or request.at
    early = request.at < slot - hall.lead_ms(ticket)
    event = request.event(
        EventKind.TICKET_CHECKED_IN,
        ticket=ticket.id,
        state=(TicketState.EARLY if early else TicketState.WAITING).value,
        reference=max(request.at, slot),
        forecast=None if early else _promise(hall, ticket, request.at),
    )
    return Decision([event], ticket=ticket.id)


def _require_booking(hall: Hall, command: CheckIn) -> Ticket:
    """By id, by number, by person: whatever the citizen has at hand.

    Raises:
        Refused: nothing found; MALFORMED when the command names none of the three.
    """
    found: list[Ticket] = []
    if command.ticket is not None:
        ticket = hall.find(command.ticket)
        found = [ticket] if ticket is not None and ticket.slot is not None else []
    elif command.number.strip():
        label = command.number.strip().upper()
        found = [ticket for ticket in hall.tickets.values() if ticket.slot is not None and ticket.label == label]
    elif command.holder is not None:
        found = sorted(hall.booked.standing(command.holder), key=lambda ticket: (ticket.day, ticket.slot))
    else:
        raise Refused(Refusal.SENSELESS, "a check-in names a booking, a number or a person")
    if not found:
        raise Refused(Refusal.UNKNOWN_TICKET, "there is no such booking")
    return next((ticket for ticket in found if ticket.state is TicketState.BOOKED), found[0])


def _promise(hall: Hall, ticket: Ticket, at: int) -> Promise | None:
    return promise(hall, Leg(ticket.service, ticket.queue, ticket.items, ticket.skill), ticket.ticket_class, at)


def slot_reached(hall: Hall, request: Request, ident: str, due_at: int) -> list[Event]:
    """Timer `slot`: who came early waits from now on."""
    ticket = hall.tickets.get(ident)
    if ticket is None or ticket.state is not TicketState.EARLY:
        return []
    return [request.event(EventKind.SLOT_REACHED, ticket=ident, forecast=_promise(hall, ticket, request.at))]


def lapse(hall: Hall, request: Request, ident: str, due_at: int) -> list[Event]:
    """Timer `lapse`: nobody checked in.

    Whose time ran out while the hall was away gets it anew: they may have stood before a dark kiosk.
    """
    ticket = hall.tickets.get(ident)
    if ticket is None or ticket.state is not TicketState.BOOKED or hall.lapses_at(ticket) != due_at:
        return []
    booking = _booking_of(hall, ticket)
    if booking is None:
        return []
    if request.at - due_at > HALL_WAS_AWAY_MS and booking.grace_ms:
        return [request.event(EventKind.GRACE_EXTENDED, ticket=ident, until=request.at + booking.grace_ms)]
    lapsed = request.event(EventKind.BOOKING_LAPSED, ticket=ident)
    return [lapsed, *no_show_counted(hall, request, ticket, booking)] if _was_open(hall, ticket) else [lapsed]


def _was_open(hall: Hall, ticket: Ticket) -> bool:
    """The queue works at the booked slot still. Who booked before the hall closed that day is not to blame."""
    slot, local = ticket.slot or ticket.issued_at, hall.rules.local
    return hall.rules.queues[ticket.queue].hours.is_open(local.date_of(slot), local.minute_of_day(slot))


def _booking_of(hall: Hall, ticket: Ticket) -> BookingRule | None:
    queue = hall.rules.queues.get(ticket.queue)
    return queue.booking if queue is not None else None


def release(hall: Hall, request: Request, ident: str, due_at: int) -> list[Event]:
    """Timer `release`: a cancelled place is offered again."""
    if hall.facts.get(KeptSlot, ident) is None:
        return []
    return [request.event(EventKind.SLOT_RELEASED, key=ident)]


def stale_lapsed(hall: Hall, request: Request, day: str) -> list[Event]:
    """Bookings of days on which the hall was off: they end before the new day opens, and nobody is blamed."""
    stale = [ticket for ticket in hall.bookings.values() if ticket.day < day and ticket.state is TicketState.BOOKED]
    stale.sort(key=lambda ticket: (ticket.day, ticket.slot, ticket.seq))
    return [request.event(EventKind.BOOKING_LAPSED, ticket=ticket.id) for ticket in stale]
