"""转移: the citizen goes to another service, window or person; a new leg that keeps reference and class."""

from dataclasses import replace

from api.messages.hall_commands import Transfer
from api.messages.words import Refusal, TicketState, TransferPlace, WindowState
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.legs import legs_with
from hall_controller.domain.lookup import require_reason, require_service, require_window, ticket_at
from hall_controller.domain.opening import require_served_today
from hall_controller.domain.requests import Decision, Refused, Request
from hall_controller.domain.state import Leg, Ticket, Window


def transfer(hall: Hall, request: Request, command: Transfer) -> Decision:
    window, ticket = ticket_at(hall, command.window, TicketState.SERVING)
    return Decision([transferred(hall, request, window, ticket, command)], ticket=ticket.id)


def transferred(hall: Hall, request: Request, window: Window, ticket: Ticket, command: Transfer) -> Event:
    """
    Raises:
        Refused: it names no goal or two persons' windows, or a goal where nobody could ever call it.
    """
    if command.service is None and command.to_window is None and command.to_clerk is None:
        raise Refused(Refusal.SENSELESS, "a transfer names a service, a window or a person")
    if command.to_window is not None and command.to_clerk is not None:
        raise Refused(Refusal.SENSELESS, "a transfer goes to a window or to a person, not to both")
    leg, *plan = _legs(hall, ticket, command)
    if command.to_window is not None:
        _require_other_window(hall, window, command.to_window)
    elif command.to_clerk is not None:
        _require_person(hall, window, command.to_clerk)
    else:
        require_served_today(hall, hall.rules.queues[leg.queue], leg.skill, request.at)
    first = command.place is TransferPlace.FIRST
    if command.return_here:
        plan.insert(0, replace(ticket.leg, window=window.number))
    return request.event(
        EventKind.TICKET_TRANSFERRED,
        ticket=ticket.id,
        window=window.number,
        leg=leg.to_json(),
        to_clerk=command.to_clerk,
        place=command.place.value,
        # Last: as if the citizen came now, and not before a slot or what they postponed to.
        reference=max(request.at, ticket.reference) if command.place is TransferPlace.LAST else None,
        plan=[later.to_json() for later in plan],
        reason=require_reason(command.reason) if first else command.reason.strip(),
    )


def _legs(hall: Hall, ticket: Ticket, command: Transfer) -> list[Leg]:
    """The goal and what comes after it. Without a service: the present leg's, somewhere else."""
    if command.service is None:
        return [replace(ticket.leg, window=command.to_window), *ticket.plan]
    goal, *plan = legs_with(hall.rules, require_service(hall, command.service), ticket.plan)
    return [replace(goal, window=command.to_window), *plan]


def _require_other_window(hall: Hall, window: Window, number: int) -> None:
    target = require_window(hall, number)
    if target.number == window.number:
        raise Refused(Refusal.NOT_THIS_WINDOW, "a transfer goes to another window")
    if target.state is WindowState.CLOSED:
        raise Refused(Refusal.WINDOW_NOT_OPEN, f"window {target.number} is closed")


def _require_person(hall: Hall, window: Window, name: str) -> None:
    if window.clerk == name:
        raise Refused(Refusal.NOT_THIS_WINDOW, "a transfer goes to another person")
    if any(other.clerk == name for other in hall.windows.values()):
        return
    if name in hall.rules.staff:
        raise Refused(Refusal.WINDOW_NOT_OPEN, "this member of staff is at no window now")
    raise Refused(Refusal.UNKNOWN_STAFF, "nobody of this name is at a window")
