"""What can't be taken back is done once, whenever the agent is killed: a paper, an opened door."""

import asyncio
import sqlite3
from dataclasses import dataclass

import pytest

from api.ids import new_id
from api.messages.base import Message
from api.messages.device_commands import IRREVERSIBLE_COMMANDS, Open, Print
from api.messages.words import CompletionCode
from tests.integration.agent.conftest import Hall
from tests.support.agent_process import until

pytestmark = pytest.mark.integration


@dataclass(frozen=True)
class Act:
    """One irreversible command, and the emulator's count of its effect."""

    device: str
    name: str
    body: Message
    count: str

    def __str__(self) -> str:
        return self.name


ACTS = (
    Act("receipt-1", "print", Print(template="ticket", data={"number": "A012", "hall": "示范大厅"}), "receipts"),
    Act("door-1", "open", Open(pulse_ms=500), "pulses"),
)


def test_every_irreversible_command_is_tried() -> None:
    assert {act.name for act in ACTS} == IRREVERSIBLE_COMMANDS


async def _done(hall: Hall, act: Act) -> int:
    return int((await hall.emulators.state(act.device))[act.count])


def _open_rows(hall: Hall) -> bool:
    connection = sqlite3.connect(f"file:{hall.folder / 'data' / 'agent.sqlite'}?mode=ro", uri=True)
    try:
        return bool(connection.execute("SELECT count(*) FROM bus_journal WHERE code IS NULL").fetchone()[0])
    finally:
        connection.close()


@pytest.mark.parametrize("act", ACTS, ids=str)
async def test_killed_between_beginning_and_completion_is_outcome_unknown_and_never_done_again(hall: Hall, act: Act) -> None:
    command_id = new_id()
    await hall.emulators.fault(act.device, "silent")
    asking = asyncio.create_task(hall.try_command(act.device, act.name, act.body, command_id, 1))
    await until(lambda: _open_rows(hall), "begun")
    await hall.agent.kill()
    await asking
    await hall.emulators.fault(act.device, "none")
    before = await _done(hall, act)
    await hall.start_agent()
    for _ in range(2):
        again = await hall.command(act.device, act.name, act.body, command_id=command_id)
        assert again.code is CompletionCode.OUTCOME_UNKNOWN
    assert await _done(hall, act) == before <= 1
    assert (await hall.command(act.device, act.name, act.body)).succeeded
    assert await _done(hall, act) == before + 1


@pytest.mark.parametrize("act", ACTS, ids=str)
async def test_killed_at_any_moment_it_is_done_once_at_most_and_what_is_said_is_true(hall: Hall, act: Act) -> None:
    before = await _done(hall, act)
    for step in range(5):
        command_id = new_id()
        asking = asyncio.create_task(hall.try_command(act.device, act.name, act.body, command_id, 0.3))
        await asyncio.sleep(0.006 * step)
        await hall.agent.kill()
        first = await asking
        await hall.start_agent()
        again = await hall.command(act.device, act.name, act.body, command_id=command_id)
        done = await _done(hall, act) - before
        before += done
        assert done <= 1
        if again.succeeded:
            assert done == 1
        else:
            assert again.code is CompletionCode.OUTCOME_UNKNOWN
        if first is not None and first.succeeded:
            assert again.succeeded
