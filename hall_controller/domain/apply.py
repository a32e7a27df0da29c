"""Events change the hall here and nowhere else: live, on the projection's replica and in the replay of the ledger."""

from collections.abc import Callable

from hall_controller.domain.apply_blocks import BLOCK_EVENTS
from hall_controller.domain.apply_booking import BOOKING_EVENTS
from hall_controller.domain.apply_guards import GUARD_EVENTS
from hall_controller.domain.apply_moves import MOVE_EVENTS
from hall_controller.domain.apply_serving import SERVING_EVENTS
from hall_controller.domain.apply_tickets import TICKET_EVENTS
from hall_controller.domain.apply_windows import WINDOW_EVENTS
from hall_controller.domain.emergency import EMERGENCY_EVENTS
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall


class WrongOrder(Exception):
    """The event isn't the one that follows the hall's last."""


def _nothing(hall: Hall, event: Event) -> None:
    """The event is for the record; it changes no state."""


APPLY: dict[EventKind, Callable[[Hall, Event], None]] = {
    **TICKET_EVENTS,
    **SERVING_EVENTS,
    **MOVE_EVENTS,
    **WINDOW_EVENTS,
    **GUARD_EVENTS,
    **BOOKING_EVENTS,
    **BLOCK_EVENTS,
    **EMERGENCY_EVENTS,
    EventKind.DELIVERY_FAILED: _nothing,
    EventKind.DEVICE_COMMANDED: _nothing,
    EventKind.DEVICE_ANSWERED: _nothing,
}
"""Every kind of event."""


def apply(hall: Hall, event: Event) -> None:
    """Let the event happen.

    Raises:
        WrongOrder: its seq doesn't follow the hall's.
    """
    if event.seq != hall.seq + 1:
        raise WrongOrder(f"event {event.seq} after {hall.seq}")
    hall.seq = event.seq
    hall.at = event.at
    APPLY[event.kind](hall, event)
