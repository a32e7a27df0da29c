"""A number that the kiosk gives on its own, as the hall would have given it."""

from api.check_code import check_code
from api.messages.views import CatalogueView, QueueView, ServiceView, TicketSlip, TicketView
from api.messages.words import HandOver, TicketClass, TicketState
from kiosk.flow.ports import IssuedTicket
from kiosk.ports.lease_store import LeasedNumber

ISLAND = "island"
"""The mark on the paper: what the citizen holds was given out while the hall was out of reach."""


def island_ticket(
    ident: str,
    number: LeasedNumber,
    service: ServiceView,
    queue: QueueView,
    hall: CatalogueView,
    hand_over: HandOver,
    at: int,
    ticket_class: TicketClass,
    more: tuple[str, ...],
) -> IssuedTicket:
    """Without people ahead and without a time: nobody knows them now.

    Args:
        at: the hall's time, UTC ms, as far as the kiosk knows it.
        more: further services of the visit; the hall decides which of them are a stop of their own.
    """
    view = TicketView(
        id=ident,
        number=number.label,
        queue=queue.id,
        service=service.id,
        ticket_class=ticket_class,
        state=TicketState.ISSUING if hand_over is HandOver.PRINTER else TicketState.WAITING,
        issued_at=at,
        state_since=at,
        items=(service.id, *more),
        marked=ISLAND,
    )
    names = {known.id: known.names for known in hall.services}
    slip = TicketSlip(
        service_names=service.names,
        queue_names=queue.names,
        windows=(),
        hall_names=hall.hall_names,
        items=tuple(names[item] for item in (service.id, *more) if item in names) if more else (),
        follow=ident,
        check=check_code(ident),
    )
    return IssuedTicket(view, slip)
