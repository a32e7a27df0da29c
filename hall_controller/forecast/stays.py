"""Stays at windows, read back from a hall's journal: a hall that was restarted knows its service times again."""

from collections.abc import Iterable, Iterator

from hall_controller.domain.events import Event, EventKind
from hall_controller.forecast.history import Service

_JOINS = frozenset({EventKind.TICKET_ISSUED, EventKind.TICKET_BOOKED})
_NEXT_LEG = frozenset({EventKind.TICKET_TRANSFERRED, EventKind.LEG_BEGUN, EventKind.TICKET_REACTIVATED})
_FREES = frozenset(
    {
        EventKind.TICKET_MISSED,
        EventKind.TICKET_NO_SHOW,
        EventKind.TICKET_REJECTED,
        EventKind.TICKET_HELD,
        EventKind.TICKET_TRANSFERRED,
        EventKind.TICKET_FINISHED,
    }
)


class Stays:
    """Follows events in order; they may begin anywhere in the journal."""

    def __init__(self) -> None:
        self._forget()

    def _forget(self) -> None:
        """At the change of the day nobody is at a window."""
        self._services: dict[str, tuple[str, str]] = {}
        self._busy: dict[int, tuple[int, str, str]] = {}
        self._at_window: dict[str, int] = {}

    def hear(self, event: Event) -> Service | None:
        """The stay that ended with this event."""
        kind, body = event.kind, event.body
        ident = body.get("ticket", "")
        ended = None
        if kind is EventKind.DAY_OPENED:
            self._forget()
        elif kind is EventKind.TICKET_CALLED:
            ended = self._end(body["window"], event.at)
            if ident in self._services:
                self._busy[body["window"]] = (event.at, *self._services[ident])
                self._at_window[ident] = body["window"]
        elif kind is EventKind.TICKET_RETURNED:
            self._busy.pop(self._at_window.pop(ident, 0), None)
        elif kind is EventKind.TICKET_RATED or (kind in _FREES and body.get("ask") is None):
            ended = self._end(self._at_window.pop(ident, 0), event.at)
        if kind in _JOINS:
            self._services[body["ticket"]] = body["queue"], body["service"]
        elif kind in _NEXT_LEG:
            # The first version's events name them without a leg.
            leg = body.get("leg", body)
            self._services[body["ticket"]] = leg["queue"], leg["service"]
        return ended

    def _end(self, window: int, at: int) -> Service | None:
        busy = self._busy.pop(window, None)
        if busy is None:
            return None
        since, queue, service = busy
        return Service(queue, service, at, at - since)


def stays(events: Iterable[Event]) -> Iterator[Service]:
    follower = Stays()
    for event in events:
        stay = follower.hear(event)
        if stay is not None:
            yield stay
