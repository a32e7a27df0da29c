"""Which items can be begun now, and why the others can't. Pure: time, hall, printers come in."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from api.messages.item_views import ItemHoursView, ItemView, PrintStep
from api.messages.item_words import PrintKind
from kiosk.flow.documents.ports import DocumentReadiness
from kiosk.flow.items.ports import ItemCatalogue

HALL_AWAY = "hall"
DEPARTMENT_AWAY = "department"
CLOSED = "closed"
NO_PAPER = "paper"
"""Its one result is a document, and that can't be printed now."""


@dataclass(frozen=True, slots=True)
class ItemOffer:
    item: ItemView
    reason: str = ""
    """Why it can't be begun now; empty: it can."""

    @property
    def enabled(self) -> bool:
        return not self.reason


def offer(item: ItemView, catalogue: ItemCatalogue, *, reachable: bool, now: datetime, documents: DocumentReadiness) -> ItemOffer:
    """One item as it is offered.

    Args:
        reachable: the hall answers.
        now: the hall's local time.
        documents: of the printer of certificates.
    """
    if not item.offline and not reachable:
        return ItemOffer(item, HALL_AWAY)
    department = catalogue.departments.get(item.department)
    if not item.offline and department is not None and not department.reachable:
        return ItemOffer(item, DEPARTMENT_AWAY)
    if not is_open(item.hours, now):
        return ItemOffer(item, CLOSED)
    if not _paper(item, documents):
        return ItemOffer(item, NO_PAPER)
    return ItemOffer(item)


def is_open(hours: ItemHoursView | None, now: datetime) -> bool:
    if hours is None:
        return True
    return now.isoweekday() in hours.days and _minutes(hours.opens) <= now.hour * 60 + now.minute < _minutes(hours.closes)


def opens_next(hours: ItemHoursView, now: datetime) -> tuple[int, str]:
    """In how many days, and at what time of day, it opens next; (0, …) is today. With no day at all: (0, "")."""
    for days in range(8):
        day = now + timedelta(days=days)
        begins = time(*divmod(_minutes(hours.opens), 60))
        if day.isoweekday() in hours.days and (days or now.time() < begins):
            return days, hours.opens
    return 0, ""


def _paper(item: ItemView, documents: DocumentReadiness) -> bool:
    """Paper that is out is found before anything is typed. A document that may be left out keeps nobody from the rest."""
    papers = [step for step in item.steps if isinstance(step, PrintStep) and step.what is PrintKind.DOCUMENT]
    return all(enough_paper(step, documents) for step in papers if not step.optional)


def enough_paper(step: PrintStep, documents: DocumentReadiness) -> bool:
    return documents.ready and (not step.blank or documents.blanks is None or documents.blanks >= step.sheets)


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
