"""The three crash rules: whoever is killed, each entry has exactly one effect and its sender gets that effect's answer."""

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest

from api.bus.database import open_database
from api.bus.journal import CommandJournal, Finished
from api.bus.outbox import Outbox, OutboxEntry
from api.bus.outbox_sender import OutboxSender
from api.ids import new_id
from api.messages.completion import Completion
from api.messages.hall_commands import Take
from api.messages.words import CompletionCode
from tests.support.broker import WAIT_S, MakeBus, connected, until
from tests.support.crash_parts import ENTRIES, TAKE, answer, open_receiver
from tingtang.broker import PrivateBroker

KILLED = -9

Part = Callable[..., Coroutine[Any, Any, asyncio.subprocess.Process]]


@pytest.fixture
async def start_part(broker: PrivateBroker, tmp_path: Path) -> AsyncIterator[Part]:
    started: list[asyncio.subprocess.Process] = []

    async def start(role: str, point: str) -> asyncio.subprocess.Process:
        node = "kiosk-01" if role == "sender" else "ctl"
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.support.crash_parts",
            role,
            str(tmp_path / f"{role}.db"),
            str(broker.port),
            str(broker.password_file(node)),
            point,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def ended(process: asyncio.subprocess.Process) -> int:
    return await asyncio.wait_for(process.wait(), WAIT_S)


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(query).fetchall()


def assert_exactly_once(folder: Path) -> None:
    """Every entry was told, has one effect, and the sender knows that effect's number."""
    assert rows(folder / "sender.db", "SELECT count(*) FROM bus_outbox") == [(0,)]
    taken = rows(folder / "sender.db", "SELECT id, effect FROM taken ORDER BY id")
    assert len(taken) == ENTRIES
    assert taken == rows(folder / "receiver.db", "SELECT id, number FROM effect ORDER BY id")
    assert [number for _, number in sorted(taken, key=lambda row: row[1])] == list(range(1, ENTRIES + 1))


@pytest.mark.parametrize("point", ["committed", "answered"])
async def test_sender_killed_after_its_commit_or_in_the_midst_of_settling(start_part: Part, tmp_path: Path, point: str) -> None:
    await start_part("receiver", "never")
    assert await ended(await start_part("sender", point)) == KILLED
    assert len(rows(tmp_path / "sender.db", "SELECT id FROM bus_outbox")) == ENTRIES
    assert await ended(await start_part("sender", "resume")) == 0
    assert_exactly_once(tmp_path)
    if point == "answered":
        heard = rows(tmp_path / "receiver.db", "SELECT count(*) FROM heard")
        assert heard == [(ENTRIES + 1,)], "the entry whose settling was cut off came twice"


async def test_sender_killed_between_publish_and_answer_and_receiver_between_commit_and_answer(
    start_part: Part, tmp_path: Path
) -> None:
    receiver = await start_part("receiver", "stored")
    sender = await start_part("sender", "published")
    assert await ended(receiver) == KILLED, "it dies after its first commit, before reply and acknowledgement"
    sender.kill()
    await sender.wait()
    assert len(rows(tmp_path / "receiver.db", "SELECT id FROM effect")) == 1
    assert len(rows(tmp_path / "sender.db", "SELECT id FROM bus_outbox")) == ENTRIES
    await start_part("receiver", "never")
    assert await ended(await start_part("sender", "resume")) == 0
    assert_exactly_once(tmp_path)


async def test_receiver_killed_before_its_answer_gets_it_again_and_answers_the_same(start_part: Part, tmp_path: Path) -> None:
    receiver = await start_part("receiver", "stored")
    sender = await start_part("sender", "published")
    assert await ended(receiver) == KILLED
    await start_part("receiver", "never")
    assert await ended(sender) == 0, "the living sender gets its answers without being told of the crash"
    assert_exactly_once(tmp_path)
    assert rows(tmp_path / "receiver.db", "SELECT count(*) FROM heard")[0][0] > ENTRIES


@asynccontextmanager
async def sending(sender: OutboxSender) -> AsyncIterator[None]:
    sender.start()
    try:
        yield
    finally:
        await sender.stop()


async def test_broker_killed_with_everything_in_flight_loses_nothing(
    make_bus: MakeBus, broker: PrivateBroker, tmp_path: Path
) -> None:
    entries, kills = 300, 4
    ctl, kiosk = make_bus("ctl"), make_bus("kiosk-01")
    with closing(open_receiver(tmp_path / "receiver.db")) as stored, closing(open_database(tmp_path / "sender.db")) as own:
        ctl.listen(TAKE, lambda received: answer(ctl, stored, received, "never"))
        outbox = Outbox(own)
        settled: dict[str, int] = {}

        def on_done(entry: OutboxEntry, completion: Completion) -> None:
            assert entry.id not in settled
            settled[entry.id] = completion.result["number"]

        ids = [new_id() for _ in range(entries)]
        for one in ids:
            outbox.add(OutboxEntry(one, TAKE, Take(service="birth-certificate")))
        await connected(ctl)
        await connected(kiosk)
        async with sending(OutboxSender(kiosk, outbox, on_done, resend_s=0.2)):
            for kill in range(1, kills + 1):
                await until(lambda kill=kill: len(settled) > kill * entries // (kills + 2), "some settled")
                await broker.kill()
                await broker.start()
            await until(lambda: len(settled) == entries, "all settled", timeout_s=60)
        assert settled == {one: number for number, one in enumerate(ids, start=1)}, "in order, once each"
        assert ctl.counters.connects >= kills
        assert outbox.pending() == []


async def test_print_cut_off_by_a_kill_is_outcome_unknown(start_part: Part, tmp_path: Path) -> None:
    command_id = new_id()
    assert await ended(await start_part("journal", command_id)) == KILLED
    with closing(open_database(tmp_path / "journal.db")) as database:
        journal = CommandJournal(database)
        assert journal.unfinished_at_start() == [command_id]
        again = journal.begin(command_id, "print")
        assert isinstance(again, Finished)
        assert again.completion.code is CompletionCode.OUTCOME_UNKNOWN
        assert journal.unfinished_at_start() == []
