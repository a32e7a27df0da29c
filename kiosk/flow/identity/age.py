"""How old somebody is, from what their document says."""

from datetime import date

from api.identity.documents import InvalidDocument, age_on, read_document
from kiosk.flow.identity.person import DocumentHolder

ADULT = 18
"""Years; who is younger can't be anybody's guardian."""


def age_of(holder: DocumentHolder, today: date) -> int | None:
    """Full years; None where neither document nor number says a birthday."""
    birthday = _birthday(holder, today)
    return None if birthday is None else age_on(birthday, today)


def _birthday(holder: DocumentHolder, today: date) -> date | None:
    try:
        return date.fromisoformat(holder.birth) if holder.birth else read_document(holder.document, holder.number, today).birthday
    except (InvalidDocument, ValueError):
        return None
