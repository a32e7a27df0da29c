"""A hall's database with days in it that the simulator ran: what a controller would have written."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from hall_controller.config import HallConfig
from hall_controller.domain.events import Event
from hall_controller.simulation.journeys import DayResult
from hall_controller.simulation.plan import DayPlan
from hall_controller.simulation.run_day import run_day
from hall_controller.store.ledger import GENESIS, chain, encode_event
from hall_controller.store.schema import connect, migrate


def write_journal(path: Path, hall: HallConfig, plans: Sequence[DayPlan]) -> list[DayResult]:
    """Run each day and store its events, chained as the store does; the days must follow each other in time."""
    events: list[Event] = []
    results = [run_day(hall, plan, on_event=events.append) for plan in plans]
    with closing(connect(path)) as connection:
        migrate(connection)
        connection.execute("BEGIN")
        digest = GENESIS
        for seq, event in enumerate(events, start=1):
            record = encode_event(replace(event, seq=seq))
            digest = chain(digest, record)
            connection.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?)", (seq, event.at, event.kind.value, record, digest))
        connection.execute("COMMIT")
    return results
