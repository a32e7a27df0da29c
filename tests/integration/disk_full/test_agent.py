"""An agent whose disk is full: nothing irreversible is begun, a rating isn't lost, the rest goes on, and it heals by itself."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from api.ids import new_id
from api.messages.device_commands import Ask, Diagnose, Print
from api.messages.words import CompletionCode
from tests.integration.agent.conftest import EMULATORS, Hall
from tests.support.agent_process import Emulators, until
from tests.support.broker import running_broker
from tests.support.doctor.small_disk import fill, tmpfs
from tests.support.voice import clips

__all__ = ["clips"]

TICKET = Print(template="ticket", data={"number": "A012", "hall": "示范大厅"})


@pytest_asyncio.fixture
async def hall(tmp_path: Path, clips: Path) -> AsyncIterator[Hall]:
    """The agent's data folder is a file system of its own."""
    with tmpfs(tmp_path / "data", "size=4m"):
        async with running_broker(tmp_path / "broker") as broker:
            made = Hall(tmp_path, broker, Emulators(tmp_path, EMULATORS.format(clips=clips)))
            try:
                await made.start(clips)
                yield made
            finally:
                await made.stop()


async def test_nothing_irreversible_is_begun_and_a_rating_is_told_again_by_its_pad(hall: Hall) -> None:
    ask = Ask(ask=new_id(), window=3, ticket="A012", timeout_s=60)
    assert (await hall.command("rating-1", "ask", ask)).succeeded
    ballast = fill(hall.folder / "data")
    command_id = new_id()
    refused = await hall.command("receipt-1", "print", TICKET, command_id=command_id)
    assert (refused.code, refused.error_code) == (CompletionCode.INTERNAL_ERROR, "journal.failed")
    assert await hall.receipts() == 0
    await hall.emulators.press("rating-1", "good")
    await until(lambda: reason(hall, "rating-1") == "agent.eventNotKept", "the board says why the pad isn't taken")
    assert hall.events == []
    assert (await hall.command("receipt-1", "diagnose", Diagnose())).succeeded
    ballast.unlink()
    printed = await hall.command("receipt-1", "print", TICKET, command_id=command_id)
    assert printed.succeeded
    assert await hall.receipts() == 1
    await until(lambda: reason(hall, "rating-1") == "ok", "the pad is taken again")
    ratings = [json.loads(payload) for name, payload in hall.events if name == "rated"]
    assert [(rating["ask"], rating["level"]) for rating in ratings] == [(ask.ask, "GOOD")]


def reason(hall: Hall, device: str) -> str:
    return str(json.loads(hall.states[device, "status"])["reason"])
