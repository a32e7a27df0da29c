from pathlib import Path

from api.ids import new_id
from api.messages.hall_commands import Next, OpenWindow, Take
from api.messages.words import HandOver
from hall_controller.store import prune as module
from hall_controller.store.audit import audit
from hall_controller.store.prune import KEEP_MS, prune
from hall_controller.store.schema import connect
from tests.support.hall_core import KIOSK, PLAIN_WINDOW
from tests.support.hall_store import HandClock, store_hall

DAY_S = 24 * 3600
TAKE = Take(service="s-a", hand_over=HandOver.SCREEN)


def test_a_week_of_answers_and_settled_deliveries_is_kept(path: Path) -> None:
    clock = HandClock()
    ident = new_id()
    with store_hall(path, clock=clock) as hall:
        first = hall.submit(TAKE, KIOSK, ident)
        hall.do(OpenWindow(window=PLAIN_WINDOW))
        hall.do(Next(window=PLAIN_WINDOW))
        owed, *settled = hall.commits[-1].deliveries
        for delivery in settled:
            hall.settle(delivery.id, succeeded=True)
        clock.advance(6 * DAY_S)
        hall.do(TAKE)
        last_at = clock.now_ms()
    connection = connect(path)
    try:
        assert not prune(connection, HandClock().now_ms() + KEEP_MS)
        assert len(connection.execute("SELECT id FROM command").fetchall()) == 4
        assert not prune(connection, HandClock().now_ms() + KEEP_MS + 1)
        assert len(connection.execute("SELECT id FROM command").fetchall()) == 1
        kept = [row[0] for row in connection.execute("SELECT id FROM delivery WHERE created_at < ?", (last_at,))]
    finally:
        connection.close()
    assert owed.id in kept
    assert not {delivery.id for delivery in settled} & set(kept)
    with store_hall(path, clock=clock) as hall:
        assert hall.submit(TAKE, KIOSK, ident) != first


def test_a_hall_that_never_rests_prunes_all_the_same(path: Path) -> None:
    """The controller feels its writer's pulse every few seconds: the queue never stays empty for long."""
    with store_hall(path):
        pass
    connection = connect(path)
    rows = [(f"old-{n}",) for n in range(3 * module.ROWS_AT_ONCE)]
    connection.executemany("INSERT INTO command (id, name, at, answer) VALUES (?, 'rate', 0, x'')", rows)
    connection.close()
    with store_hall(path) as hall:
        for _ in range(20):
            hall.do(TAKE)
    connection = connect(path)
    try:
        assert connection.execute("SELECT count(*) FROM command").fetchone() == (20,)
    finally:
        connection.close()


def test_it_takes_small_steps(path: Path) -> None:
    with store_hall(path) as hall:
        for _ in range(3):
            hall.do(TAKE)
    connection = connect(path)
    rows = module.ROWS_AT_ONCE
    try:
        connection.executemany(
            "INSERT INTO command (id, name, at, answer) VALUES (?, 'rate', 0, x'')", [(f"old-{n}",) for n in range(rows + 1)]
        )
        now = HandClock().now_ms()
        assert prune(connection, now)
        assert not prune(connection, now)
        assert connection.execute("SELECT count(*) FROM command").fetchone() == (3,)
    finally:
        connection.close()
    assert audit(path, hall.config) == []
