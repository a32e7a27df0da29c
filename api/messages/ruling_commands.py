"""What managers decide for the whole hall, and what may be offered."""

from pydantic import Field

from api.messages.base import Id, ShortText
from api.messages.hall_command import Day, HallCommand, Holder, TimeOfDay
from api.messages.words import ListKind, RuleName, TicketClass


class SetRule(HallCommand):
    """Who is next, from now on: another rule, other rates."""

    rule: RuleName
    rates: dict[TicketClass, float] = Field(default_factory=dict)
    """Points a minute; classes not named keep theirs."""
    reason: ShortText


class ExtendHours(HallCommand):
    """延时服务: a queue gives numbers until later, today."""

    queue: Id
    until: TimeOfDay
    reason: ShortText


class ListPerson(HallCommand):
    """Put a person on a name list."""

    holder: Holder
    kind: ListKind
    reason: ShortText
    approver: str = Field(min_length=1, max_length=64)
    """Account of the person who approved it: another than who enters it."""
    until: Day
    """Last day it holds."""


class UnlistPerson(HallCommand):
    holder: Holder
    reason: ShortText


class VoidSeries(HallCommand):
    """A manager withdraws the waiting numbers that one terminal gave out since then. Result: `voided` (count)."""

    terminal: Id
    since: int
    """UTC ms."""
    reason: ShortText


class DismissAlert(HallCommand):
    """Somebody has looked at it."""

    alert: str = Field(min_length=1, max_length=64)


class CloseDay(HallCommand):
    """日终: everyone still waiting, held or missed → EXPIRED; all windows close."""


class Catalogue(HallCommand):
    """What a kiosk may offer: services, queues, opening. A read, not stored. Result: `catalogue` (CatalogueView)."""

    have_version: str = Field(default="", max_length=64)
