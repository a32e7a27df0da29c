"""What numbers promised and what came of it, from a hall's events in order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.forecasts import Promise

PROMISE_KINDS = frozenset(
    {
        EventKind.DAY_OPENED,
        EventKind.TICKET_BOOKED,
        EventKind.TICKET_ISSUED,
        EventKind.TICKET_CHECKED_IN,
        EventKind.SLOT_REACHED,
        EventKind.TICKET_CALLED,
    }
)
"""Events that have to be heard."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A number that had promised something was called for the first time. Instants are UTC ms."""

    queue: str
    ticket_class: str
    promised_at: int
    promise: Promise
    called_at: int


class Promises:
    """Follows the ledger. Numbers that are never called have no outcome."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[str, str, int, Promise]] = {}
        self._booked: dict[str, tuple[str, str]] = {}

    def hear(self, event: Event) -> Outcome | None:
        """The next event; what came of a promise, when it is its ticket's first call."""
        kind, body = event.kind, event.body
        if kind is EventKind.TICKET_CALLED:
            found = self._open.pop(body["ticket"], None)
            return None if found is None else Outcome(*found, called_at=event.at)
        if kind is EventKind.TICKET_ISSUED:
            self._promised(body["ticket"], (body["queue"], body["ticket_class"]), event)
        elif kind is EventKind.TICKET_BOOKED:
            self._booked[body["ticket"]] = body["queue"], body["ticket_class"]
        elif kind is EventKind.TICKET_CHECKED_IN or kind is EventKind.SLOT_REACHED:
            # Who checks in early is promised something when the slot begins.
            self._promised(body["ticket"], self._booked.get(body["ticket"]), event)
        elif kind is EventKind.DAY_OPENED:
            self._open.clear()
        return None

    def _promised(self, ticket: str, of: tuple[str, str] | None, event: Event) -> None:
        forecast = event.body.get("forecast")
        if forecast is not None and of is not None:
            low, expected, high = forecast
            self._open[ticket] = (*of, event.at, (low, expected, high))


def outcomes(events: Iterable[Event]) -> Iterator[Outcome]:
    """Of a whole journal or a part of it."""
    promises = Promises()
    for event in events:
        outcome = promises.hear(event)
        if outcome is not None:
            yield outcome
