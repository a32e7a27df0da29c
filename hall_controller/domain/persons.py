"""Guards that look at the person: who must say who they are, how many numbers one may have, 代办, name lists.

Persons appear as keyed hashes only; no refusal's detail names one.
"""

from collections.abc import Iterable, Iterator

from api.messages.words import FINAL_TICKET_STATES, AlertKind, ListKind, Refusal, Role, TicketState
from hall_controller.domain.alerts import raised
from hall_controller.domain.booked import is_moved
from hall_controller.domain.events import Event
from hall_controller.domain.facts import ListedPerson
from hall_controller.domain.hall import Hall
from hall_controller.domain.requests import Refused, Request
from hall_controller.domain.state import Ticket
from hall_controller.domain.wishes import Wish

_AT_WORK = (TicketState.SERVING, TicketState.RATING)
"""Who is being served doesn't wait any more."""


def require_person(hall: Hall, request: Request, wish: Wish) -> list[Event]:
    """Alerts that go with the number.

    Raises:
        Refused: the person, or the one who came in their place, gets no number.
    """
    indexes = hall.indexes
    return require_person_among(
        hall, request, wish, indexes.by_holder.get(wish.holder or "", []), indexes.by_agent.get(wish.agent or "", [])
    )


def require_person_among(hall: Hall, request: Request, wish: Wish, own: list[Ticket], of_agent: list[Ticket]) -> list[Event]:
    """The same for a number of any day.

    Args:
        own: what the person has on that day.
        of_agent: what the agent has for others on that day.
    """
    require_identified(wish)
    alerts = require_unlisted(hall, request, wish)
    if wish.holder is not None:
        require_room(hall, wish, own)
    if wish.agent is not None:
        require_agent_room(hall, request, wish, given(of_agent))
    return alerts


def require_identified(wish: Wish) -> None:
    """
    Raises:
        Refused: one of the services isn't for anonymous people, or somebody acts for themselves.
    """
    if wish.holder is None and not all(service.anonymous for service in wish.services):
        raise Refused(Refusal.IDENTIFICATION_REQUIRED, "a service of this ticket is not for anonymous people")
    if wish.agent is not None and wish.agent == wish.holder:
        raise Refused(Refusal.SENSELESS, "nobody is their own agent")


def require_unlisted(hall: Hall, request: Request, wish: Wish) -> list[Event]:
    """Alerts to staff about people who need attention.

    Raises:
        Refused: a name list blocks the person or the agent.
    """
    return [alert for person in (wish.holder, wish.agent) if person for alert in _listed(hall, request, person)]


def require_agent_room(hall: Hall, request: Request, wish: Wish, count: int) -> None:
    """
    Args:
        count: numbers (and bookings) of the day that this agent has for others.

    Raises:
        Refused: as many as one may have, and no manager gives a reason to go beyond it.
    """
    ceiling = hall.rules.guards.agent_per_day
    if not ceiling or count < ceiling:
        return
    if request.actor.role is not Role.MANAGER or not wish.supervised.strip():
        raise Refused(Refusal.AGENT_CEILING, f"this agent took {ceiling} numbers today; beyond it a manager's reason is needed")


def given(tickets: Iterable[Ticket]) -> int:
    """Numbers that count: cancelled ones too, or taking and cancelling would have no end; withdrawn ones not, nor bookings that
    another one took the place of.
    """
    return sum(ticket.state is not TicketState.VOID and not is_moved(ticket) for ticket in tickets)


def listing(hall: Hall, person: str, day: str) -> ListedPerson | None:
    """The person's entry of a name list, while it holds."""
    listed = hall.facts.get(ListedPerson, person)
    return listed if listed is not None and listed.until >= day else None


def _listed(hall: Hall, request: Request, person: str) -> Iterator[Event]:
    listed = listing(hall, person, hall.day)
    if listed is None:
        return
    if listed.list_kind is ListKind.BLOCKED:
        raise Refused(Refusal.LISTED, "on a name list")
    detail = {"ticket": request.id, "terminal": request.actor.name, "reason": listed.reason}
    yield raised(request, AlertKind.LISTED_PERSON, request.id, detail)


def require_room(hall: Hall, wish: Wish, tickets: list[Ticket]) -> None:
    """
    Args:
        tickets: what the person has today.

    Raises:
        Refused: waits for one of the services already, or has as many numbers as one may have.
    """
    guards = hall.rules.guards
    if guards.waiting_per_service:
        open_tickets = [ticket for ticket in tickets if ticket.state not in FINAL_TICKET_STATES and ticket.state not in _AT_WORK]
        for service in wish.services:
            if sum(service.id in _still_wanted(ticket) for ticket in open_tickets) >= guards.waiting_per_service:
                raise Refused(Refusal.ALREADY_WAITING, f"waits for service {service.id} already")
    if guards.tickets_per_day and given(tickets) >= guards.tickets_per_day:
        raise Refused(Refusal.PERSON_LIMIT, f"has {guards.tickets_per_day} numbers today")


def _still_wanted(ticket: Ticket) -> set[str]:
    return {ticket.service, *ticket.items, *(item for leg in ticket.plan for item in leg.items)}
