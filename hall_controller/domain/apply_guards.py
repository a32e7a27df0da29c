"""What lists, alerts and longer hours change."""

from collections.abc import Callable

from api.messages.words import AlertKind
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.facts import Alert, ListedPerson, LongerHours, TerminalCleared, fact_of
from hall_controller.domain.hall import Hall


def _hours_extended(hall: Hall, event: Event) -> None:
    hall.facts.put(fact_of(LongerHours, event.body))


def _person_listed(hall: Hall, event: Event) -> None:
    hall.facts.put(fact_of(ListedPerson, event.body))


def _person_unlisted(hall: Hall, event: Event) -> None:
    hall.facts.drop(ListedPerson, event.body["holder"])


def _alert_raised(hall: Hall, event: Event) -> None:
    hall.facts.put(fact_of(Alert, event.body))


def _alert_dismissed(hall: Hall, event: Event) -> None:
    alert = hall.facts.get(Alert, event.body["alert"])
    if alert is None:
        return
    hall.facts.drop(Alert, alert.id)
    if alert.about is AlertKind.RAPID_TAKES:
        hall.facts.put(TerminalCleared(alert.detail["terminal"], event.seq))


GUARD_EVENTS: dict[EventKind, Callable[[Hall, Event], None]] = {
    EventKind.HOURS_EXTENDED: _hours_extended,
    EventKind.PERSON_LISTED: _person_listed,
    EventKind.PERSON_UNLISTED: _person_unlisted,
    EventKind.ALERT_RAISED: _alert_raised,
    EventKind.ALERT_DISMISSED: _alert_dismissed,
}
