"""A database of the first version is brought up to date with what its ledger knows."""

import re
import sqlite3
from pathlib import Path

from api.messages.hall_commands import RateTerminal, Take
from api.messages.words import HandOver, RatingOutcome, Refusal
from hall_controller.store import schema
from hall_controller.store.ledger import verify
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
    with sqlite3.connect(path) as connection:
        assert verify(connection) is None
    connection.close()
