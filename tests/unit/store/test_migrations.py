"""A database of the first version is brought up to date with what its ledger knows."""

import re
import sqlite3
from pathlib import Path

from api.messages.hall_commands import Next, RateTerminal, Take
from api.messages.words import HandOver, RatingOutcome, Refusal, TicketState
from hall_controller.store import schema
from hall_controller.store.audit import audit
from tests.support.hall_core import KIOSK
from tests.support.hall_store import store_hall

TAKE = Take(service="s-a", hand_over=HandOver.SCREEN)


def undo_the_third(connection: sqlite3.Connection) -> None:
    """Take back every column that the third step added, and give back what it dropped."""
    script = (Path(schema.__file__).parent / "migrations" / "0003_whole_queue.sql").read_text("utf-8")
    for table, column in re.findall(r"ALTER TABLE (\w+) ADD COLUMN (\w+)", script):
        connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    connection.execute("ALTER TABLE ticket ADD COLUMN reference INTEGER NOT NULL DEFAULT 0")
    connection.execute("DROP TABLE fact")
    connection.execute("DROP TABLE rebuild")
    connection.execute("DROP INDEX event_topped")


def test_terminal_ratings_of_the_first_version_still_count_once(path: Path) -> None:
    with store_hall(path) as hall:
        rated, unrated = (str(hall.do(TAKE).result["ticket"]["id"]) for _ in range(2))
        hall.do(RateTerminal(ticket=rated, service="s-a", outcome=RatingOutcome.DECLINED), KIOSK)
    with sqlite3.connect(path) as connection:
        undo_the_third(connection)
        connection.execute("ALTER TABLE ticket DROP COLUMN terminal_rated")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    with store_hall(path) as hall:
        again = hall.submit(RateTerminal(ticket=rated, service="s-a", outcome=RatingOutcome.DECLINED), KIOSK)
        assert again.error_code == Refusal.TOO_LATE.value
        hall.do(RateTerminal(ticket=unrated, service="s-a", outcome=RatingOutcome.DECLINED), KIOSK)
    assert audit(path, hall.config) == []


def test_a_hall_of_the_second_version_goes_on(path: Path) -> None:
    """A file that the second version wrote: a held, a missed, a called and a transferred ticket."""
    path.write_bytes((Path(__file__).parent / "data" / "hall-version-2.db").read_bytes())
    with store_hall(path) as hall:
        states = {ticket.label: ticket.state for ticket in hall.opened.tickets.values()}
        assert states == {
            "A001": TicketState.HELD,
            "A002": TicketState.MISSED,
            "A003": TicketState.WAITING,
            "A004": TicketState.CALLED,
            "A005": TicketState.WAITING,
            "B005": TicketState.WAITING,
            "B006": TicketState.WAITING,
        }
        called = hall.do(Next(window=1)).result["ticket"]["number"]
        assert called == "A003"
    assert audit(path, hall.config) == []
