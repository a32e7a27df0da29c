"""好差评 of the kiosk's own service, over the outbox."""

from collections.abc import Callable

from api.bus.outbox import Outbox, OutboxEntry
from api.messages.hall_commands import RateTerminal
from api.messages.topics import hall_command_topic
from api.messages.words import RatingLevel, RatingOutcome
from kiosk.ports.store import KioskStore


class TerminalRating:
    """Implements `kiosk.flow.ports.RatingPort`."""

    def __init__(
        self, site: str, store: KioskStore, outbox: Outbox, *, new_id: Callable[[], str], wake: Callable[[], None]
    ) -> None:
        self._topic = hall_command_topic(site, "rate-terminal")
        self._store = store
        self._outbox = outbox
        self._new_id = new_id
        self._wake = wake

    def rate(self, take_id: str, service: str, outcome: RatingOutcome, level: RatingLevel | None) -> None:
        row = self._store.take(take_id)
        ticket = row.ticket_id if row is not None else take_id
        command = RateTerminal(ticket=ticket, service=service, outcome=outcome, level=level)
        with self._store.transaction():
            if self._store.rate_once(take_id):
                self._outbox.add(OutboxEntry(self._new_id(), self._topic, command))
        self._wake()
