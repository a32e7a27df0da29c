"""What managers see of alerts, lists and the calendar."""

from api.messages.views import AlertView, ListedPersonView
from hall_controller.domain.facts import Alert, ListedPerson
from hall_controller.domain.hall import Hall

HOLIDAYS_UNKNOWN = "holidaysUnknown"
"""Warning: public holidays of coming days aren't known. A key of the catalogues."""


def alert_views(hall: Hall) -> tuple[AlertView, ...]:
    """Latest first."""
    alerts = sorted(hall.facts.of(Alert).values(), key=lambda alert: (-alert.since, alert.id))
    return tuple(AlertView(id=alert.id, kind=alert.about, since=alert.since, detail=alert.detail) for alert in alerts)


def listed_views(hall: Hall) -> tuple[ListedPersonView, ...]:
    """By their last day."""
    entries = sorted(hall.facts.of(ListedPerson).values(), key=lambda entry: (entry.until, entry.holder))
    return tuple(
        ListedPersonView(
            holder=entry.holder,
            kind=entry.list_kind,
            reason=entry.reason,
            entered_by=entry.entered_by,
            approver=entry.approver,
            until=entry.until,
        )
        for entry in entries
    )


def warnings(hall: Hall, at: int) -> tuple[str, ...]:
    """What the hall doesn't know and a person must see to."""
    unknown = hall.rules.calendar.unknown_from(hall.rules.local.date_of(at))
    return () if unknown is None else (HOLIDAYS_UNKNOWN,)
