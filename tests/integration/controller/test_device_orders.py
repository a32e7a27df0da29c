"""What staff have devices do from the page, over real broker, agent, drivers and emulated devices; what the ledger says of it."""

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus
from pathlib import Path

import pytest
import pytest_asyncio

from api.ids import new_id
from hall_controller.config import load_hall_config
from hall_controller.settings import hall_file
from hall_controller.store.audit import audit
from tests.support.agent_process import until
from tests.support.controller import Person
from tests.support.hall_config import AGENT
from tests.support.ordered_hall import OrderedHall, ordered_hall, until_shown
from tests.support.voice import clips

__all__ = ["clips"]

pytestmark = pytest.mark.integration


@pytest_asyncio.fixture
async def hall(tmp_path: Path, clips: Path) -> AsyncIterator[OrderedHall]:
    async with ordered_hall(tmp_path, clips) as running:
        yield running


@pytest_asyncio.fixture
async def manager(hall: OrderedHall) -> AsyncIterator[Person]:
    async with hall.controller.client("manager") as person:
        yield person


@pytest_asyncio.fixture
async def technician(hall: OrderedHall) -> AsyncIterator[Person]:
    async with hall.controller.client("technician") as person:
        yield person


async def test_a_new_roll_brings_the_count_of_tickets_back(hall: OrderedHall, manager: Person) -> None:
    assert (await hall.order(manager, "receipt-1", "load-paper", length_m=3.0)).status_code == 200
    assert (await hall.order(manager, "receipt-1", "test-pattern")).status_code == 200
    before = await hall.until_device(manager, "receipt-1", lambda line: line["detail"].get("tickets_left"))
    assert (await hall.order(manager, "receipt-1", "test-pattern")).status_code == 200
    used = before["detail"]["tickets_left"]
    await hall.until_device(manager, "receipt-1", lambda line: line["detail"]["tickets_left"] < used)
    loaded = await hall.order(manager, "receipt-1", "load-paper", length_m=3.0)
    assert loaded.json()["result"]["tickets_left"] >= used
    await hall.until_device(manager, "receipt-1", lambda line: line["detail"]["tickets_left"] >= used)
    assert int((await hall.emulators.state("receipt-1"))["receipts"]) == 2


async def test_a_call_for_help_ends_when_somebody_has_seen_to_it_and_the_ledger_says_who(
    hall: OrderedHall, manager: Person
) -> None:
    await hall.emulators.press("door-1", "sos")
    await hall.until_device(manager, "door-1", lambda line: "door.sos" in line["faults"])
    pressed = await hall.order(manager, "door-1", "clear-alarm", code="door.sos")
    assert (pressed.status_code, pressed.json()["reason"]) == (409, "alarm.stillOn")
    await hall.emulators.press("door-1", "sos-up")
    keys: list[str] = []

    async def cleared() -> bool:
        keys.append(new_id())
        answer = await hall.order(manager, "door-1", "clear-alarm", command_id=keys[-1], code="door.sos")
        return answer.status_code == HTTPStatus.OK

    # The door is looked at five times a second: the button is up a moment before it is seen.
    await until(cleared, "the alarm is cleared")
    key = keys[-1]
    await hall.until_device(manager, "door-1", lambda line: line["faults"] == [])
    *_, commanded, answered = await hall.ledger(manager, "device-commanded", "device-answered")
    assert (commanded["by"], commanded["role"], commanded["command"]) == ("manager", "manager", key)
    address = f"{AGENT}/door-1"
    assert commanded["body"] == {"device": address, "name": "clear-alarm", "fields": {"code": "door.sos"}}
    assert answered["body"] == {"order": key, "device": address, "name": "clear-alarm", "code": "success", "reason": ""}
    assert commanded["at"] <= answered["at"]
    again = await hall.order(manager, "door-1", "clear-alarm", code="door.sos")
    assert (again.status_code, again.json()["reason"]) == (422, "alarm.notLatched")


