"""What each event of a booking changes."""

from collections.abc import Callable

from api.messages.words import TicketState
from hall_controller.domain.apply_tickets import new_ticket
from hall_controller.domain.applying import ticket_of
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.facts import KeptSlot, NoShows, fact_of
from hall_controller.domain.hall import Hall
from hall_controller.domain.state import Ticket


def _booked(hall: Hall, event: Event) -> None:
    body = event.body
    key = body["day"], body["prefix"]
    hall.counters[key] = body["number"]
    hall.changes.counters.add(key)
    hall.add(new_ticket(event))


def _checked_in(hall: Hall, event: Event) -> None:
    body = event.body
    ticket = ticket_of(hall, event)
    hall.move(ticket, TicketState(body["state"]), event.at)
    _, seq, tie = ticket.order
    ticket.order = (body["reference"], seq, tie)
    ticket.back_at = None
    _promise(ticket, event)
    hall.settle(ticket)


def _slot_reached(hall: Hall, event: Event) -> None:
    ticket = ticket_of(hall, event)
    hall.move(ticket, TicketState.WAITING, event.at)
    _promise(ticket, event)
    hall.settle(ticket)


def _promise(ticket: Ticket, event: Event) -> None:
    forecast = event.body["forecast"]
    ticket.forecast = tuple(forecast) if forecast else None


def _grace_extended(hall: Hall, event: Event) -> None:
    ticket = ticket_of(hall, event)
    ticket.back_at = event.body["until"]
    hall.settle(ticket)


def _lapsed(hall: Hall, event: Event) -> None:
    ticket = ticket_of(hall, event)
    hall.move(ticket, TicketState.LAPSED, event.at)
    ticket.back_at = None


def _kept_back(hall: Hall, event: Event) -> None:
    hall.load_fact(fact_of(KeptSlot, event.body))


def _released(hall: Hall, event: Event) -> None:
    hall.facts.drop(KeptSlot, event.body["key"])


def _no_show_counted(hall: Hall, event: Event) -> None:
    hall.load_fact(fact_of(NoShows, event.body))


def _cool_off_lifted(hall: Hall, event: Event) -> None:
    hall.facts.drop(NoShows, event.body["holder"])


BOOKING_EVENTS: dict[EventKind, Callable[[Hall, Event], None]] = {
    EventKind.TICKET_BOOKED: _booked,
    EventKind.TICKET_CHECKED_IN: _checked_in,
    EventKind.SLOT_REACHED: _slot_reached,
    EventKind.GRACE_EXTENDED: _grace_extended,
    EventKind.BOOKING_LAPSED: _lapsed,
    EventKind.SLOT_KEPT_BACK: _kept_back,
    EventKind.SLOT_RELEASED: _released,
    EventKind.NO_SHOW_COUNTED: _no_show_counted,
    EventKind.COOL_OFF_LIFTED: _cool_off_lifted,
}
