"""A number that the hall has given, with everything that goes on its paper."""

from dataclasses import dataclass

from api.messages.views import TicketSlip, TicketView


@dataclass(frozen=True, slots=True)
class IssuedTicket:
    """A number the hall has given: what is shown, printed and stored is this one value."""

    view: TicketView
    slip: TicketSlip
