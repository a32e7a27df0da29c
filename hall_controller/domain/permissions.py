"""Whether this actor may give this command: by role, and for clerks by window."""

from api.messages.hall_commands import HallCommand
from api.messages.roles import may_give
from api.messages.words import AT_WINDOW_STATES, Refusal
from api.ports import Actor
from hall_controller.domain.requests import Refused
from hall_controller.domain.state import Ticket


def require_permission(actor: Actor, command: HallCommand) -> None:
    """
    Raises:
        Refused: the role may not, or the account isn't for this window.
    """
    if not may_give(actor.role, type(command)):
        raise Refused(Refusal.NOT_PERMITTED, f"a {actor.role.value} may not do this")
    if actor.windows is not None:
        window = getattr(command, "window", None)
        if window is not None and window not in actor.windows:
            raise Refused(Refusal.NOT_PERMITTED, f"this account doesn't work at window {window}")


def require_own_ticket(actor: Actor, ticket: Ticket) -> None:
    """
    Raises:
        Refused: the ticket is at a window where this account doesn't work.
    """
    if actor.windows is not None and ticket.state in AT_WINDOW_STATES and ticket.window not in actor.windows:
        raise Refused(Refusal.NOT_PERMITTED, f"this account doesn't work at window {ticket.window}")
