"""What managers see of alerts, lists and the calendar."""

from api.messages.views import AlertView, ListedPersonView
from hall_controller.domain.facts import Alert, ListedPerson
from hall_controller.domain.hall import Hall

HOLIDAYS_UNKNOWN = "holidaysUnknown"
"""Warning: public holidays of coming days aren't known. A key of the catalogues."""


def alert_views(hall: Hall) -> tuple[AlertView, ...]:
    """Latest first. One about a ticket also has its number as printed."""
    alerts = sorted(hall.facts.of(Alert).values(), key=lambda alert: (-alert.since, alert.id))
    return tuple(AlertView(id=alert.id, kind=alert.about, since=alert.since, detail=_detail(hall, alert)) for alert in alerts)


def _detail(hall: Hall, alert: Alert) -> dict[str, object]:
    ticket = hall.find(str(alert.detail.get("ticket", "")))
    return alert.detail if ticket is None else {**alert.detail, "number": ticket.label}


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
