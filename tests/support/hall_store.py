"""The real writer on a real file, asked synchronously; and a clock that tests move."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from api.ids import new_id
from api.messages.completion import Completion
from api.messages.hall_commands import HallCommand
from api.ports import Actor, Submission
from hall_controller.clock import HallClock
from hall_controller.config import HallConfig
from hall_controller.domain.events import Event
from hall_controller.domain.facts import FACT_TYPES
from hall_controller.domain.hall import Hall
from hall_controller.domain.state import Ticket
from hall_controller.store.hall_store import Answers, Committed
from hall_controller.store.transaction import Settlement
from hall_controller.store.writer import HallWriter
from tests.support.hall_core import MANAGER, MORNING, core_config

ANSWER_WITHIN_S = 30


class HandClock(HallClock):
    """Stands still at nine in the morning until a test moves it."""

    def __init__(self, at: int = MORNING) -> None:
        self.wall = at
        self.running = 0
        super().__init__(lambda: self.wall, lambda: self.running)

    def advance(self, seconds: float) -> None:
        self.running += int(seconds * 1000)
        self.wall += int(seconds * 1000)


class StoreHall:
    """One life of a writer."""

    def __init__(self, path: Path, config: HallConfig | None = None, clock: HallClock | None = None) -> None:
        self.path = path
        self.config = config or core_config()
        self.clock = clock or HandClock()
        self.events: list[Event] = []
        self.commits: list[Committed] = []
        self.writer = HallWriter(path, self.config, self.clock, new_id, self._on_batch)

    def _on_batch(self, committed: Committed | None, given: Answers) -> None:
        if committed is not None:
            self.commits.append(committed)
            self.events += committed.events
        for token, completion in given:
            token.set_result(completion)

    def open(self) -> Hall:
        self.opened = self.writer.open()
        return self.opened

    def start(self, submission: Submission) -> "Future[Completion]":
        future: Future[Completion] = Future()
        self.writer.submit(submission, future)
        return future

    def submit(self, command: HallCommand, actor: Actor = MANAGER, ident: str | None = None) -> Completion:
        return self.start(Submission(ident or new_id(), actor, command)).result(ANSWER_WITHIN_S)

    def submit_together(self, submissions: Sequence[Submission]) -> list[Completion]:
        return [future.result(ANSWER_WITHIN_S) for future in [self.start(submission) for submission in submissions]]

    def do(self, command: HallCommand, actor: Actor = MANAGER) -> Completion:
        completion = self.submit(command, actor)
        assert completion.succeeded, completion
        return completion

    def settle(self, ident: str, *, succeeded: bool, detail: str = "") -> Completion:
        future: Future[Completion] = Future()
        self.writer.settle(Settlement(ident, succeeded, detail), future)
        return future.result(ANSWER_WITHIN_S)


@contextmanager
def store_hall(path: Path, config: HallConfig | None = None, clock: HallClock | None = None) -> Iterator[StoreHall]:
    """Opened and begun; closed at the end."""
    hall = StoreHall(path, config, clock)
    hall.open()
    hall.writer.begin()
    try:
        yield hall
    finally:
        hall.writer.close()


def remembered(hall: Hall) -> dict[str, object]:
    """Everything a decision can depend on, comparable."""
    return {
        "seq": hall.seq,
        "at": hall.at,
        "day": (hall.day, hall.day_closed, hall.day_opened_at, hall.day_opened_seq),
        "tickets": hall.tickets,
        "windows": hall.windows,
        "counters": hall.counters,
        "asks": hall.asks,
        "calls": list(hall.calls),
        "held": set(hall.held),
        "missed": set(hall.missed),
        "lines": {key: [ticket.id for ticket in place.all()] for key, place in hall.places.items() if len(place)},
        "owned": {number: set(tickets) for number, tickets in hall.owned.items()},
        "bookings": hall.bookings,
        "indexes": {name: _named(index) for name, index in vars(hall.indexes).items()},
        # A day's bookings come in their order; days among each other in none.
        "booked": {
            name: {key: sorted(tickets) for key, tickets in _named(index).items()} for name, index in vars(hall.booked).items()
        },
        "facts": {kind: hall.facts.of(kind) for kind in FACT_TYPES.values()},
    }


def _named(index: Mapping[Any, Sequence[Ticket]]) -> dict[Any, list[str]]:
    return {key: [ticket.id for ticket in tickets] for key, tickets in index.items() if tickets}
