"""A database of the first version is brought up to date with what its ledger knows."""

import sqlite3
from pathlib import Path

from api.messages.hall_commands import RateTerminal, Take
from api.messages.words import HandOver, RatingOutcome, Refusal
from hall_controller.store.audit import audit
from tests.support.hall_core import KIOSK
from tests.support.hall_store import store_hall

TAKE = Take(service="s-a", hand_over=HandOver.SCREEN)


def test_terminal_ratings_of_the_first_version_still_count_once(path: Path) -> None:
    with store_hall(path) as hall:
        rated, unrated = (str(hall.do(TAKE).result["ticket"]["id"]) for _ in range(2))
        hall.do(RateTerminal(ticket=rated, service="s-a", outcome=RatingOutcome.DECLINED), KIOSK)
    with sqlite3.connect(path) as connection:
        connection.execute("ALTER TABLE ticket DROP COLUMN terminal_rated")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    with store_hall(path) as hall:
        again = hall.submit(RateTerminal(ticket=rated, service="s-a", outcome=RatingOutcome.DECLINED), KIOSK)
        assert again.error_code == Refusal.TOO_LATE.value
        hall.do(RateTerminal(ticket=unrated, service="s-a", outcome=RatingOutcome.DECLINED), KIOSK)
    assert audit(path, hall.config) == []
