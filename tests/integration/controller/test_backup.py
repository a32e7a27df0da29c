"""A backup while citizens take numbers, and the hall that comes back from it: nothing is lost, nothing is given twice."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import orjson
import pytest

from api.ids import new_id
from api.messages.hall_commands import Take
from api.messages.words import HandOver
from api.process.secret_file import write_secret
from hall_controller.clock import HallClock
from hall_controller.config import load_hall_config
from hall_controller.settings import hall_file
from hall_controller.store.audit import audit
from tests.support.controller import ControllerProcess, Person
from tests.support.hall_config import SMALL_HALL
from tests.support.hall_core import KIOSK
from tests.support.hall_store import store_hall
from tingtang.__main__ import main
from tingtang.backup.sealing import new_key
from tingtang.ports import free_port

pytestmark = pytest.mark.integration

LONG_SERIES = SMALL_HALL.replace('prefix = "A"', 'prefix = "A"\nlast = 99999\ndigits = 5')
TAKERS = 2
TAKE = Take(service="id-card", hand_over=HandOver.SCREEN)


async def take(person: Person, given: dict[str, str]) -> None:
    """One more number, by command id; only what was answered counts."""
    ident = new_id()
    answer = await person.command("take", command_id=ident, service="id-card", hand_over="screen")
    given[ident] = answer["result"]["ticket"]["number"]


async def keep_taking(person: Person, given: dict[str, str], enough: asyncio.Event) -> None:
    while not enough.is_set():
        await take(person, given)


def numbers_in(data: Path) -> dict[str, str]:
    """Tickets by id."""
    with closing(sqlite3.connect(hall_file(data))) as connection:
        return dict(connection.execute("SELECT id, label FROM ticket"))


async def test_a_backup_under_load_and_the_way_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    password, key = tmp_path / "password", tmp_path / "hall.key"
    write_secret(password, "nobody listens there")
    secret, recipient = new_key()
    write_secret(key, secret)
    process = ControllerProcess(tmp_path / "ctl", free_port(), password, hall=LONG_SERIES)
    with process.config.open("a", encoding="utf-8") as file:
        file.write(f'[backup]\nrecipients = ["{recipient}"]\n')
    config = ["--config", str(process.config)]
    given: dict[str, str] = {}
    await process.start()
    try:
        async with process.client("device") as kiosk:
            for _ in range(TAKERS):
                await take(kiosk, given)
            before = dict(given)
            enough = asyncio.Event()
            async with asyncio.TaskGroup() as load:
                for _ in range(TAKERS):
                    load.create_task(keep_taking(kiosk, given, enough))
                # The controller is a process of its own: only the takers share this one.
                assert await asyncio.to_thread(main, ["backup", "make", *config, "--json"]) == 0
                enough.set()
        made = orjson.loads(capsys.readouterr().out)
        assert len(given) > len(before), "nobody took a number meanwhile; the test shows nothing"
    finally:
        await process.stop()
    assert main(["restore-drill", *config, "--identity", str(key), "--json"]) == 0
    drilled = orjson.loads(capsys.readouterr().out)
    assert drilled["in_time"]
    assert drilled["seq"] == made["seq"]

    back = tmp_path / "back"
    assert main(["restore", made["file"], "--identity", str(key), "--to", str(back)]) == 0
    restored = numbers_in(back / "controller")
    assert before.items() <= restored.items(), "a number that was given before the backup is lost"
    assert restored.items() <= numbers_in(process.data_dir).items()
    assert audit(hall_file(back / "controller"), load_hall_config(back / "settings/hall.toml")) == []
    with closing(sqlite3.connect(hall_file(process.data_dir))) as living:
        kept = living.execute("SELECT count(*) FROM event WHERE kind = 'ticket-issued' AND seq <= ?", (made["seq"],)).fetchone()
    assert len(restored) == kept[0], "not every number up to the backup's record is there"

    with store_hall(hall_file(back / "controller"), load_hall_config(back / "settings/hall.toml"), HallClock()) as again:
        fresh = {new_id() for _ in range(TAKERS)}
        # A kiosk that never heard its answer asks again: it gets a number, and not one that somebody has.
        fresh |= set(list(given.keys() - restored.keys())[:1])
        numbers = [again.submit(TAKE, KIOSK, ident).result["ticket"]["number"] for ident in fresh]
    assert not set(numbers) & set(given.values())
    assert audit(hall_file(back / "controller"), load_hall_config(back / "settings/hall.toml")) == []
