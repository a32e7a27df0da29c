"""The routes on the real hall: a whole visit, refusals that change nothing, and retries that count once."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.ids import new_id
from tests.support.asgi_stream import reading
from tests.support.real_hall import RealHall, real_hall


class Visitor:
    """Sends commands as an account."""

    def __init__(self, hall: RealHall, client: httpx.AsyncClient) -> None:
        self.hall = hall
        self.client = client

    async def send(self, account: str, name: str, key: str | None = None, **body: Any) -> httpx.Response:
        headers = {**self.hall.headers(account), "Idempotency-Key": key or new_id()}
        return await self.client.post(f"/api/v1/commands/{name}", headers=headers, json=body)

    async def done(self, account: str, name: str, **body: Any) -> dict[str, Any]:
        answer = await self.send(account, name, **body)
        assert answer.status_code == 200, answer.text
        result: dict[str, Any] = answer.json()["result"]
        return result

    async def get(self, account: str, path: str) -> dict[str, Any]:
        answer = await self.client.get(path, headers=self.hall.headers(account))
        assert answer.status_code == 200, answer.text
        view: dict[str, Any] = answer.json()
        return view


@pytest.fixture
async def visitor(tmp_path: Path) -> AsyncIterator[Visitor]:
    async with real_hall(tmp_path) as hall:
        transport = httpx.ASGITransport(hall.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://hall") as client:
            yield Visitor(hall, client)


async def test_a_whole_visit(visitor: Visitor) -> None:
    ticket = (await visitor.done("kiosk-1", "take", service="id-card"))["ticket"]
    assert (ticket["number"], ticket["state"]) == ("A001", "issuing")
    await visitor.done("kiosk-1", "hand-over", ticket=ticket["id"], handed_over="printer")
    await visitor.done("window-1", "open-window", window=1)
    assert (await visitor.done("window-1", "next", window=1))["ticket"]["number"] == "A001"
    desk = await visitor.get("window-1", "/api/v1/desk/1")
    assert (desk["clerk"], desk["ticket"]["state"]) == ("window-1", "called")
    board = await visitor.get("window-1", "/api/v1/board")
    assert [(call["number"], call["window"]) for call in board["calls"]] == [("A001", 1)]
    await visitor.done("window-1", "arrive", window=1)
    await visitor.done("window-1", "finish", window=1)
    assert (await visitor.get("kiosk-1", f"/api/v1/tickets/{ticket['id']}"))["state"] == "rating"
    ledger = await visitor.get("manager", "/api/v1/ledger?limit=500")
    kinds = [event["kind"] for event in ledger["events"]]
    assert kinds[-5:] == ["ticket-handed-over", "window-opened", "ticket-called", "ticket-arrived", "ticket-finished"]
    assert [event["seq"] for event in ledger["events"]] == list(range(1, len(kinds) + 1))


async def test_an_illegal_transition_says_why_and_changes_nothing(visitor: Visitor) -> None:
    await visitor.done("window-1", "open-window", window=1)
    before = await visitor.get("manager", "/api/v1/ledger?limit=500")
    desk = await visitor.get("window-1", "/api/v1/desk/1")
    answer = await visitor.send("window-1", "finish", window=1)
    assert answer.status_code == 409
    problem = answer.json()
    assert problem["code"] == "illegalTransition"
    assert problem["detail"]
    assert problem["title"] == "当前状态不能这样操作"
    assert await visitor.get("manager", "/api/v1/ledger?limit=500") == before
    assert await visitor.get("window-1", "/api/v1/desk/1") == desk


@pytest.mark.parametrize(
    ("name", "body", "status", "code"),
    [
        ("take", {"service": "no-such"}, 404, "unknownService"),
        ("next", {"window": 99}, 404, "unknownWindow"),
        ("cancel", {"ticket": "01JD0V5Y3M9D8XQ2T7W4R6K1ZB"}, 404, "unknownTicket"),
        ("next", {"window": 2}, 409, "windowNotOpen"),
        ("next", {"window": 10**30}, 404, "unknownWindow"),
    ],
)
async def test_refusals_of_the_hall(visitor: Visitor, name: str, body: dict[str, Any], status: int, code: str) -> None:
    answer = await visitor.send("manager", name, **body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_retry_takes_no_second_number(visitor: Visitor) -> None:
    key = new_id()
    first = await visitor.send("kiosk-1", "take", key, service="id-card", hand_over="screen")
    again = await visitor.send("kiosk-1", "take", key, service="id-card", hand_over="screen")
    assert again.json() == first.json()
    assert (await visitor.done("kiosk-1", "take", service="id-card", hand_over="screen"))["ticket"]["number"] == "A002"


async def test_a_batch_takes_numbers_in_order(visitor: Visitor) -> None:
    commands = [{"id": new_id(), "name": "take", "body": {"service": "id-card", "hand_over": "screen"}} for _ in range(100)]
    commands[50]["body"] = {"service": "no-such"}
    answer = await visitor.client.post("/api/v1/commands", headers=visitor.hall.headers("kiosk-1"), json={"commands": commands})
    completions = answer.json()["completions"]
    assert completions[50]["error_code"] == "unknownService"
    numbers = [completion["result"]["ticket"]["number"] for completion in completions if completion["code"] == "success"]
    assert numbers == [f"A{number:03}" for number in range(1, 100)]


async def test_a_call_reaches_the_public_stream_before_its_command_is_answered(visitor: Visitor) -> None:
    await visitor.done("kiosk-1", "take", service="id-card", hand_over="screen")
    await visitor.done("window-1", "open-window", window=1)
    async with reading(visitor.hall.app, "/api/v1/live/public") as reader:
        await reader.take()
        await visitor.done("window-1", "next", window=1)
        frame = (await reader.take()).decode()
    assert frame.startswith("event: call\nid: ")
    assert '"number":"A001"' in frame
