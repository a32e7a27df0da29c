"""Name lists: a manager enters a person with reason, approver and last day; it ends by itself."""

import datetime as dt
from collections.abc import Iterator

from api.messages.hall_commands import ListPerson, UnlistPerson
from api.messages.words import Refusal
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.facts import ListedPerson, fact_body
from hall_controller.domain.hall import Hall
from hall_controller.domain.lookup import require_reason
from hall_controller.domain.requests import Decision, Refused, Request

LISTED_DAYS_MAX = 366
"""Who must stay listed longer is looked at again once a year."""
ENTRY_ENDED = "entryEnded"
"""Reason of an entry whose last day is over: a key of the catalogues."""


def list_person(hall: Hall, request: Request, command: ListPerson) -> Decision:
    """A person's new entry takes the place of an old one.

    Raises:
        Refused: no reason, no other approver, or no sensible last day.
    """
    approver = command.approver.strip()
    if not approver:
        raise Refused(Refusal.SENSELESS, "an approver must be named")
    if approver.casefold() == request.actor.name.casefold():
        raise Refused(Refusal.SAME_PERSON, "the approver is who enters it")
    _require_last_day(hall, command.until, request.at)
    entry = ListedPerson(
        holder=command.holder,
        list_kind=command.kind,
        reason=require_reason(command.reason),
        entered_by=request.actor.name,
        approver=approver,
        until=command.until,
    )
    return Decision([request.event(EventKind.PERSON_LISTED, **fact_body(entry))])


def _require_last_day(hall: Hall, text: str, at: int) -> None:
    try:
        until = dt.date.fromisoformat(text)
    except ValueError as error:
        raise Refused(Refusal.SENSELESS, "until is no date") from error
    days = (until - hall.rules.local.date_of(at)).days
    if days < 0:
        raise Refused(Refusal.TOO_LATE, "the last day has passed")
    if days > LISTED_DAYS_MAX:
        raise Refused(Refusal.SENSELESS, f"an entry holds at most {LISTED_DAYS_MAX} days")


def unlist_person(hall: Hall, request: Request, command: UnlistPerson) -> Decision:
    if hall.facts.get(ListedPerson, command.holder) is None:
        raise Refused(Refusal.UNKNOWN_ENTRY, "this person is on no list")
    reason = require_reason(command.reason)
    return Decision([request.event(EventKind.PERSON_UNLISTED, holder=command.holder, reason=reason)])


def ended(hall: Hall, request: Request, day: str) -> Iterator[Event]:
    """With a new day: entries whose last day is over. Nothing is kept of them but the ledger's record."""
    for entry in hall.facts.of(ListedPerson).values():
        if entry.until < day:
            yield request.event(EventKind.PERSON_UNLISTED, holder=entry.holder, reason=ENTRY_ENDED)
