"""200 citizens take numbers and 64 windows call while the controller is killed every 2 s for a minute.

Everyone repeats a command under its id until it is answered. Afterwards no number was given twice, none that was given is
missing, no citizen was called to two windows, and the ledger is whole.
"""

import asyncio
import random
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from api.ids import new_id
from hall_controller.config import load_hall_config
from hall_controller.settings import hall_file
from hall_controller.store.audit import audit
from hall_controller.store.ledger import verify
from hall_controller.store.schema import connect_reader
from tests.support.broker import running_broker
from tests.support.controller import ControllerProcess
from tests.support.hall_config import SITE
from tests.support.stubborn_client import StubbornClient

SEED = 20261121
STORM_S = 60.0
BETWEEN_KILLS_S = 2.0
LEAST_LIFE_S = 0.3
"""A process that never got to serve shows nothing: on a busy machine the next kill waits until this one has served so long."""
KILL_WITHIN_S = 0.03
"""A kill comes so soon after everybody asked at once, so that it cuts commands off before, in and after their commit."""
EVERYBODY_EVERY_S = 0.4
TAKERS = 200
WINDOWS = 64
KILLS_AT_LEAST = 10
"""On a machine on which a start takes long the storm goes on until then."""
TICKETS_AT_LEAST = 1_000
"""Fewer, and the hall was down nearly all the time: nothing would be shown."""


def storm_hall() -> str:
    """64 windows that all call from one queue with numbers enough for the storm."""
    windows = "\n".join(
        f'[[windows]]\nnumber = {n}\nnames = {{ zh-CN = "{n}号窗口" }}\nqueues = ["general"]' for n in range(1, WINDOWS + 1)
    )
    return f"""
[hall]
site = "{SITE}"
names = {{ zh-CN = "测试大厅" }}
recall_gap_s = 0

[[queues]]
id = "general"
prefix = "A"
names = {{ zh-CN = "综合" }}
last = 99999
digits = 5
opens = "00:00"
closes = "24:00"

[[services]]
id = "card"
names = {{ zh-CN = "办证" }}
department = {{ zh-CN = "公安" }}
queue = "general"

{windows}
"""


async def signed_in(process: ControllerProcess, account: str, people: int) -> list[StubbornClient]:
    """So many terminals of one account."""
    async with process.client(account) as person:
        token = str(person.http.headers["Authorization"]).removeprefix("Bearer ")
    return [StubbornClient(process.http_port, token) for _ in range(people)]


@dataclass
class Storm:
    """What people were told."""

    numbers: dict[str, str] = field(default_factory=dict)
    """Take id to the number it was answered with."""
    called: list[str] = field(default_factory=list)
    """Ids of tickets in answers to `next`."""
    over: bool = False
    everybody: asyncio.Event = field(default_factory=asyncio.Event)
    """Set for a moment: all citizens ask at once."""

    def ask_all_at_once(self) -> None:
        self.everybody.set()
        self.everybody = asyncio.Event()

    async def pause(self) -> None:
        if not self.over:
            await self.everybody.wait()

    async def take(self, device: StubbornClient) -> None:
        while not self.over:
            ident = new_id()
            answer = await device.command("take", command_id=ident, service="card", hand_over="screen")
            self.numbers[ident] = answer["result"]["ticket"]["number"]
            await self.pause()

    async def serve(self, manager: StubbornClient, window: int) -> None:
        await manager.command("open-window", window=window)
        while not self.over:
            answer = await manager.command("next", window=window)
            if "result" not in answer:
                assert answer["code"] == "nobodyWaiting", answer
                await self.pause()
                continue
            self.called.append(answer["result"]["ticket"]["id"])
            for step, more in (("arrive", {}), ("reject", {"reason": "材料不全"})):
                done = await manager.command(step, window=window, **more)
                assert "result" in done, f"{step}: {done}"


async def rush(storm: Storm) -> None:
    """Everybody at once, again and again, to the end of the storm and once more."""
    while not storm.over:
        storm.ask_all_at_once()
        await asyncio.sleep(EVERYBODY_EVERY_S)
    storm.ask_all_at_once()


async def kill_again_and_again(process: ControllerProcess, storm: Storm) -> None:
    """It runs again when this returns."""
    loop, dice = asyncio.get_running_loop(), random.Random(SEED)
    ends_at, kills, killed_at = loop.time() + STORM_S, 0, loop.time()
    while loop.time() < ends_at or kills < KILLS_AT_LEAST:
        await asyncio.sleep(max(killed_at + BETWEEN_KILLS_S - loop.time(), LEAST_LIFE_S))
        storm.ask_all_at_once()
        await asyncio.sleep(dice.uniform(0.0, KILL_WITHIN_S))
        await process.kill()
        kills, killed_at = kills + 1, loop.time()
        await process.start()


@pytest.mark.chaos
@pytest.mark.integration
async def test_two_hundred_takes_and_sixty_four_windows_under_a_storm_of_kills(tmp_path: Path) -> None:
    storm = Storm()
    async with running_broker(tmp_path / "broker", ["ctl"], SITE) as broker:
        process = ControllerProcess(tmp_path / "ctl", broker.port, broker.password_file("ctl"), hall=storm_hall())
        await process.start()
        citizens, clerks = await signed_in(process, "device", TAKERS), await signed_in(process, "manager", WINDOWS)
        try:
            async with asyncio.TaskGroup() as people:
                for citizen in citizens:
                    people.create_task(storm.take(citizen))
                for number, clerk in enumerate(clerks, start=1):
                    people.create_task(storm.serve(clerk, number))
                people.create_task(rush(storm))
                await kill_again_and_again(process, storm)
                storm.over = True
        finally:
            for person in [*citizens, *clerks]:
                person.close()
            await process.stop()
    assert min(person.unanswered for person in [*citizens, *clerks]) > 0, "somebody was never cut off"
    assert len(storm.numbers) >= TICKETS_AT_LEAST
    agree_with_the_records(storm, hall_file(process.data_dir))
    assert audit(hall_file(process.data_dir), load_hall_config(process.folder / "hall.toml")) == []


def agree_with_the_records(storm: Storm, path: Path) -> None:
    """What people were told and what the hall remembers are the same, one for one."""
    connection = connect_reader(path)
    try:
        assert verify(connection) is None
        issued = dict(connection.execute("SELECT id, label FROM ticket"))
        calls = called_in_ledger(connection)
    finally:
        connection.close()
    assert len(set(storm.numbers.values())) == len(storm.numbers), "a number was given twice"
    assert storm.numbers == issued, "a number that was given is missing, or one was used up for nobody"
    assert sorted(issued.values()) == [f"A{number:05d}" for number in range(1, len(issued) + 1)]
    assert max(Counter(storm.called).values()) == 1, "a citizen was called to two windows"
    assert Counter(storm.called) == calls, "calls that were answered and calls in the ledger differ"


def called_in_ledger(connection: sqlite3.Connection) -> Counter[str]:
    rows = connection.execute("SELECT record ->> '$.body.ticket' FROM event WHERE kind = 'ticket-called'")
    return Counter(ticket for (ticket,) in rows)