async def test_the_door_opens_once_for_one_press_however_often_it_is_sent(hall: OrderedHall, manager: Person) -> None:
    key = new_id()
    answers = await asyncio.gather(*[hall.order(manager, "door-1", "open", command_id=key, pulse_ms=500) for _ in range(3)])
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert (await hall.order(manager, "door-1", "open", command_id=key, pulse_ms=500)).status_code == 200
    assert (await hall.emulators.state("door-1"))["pulses"] == 1
    assert len(await hall.ledger(manager, "device-commanded")) == 1
    other = await hall.order(manager, "door-1", "open", command_id=key, pulse_ms=900)
    assert (other.status_code, other.json()["code"]) == (422, "malformed")
    assert (await hall.emulators.state("door-1"))["pulses"] == 1


async def test_who_may_not_is_refused_and_nothing_moves(hall: OrderedHall, technician: Person) -> None:
    async with hall.controller.client("clerk") as clerk:
        for name, body in (("open", {}), ("identify", {"label": "1"}), ("reset", {}), ("print", {"template": "x", "data": {}})):
            answer = await hall.order(clerk, "door-1", name, **body)
            assert (answer.status_code, answer.json()["code"]) == (403, "notPermitted")
    assert (await hall.order(technician, "door-1", "open")).status_code == 403
    assert (await hall.order(technician, "receipt-1", "print", template="ticket", data={})).status_code == 403
    unknown = await hall.order(technician, "receipt-1", "identify", label="1")
    assert (unknown.status_code, unknown.json()["code"]) == (409, "unsupportedCommand")
    assert (await hall.emulators.state("door-1"))["pulses"] == 0
    async with hall.controller.client("manager") as manager:
        assert await hall.ledger(manager, "device-commanded") == []


async def test_a_board_shows_its_label_and_then_the_halls_own_again(hall: OrderedHall, technician: Person) -> None:
    await until_shown(hall, "窗口")
    assert (await hall.order(technician, "led-1", "identify", label="K-17", seconds=1)).status_code == 200
    await until_shown(hall, "K-17")
    await until_shown(hall, "窗口")
    # Cleared by a person, it doesn't stay dark: the hall shows again what belongs there.
    assert (await hall.order(technician, "led-1", "blank")).status_code == 200
    await until_shown(hall, "窗口")


async def test_a_technician_sees_counters_and_frames(hall: OrderedHall, technician: Person) -> None:
    told = (await hall.order(technician, "led-1", "diagnose")).json()["result"]
    assert told["state"] == "ready"
    assert told["frames"]


async def test_a_device_that_is_away_says_why_and_the_attempt_is_on_record(
    hall: OrderedHall, manager: Person, technician: Person
) -> None:
    await hall.emulators.fault("led-1", "drop-link")
    await hall.until_device(manager, "led-1", lambda line: line["status"] != "online")
    down = await hall.order(manager, "led-1", "identify", label="1")
    assert (down.status_code, down.json()["code"]) == (503, "deviceNotReady")
    assert down.json()["reasons"]["zh-CN"]
    await hall.agent.kill()
    await hall.until_device(manager, "receipt-1", lambda line: line["node_state"] == "lost")
    gone = await hall.order(manager, "receipt-1", "load-paper")
    assert (gone.status_code, gone.json()["reason"]) == (503, "node.lost")
    answered = await hall.ledger(manager, "device-answered")
    assert answered[-1]["body"]["reason"] == "node.lost"
    await hall.agent.start()
    await hall.until_device(manager, "receipt-1", lambda line: line["status"] == "online")
    assert (await hall.order(manager, "receipt-1", "load-paper", length_m=3.0)).status_code == 200


async def test_reset_connects_anew_also_a_device_that_is_down(hall: OrderedHall, technician: Person) -> None:
    await hall.emulators.fault("receipt-1", "drop-link")
    await hall.until_device(technician, "receipt-1", lambda line: line["status"] != "online")
    await hall.emulators.fault("receipt-1", "none")
    assert (await hall.order(technician, "receipt-1", "reset")).status_code == 200
    await hall.until_device(technician, "receipt-1", lambda line: line["status"] == "online")


async def test_the_ledger_is_whole_after_a_day_of_orders(hall: OrderedHall, manager: Person) -> None:
    for name in ("feed", "load-paper"):
        assert (await hall.order(manager, "receipt-1", name)).status_code == 200
    assert await hall.controller.stop() == 0
    assert audit(hall_file(hall.controller.data_dir), load_hall_config(hall.controller.folder / "hall.toml")) == []
