"""The pure core with its store beside it: each step is committed to SQLite in memory, and the hall can be loaded from there."""

import sqlite3
from dataclasses import dataclass

from hall_controller.domain.deliveries import Delivery
from hall_controller.domain.events import Event
from hall_controller.domain.hall import Hall
from hall_controller.store.batch import Batch
from hall_controller.store.ledger import GENESIS
from hall_controller.store.load import load_hall
from hall_controller.store.schema import migrate
from tests.support.hall_core import CoreHall


@dataclass
class StoredCore(CoreHall):
    """`restart` goes on with what the tables hold."""

    def __post_init__(self) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        migrate(self.connection)
        self._hash = GENESIS
        super().__post_init__()

    def loaded(self) -> Hall:
        """The hall as the next process would find it."""
        return load_hall(self.connection, self.rules)

    def restart(self) -> None:
        """The process dies and another goes on: only what is stored counts."""
        self.hall = self.loaded()
        self.run_timers()

    def close(self) -> None:
        self.connection.close()

    def _take_down(self, events: list[Event], deliveries: list[Delivery]) -> None:
        self.events += events
        self.deliveries += deliveries
        self.intervals += self.hall.changes.intervals
        batch = Batch(self._hash)
        batch.events += events
        batch.deliveries += deliveries
        batch.write(self.connection, self.hall)
        self._hash = batch.hash
