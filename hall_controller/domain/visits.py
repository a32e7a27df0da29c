"""A visit goes on: which legs are still to come when one is over, and the next one begins."""

from collections.abc import Iterable, Mapping

from api.messages.hall_commands import Finish
from api.messages.words import Refusal, ServiceOutcome, WindowState
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.legs import followers
from hall_controller.domain.requests import Refused, Request
from hall_controller.domain.rules import Rules
from hall_controller.domain.state import Leg, Ticket

_NOTHING_FOLLOWS = frozenset({ServiceOutcome.SUPPLEMENT.value, ServiceOutcome.REJECTED.value})
"""An item that ended so has no payment to make and no document to fetch today."""


def results_of(ticket: Ticket, command: Finish) -> dict[str, str]:
    """Service to outcome, of each item of the present leg.

    Raises:
        Refused: a result names something that isn't on the ticket, or the same item twice.
    """
    items = ticket.leg.items
    named = {result.service: result.outcome.value for result in command.results}
    if len(named) < len(command.results):
        raise Refused(Refusal.SENSELESS, "an item has two results")
    unknown = sorted(set(named) - set(items))
    if unknown:
        raise Refused(Refusal.UNKNOWN_SERVICE, f"not an item of ticket {ticket.label}: {', '.join(unknown)}")
    return {item: named.get(item, command.outcome.value) for item in items}


def legs_left(rules: Rules, ticket: Ticket, results: Mapping[str, str]) -> list[Leg]:
    """Legs to come. What follows from unsuccessful items alone, and wasn't asked for itself, is left out."""
    dropped = {later for item, outcome in results.items() if outcome in _NOTHING_FOLLOWS for later in _following(rules, item)}
    dropped.difference_update(ticket.wanted)
    if not dropped:
        return list(ticket.plan)
    ended_well = [item for past in ticket.past for item, outcome in past.results.items() if outcome not in _NOTHING_FOLLOWS]
    ended_well += [item for item, outcome in results.items() if outcome not in _NOTHING_FOLLOWS]
    still_due = {later for item in ended_well for later in _following(rules, item)}
    dropped -= still_due
    # A leg that stays keeps what follows from it.
    for leg in ticket.plan:
        if not dropped.issuperset(leg.items):
            dropped -= {later for item in leg.items if item not in dropped for later in _following(rules, item)}
    return [leg for leg in ticket.plan if leg.window is not None or not dropped.issuperset(leg.items)]


def begun(hall: Hall, request: Request, ticket: str, plan: Iterable[Leg]) -> Event:
    """The next leg begins. One that is kept for a window goes to its queue when nobody is at that window any more."""
    leg = next(iter(plan))
    body = leg.to_json()
    if leg.window is not None and not _is_manned(hall, leg.window):
        body["window"] = None
    return request.event(EventKind.LEG_BEGUN, ticket=ticket, leg=body)


def _is_manned(hall: Hall, number: int) -> bool:
    return number in hall.rules.windows and hall.window(number).state is not WindowState.CLOSED


def _following(rules: Rules, ident: str) -> Iterable[str]:
    return followers(rules, ident) if ident in rules.services else ()
