"""The hall is left: real broker, controller, agent and emulated devices. Boards cover calls, the loudspeaker is cut short."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.support.agent_process import until
from tests.support.controller import Person
from tests.support.ordered_hall import OrderedHall, ordered_hall, until_shown
from tests.support.voice import clips

__all__ = ["clips"]

pytestmark = pytest.mark.integration
GO = "东门"


@pytest_asyncio.fixture
async def hall(tmp_path: Path, clips: Path) -> AsyncIterator[OrderedHall]:
    async with ordered_hall(tmp_path, clips, speaking_speed=1.0) as running:
        yield running


@pytest_asyncio.fixture
async def manager(hall: OrderedHall) -> AsyncIterator[Person]:
    async with hall.controller.client("manager") as person:
        yield person


async def until_said(hall: OrderedHall, manager: Person, words: str) -> None:
    await hall.until_device(manager, "speaker-1", lambda line: words in line["detail"].get("caption", ""))


async def call(hall: OrderedHall, manager: Person) -> str:
    """A call that the loudspeaker begins to say."""
    await manager.command("take", service="id-card", hand_over="screen")
    await manager.command("open-window", window=1)
    called = await manager.command("next", window=1)
    return str(called["result"]["ticket"]["number"])


async def test_boards_speakers_and_pages_follow_and_everything_comes_back(hall: OrderedHall, manager: Person) -> None:
    async def playing() -> bool:
        return bool((await hall.emulators.state("speaker-1"))["playing"])

    number = await call(hall, manager)
    await until_shown(hall, number)
    await until(playing, "the call is being said")
    begun = await manager.command("begin-emergency", text=f"请从{GO}离开")
    assert begun["code"] == "success", begun
    await until_shown(hall, GO)
    await until_said(hall, manager, "有序离开")
    # The call was broken off, which the ledger tells and is no fault of the loudspeaker.
    assert (await hall.emulators.state("speaker-1"))["cut_off"] >= 1
    [unspoken] = [
        event["body"] for event in await hall.ledger(manager, "delivery-failed") if "speaker" in event["body"]["device"]
    ]
    assert unspoken["reason"] == "output.silenced"
    await hall.until_device(manager, "speaker-1", lambda line: line["status"] == "online" and line["faults"] == [])
    for path in ("/api/v1/board", "/api/v1/desk/1", "/api/v1/manager", "/api/v1/devices"):
        assert (await manager.get(path))["emergency"]["text"] == f"请从{GO}离开"
    assert (await manager.command("end-emergency"))["code"] == "success"
    await until_shown(hall, number)
    assert (await manager.get("/api/v1/board"))["emergency"] is None
    kinds = [event["kind"] for event in await hall.ledger(manager, "emergency-begun", "emergency-ended")]
    assert kinds == ["emergency-begun", "emergency-ended"]


async def test_it_outlives_the_controller_and_reaches_a_board_that_lost_its_power(hall: OrderedHall, manager: Person) -> None:
    await manager.command("begin-emergency", text=GO)
    await until_shown(hall, GO)
    await hall.controller.kill()
    await hall.emulators.fault("led-1", "reboot")
    await hall.controller.start()
    await until_shown(hall, GO)
    async with hall.controller.client("manager") as again:
        assert (await again.get("/api/v1/manager"))["emergency"]["text"] == GO


async def test_a_board_that_was_away_when_it_was_lifted_takes_it_back_later(hall: OrderedHall, manager: Person) -> None:
    await manager.command("begin-emergency", text=GO)
    await until_shown(hall, GO)
    await hall.emulators.fault("led-1", "drop-link")
    await hall.until_device(manager, "led-1", lambda line: line["status"] != "online")
    await manager.command("end-emergency")
    await hall.emulators.fault("led-1", "none")
    await hall.until_device(manager, "led-1", lambda line: line["status"] == "online")

    async def gone() -> bool:
        lines = (await hall.emulators.state("led-1"))["lines"]
        return bool(lines) and not any(GO in line or "疏散" in line for line in lines)

    await until(gone, "the emergency is off the board")


async def test_a_clerk_or_technician_can_not_empty_the_hall(hall: OrderedHall) -> None:
    for account in ("clerk", "technician"):
        async with hall.controller.client(account) as person:
            assert (await person.command("begin-emergency"))["code"] == "notPermitted"
