"""Whose booking is this? Asked by a kiosk before it compares a face 1:1. A read: nothing is checked in. Pure."""

from api.messages.words import Refusal, TicketState
from hall_controller.domain.hall import Hall
from hall_controller.domain.requests import Refused


def claimed(hall: Hall, number: str) -> str:
    """The keyed hash of who booked today under this number.

    Raises:
        Refused: there is no such booking, it is for another day, it was used or given up, or it names nobody.
    """
    found = [
        ticket
        for ticket in (*hall.tickets.values(), *hall.bookings.values())
        if ticket.slot is not None and ticket.label == number
    ]
    if not found:
        raise Refused(Refusal.UNKNOWN_TICKET, "there is no such booking")
    today = [ticket for ticket in found if ticket.day == hall.day]
    if not today:
        raise Refused(Refusal.NOT_TODAY, "this booking is for another day")
    booked = next((ticket for ticket in today if ticket.state is TicketState.BOOKED), None)
    if booked is None:
        raise Refused(Refusal.ILLEGAL_TRANSITION, f"this booking is {today[0].state.value}")
    if booked.holder is None:
        raise Refused(Refusal.NO_HOLDER, "this booking names nobody")
    return booked.holder
