"""Commands that ask and change nothing: answered from memory, not stored. Pure."""

from collections.abc import Callable
from typing import Any

from api.messages.hall_commands import Bookings, FindTicket, HallCommand, Slots
from hall_controller.domain.finding import find_ticket, tickets_of_person
from hall_controller.domain.hall import Hall
from hall_controller.domain.lookup import require_service
from hall_controller.domain.slots import slot_views


def _slots(hall: Hall, command: Slots, at: int) -> dict[str, Any]:
    views = slot_views(hall, require_service(hall, command.service), at)
    return {"slots": [view.model_dump(mode="json") for view in views]}


def _found(hall: Hall, command: FindTicket, at: int) -> dict[str, Any]:
    return {"ticket": find_ticket(hall, command, at).model_dump(mode="json")}


def _of_person(hall: Hall, command: Bookings, at: int) -> dict[str, Any]:
    return {"tickets": [view.model_dump(mode="json") for view in tickets_of_person(hall, command.holder, at)]}


READS: dict[type[HallCommand], Callable[[Hall, Any, int], dict[str, Any]]] = {
    Slots: _slots,
    FindTicket: _found,
    Bookings: _of_person,
}
"""The catalogue is answered by whoever knows the hall's clock."""


def read(hall: Hall, command: HallCommand, at: int) -> dict[str, Any]:
    """The answer's result.

    Raises:
        Refused: what was asked for isn't there, or isn't shown to who asks.
    """
    return READS[type(command)](hall, command, at)
