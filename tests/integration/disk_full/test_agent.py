"""An agent whose disk is full: nothing irreversible is begun, a rating isn't lost, the rest goes on, and it heals by itself."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from api.ids import new_id
from api.messages.device_commands import Ask, Diagnose, Print
from api.messages.words import CompletionCode
from tests.integration.agent.conftest import EMULATORS, Hall
from tests.support.agent_process import Emulators, until
from tests.support.broker import running_broker
from tests.support.doctor.small_disk import fill, tmpfs
from tests.support.voice import clips
from tingtang.__main__ import main

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


async def test_nothing_irreversible_is_begun_and_a_rating_is_told_again_by_its_pad(
    hall: Hall, capsys: pytest.CaptureFixture[str]
) -> None:
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
    found = await doctor(hall, capsys)
    assert found["disk.full"]["level"] == "broken"
    assert "rating-1" in found["device.not-well"]["what"]
    ballast.unlink()
    printed = await hall.command("receipt-1", "print", TICKET, command_id=command_id)
    assert printed.succeeded
    assert await hall.receipts() == 1
    await until(lambda: reason(hall, "rating-1") == "ok", "the pad is taken again")
    ratings = [json.loads(payload) for name, payload in hall.events if name == "rated"]
    assert [(rating["ask"], rating["level"]) for rating in ratings] == [(ask.ask, "GOOD")]
    # While we are here: what the doctor says of devices, while the agent runs and after.
    assert {code for code in await doctor(hall, capsys) if code.startswith(("device", "broker", "store"))} == set()
    await hall.emulators.fault("receipt-1", "drop-link")
    await hall.emulators.fault("pads", "drop-link")
    await until(
        lambda: {reason(hall, name) for name in ("receipt-1", "callpad-1", "rating-1")} & {"ok"} == set(), "three are out"
    )
    found = await doctor(hall, capsys)
    assert found["device.line-dead"]["arguments"] == {"line": "pads", "devices": "callpad-1, rating-1"}
    assert found.keys() & {"device.lost", "device.unreachable"}
    await hall.agent.kill()
    found = await doctor(hall, capsys)
    assert "device.agent-silent" in found
    assert {"broker.no-controller", "broker.refused"} & found.keys() == set()


async def doctor(hall: Hall, capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, Any]]:
    """What it finds on the agent's machine, by code."""
    config = hall.folder / "agent.toml"
    arguments = ["doctor", "--root", str(hall.folder), "--agent", str(config), "--json", "--language", "en", "--only"]
    capsys.readouterr()
    await asyncio.to_thread(main, [*arguments, "settings", "disk", "device", "broker", "store"])
    return {found["code"]: found for found in json.loads(capsys.readouterr().out)["findings"]}


def reason(hall: Hall, device: str) -> str:
    return str(json.loads(hall.states[device, "status"])["reason"])
