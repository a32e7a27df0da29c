"""Numbers that people hold already are entered into the hall: from a kiosk that was an island, from pre-printed paper.

Such a number is never refused for a rule: the citizen has it in the hand. What becomes of it:
- it waits in line by the time it was taken, marked; where a rule would have said no (hours, quota, name list …), staff are
  told and the number keeps its turn;
- when its day is over, or the hall has closed for today, it is entered as expired: it counts, nobody waits;
- when its queue or services exist no more, nobody could call it: it is entered as void, and staff are told.
"""

from dataclasses import dataclass, replace
from typing import Any

from api.messages.words import AlertKind, BlockKind, HandOver, Refusal, TicketClass, TicketState
from hall_controller.domain.alerts import raised
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.facts import Block
from hall_controller.domain.guards import require_wish
from hall_controller.domain.hall import Hall
from hall_controller.domain.issuing import number_body
from hall_controller.domain.legs import legs_of
from hall_controller.domain.requests import Decision, Refused, Request
from hall_controller.domain.rules import ServiceRule
from hall_controller.domain.state import Leg
from hall_controller.domain.wishes import Wish

NOT_SERVED_ANY_MORE = "notServedAnyMore"
"""Reason of a number whose queue or service left the hall while its holder waited: a key of the catalogues."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One number as the kiosk's outbox or a member of staff tells it."""

    block: Block
    number: int
    services: tuple[str, ...]
    ticket_class: TicketClass
    language: str
    holder: str | None
    agent: str | None
    taken_at: int
    """UTC ms on the hall's clock, as far as it is known."""
    handed: HandOver | None
    """None: its printing will be reported."""
    mark: str


def entered(hall: Hall, request: Request, entry: Entry) -> Decision:
    """
    Raises:
        Refused: a ticket of this id is there already.
    """
    if hall.find(request.id) is not None:
        raise Refused(Refusal.TOO_LATE, "a ticket of this id was issued before")
    block = entry.block
    known = [hall.rules.services[ident] for ident in dict.fromkeys(entry.services) if ident in hall.rules.services]
    # A kiosk gives its numbers one after the other and tells them so: a clock of its own that was set in between, or measured
    # anew, puts no later number before an earlier one.
    earliest = max(block.leased_at, block.taken_until) if block.purpose is BlockKind.ISLAND else block.leased_at
    taken_at = min(max(entry.taken_at, earliest), request.at)
    state, alerts = _outcome(hall, request, entry, known, taken_at)
    legs = legs_of(hall.rules, known) if known else [Leg(entry.services[0], block.queue, entry.services)]
    rule = hall.rules.queues.get(block.queue)
    label = rule.label_of(block.prefix, entry.number) if rule is not None else f"{block.prefix}{entry.number}"
    issued = request.event(
        EventKind.TICKET_ISSUED,
        **number_body(hall, request, legs, entry.ticket_class, entry.language),
        day=block.day if block.day < hall.day and state is TicketState.EXPIRED else hall.day,
        prefix=block.prefix,
        number=entry.number,
        label=label,
        state=state.value,
        reason=NOT_SERVED_ANY_MORE if state is TicketState.VOID else "",
        reference=taken_at,
        issued_at=taken_at,
        handed=entry.handed.value if entry.handed is not None else None,
        holder=entry.holder,
        agent=entry.agent,
        wanted=[service.id for service in known],
        block=block.id,
        marked=entry.mark,
    )
    here = issued.body["day"] == hall.day
    result: dict[str, Any] = {} if here else {"entered": state.value}
    return Decision([issued, *alerts], ticket=request.id if here else None, result=result)


def _outcome(
    hall: Hall, request: Request, entry: Entry, services: list[ServiceRule], taken_at: int
) -> tuple[TicketState, list[Event]]:
    """The ticket's first state, and what staff are told."""
    if hall.day_closed or _is_over(hall, entry.block):
        return TicketState.EXPIRED, []
    if not services:
        return TicketState.VOID, [_told(hall, request, entry, NOT_SERVED_ANY_MORE)]
    state = TicketState.ISSUING if entry.handed is None else TicketState.WAITING
    try:
        noted = require_wish(hall, replace(request, at=taken_at), Wish(services, entry.holder, entry.agent))
    except Refused as refused:
        return state, [_told(hall, request, entry, refused.refusal.value)]
    for event in noted:
        # Judged by the time it was taken, told now: the ledger's time never runs back.
        event.at = request.at
    return state, noted


def _is_over(hall: Hall, block: Block) -> bool:
    """Leased numbers are for one day; paper is used on whatever day there is need of it."""
    return block.purpose is BlockKind.ISLAND and block.day < hall.day


def _told(hall: Hall, request: Request, entry: Entry, why: str) -> Event:
    detail = {
        "ticket": request.id,
        "terminal": request.actor.name,
        "queue": entry.block.queue,
        "number": f"{entry.block.prefix}{entry.number}",
        "refusal": why,
    }
    return raised(request, AlertKind.OUTSIDE_RULES, request.id, detail)
