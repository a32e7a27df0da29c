"""The command route's own cost, against the plainest FastAPI handler doing the same over the same hall."""

import asyncio
import time
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp, Message

from api.ids import new_id
from api.messages.completion import Completion
from api.messages.hall_commands import Take
from api.messages.words import CompletionCode, Role
from api.ports import Actor, Submission
from tests.support.http_ports import TableHall, World

BODY = b'{"service": "real-estate"}'
REQUESTS = 400
ROUNDS = 5
LEAST_SHARE = 0.6
"""Of the bare handler's rate. Measured: 2.2 times that rate."""


class QuickHall(TableHall):
    """Answers on the loop's next turn, as the writer does."""

    async def submit(self, submission: Submission) -> Completion:
        await asyncio.sleep(0)
        return Completion(id=submission.id, code=CompletionCode.SUCCESS, result={"ticket": {"number": "A012"}})


async def seconds(app: ASGIApp, path: str, headers: dict[str, str]) -> float:
    """CPU time of one round."""
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    raw += [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(BODY))]
    statuses: list[int] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": BODY, "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    begun = time.process_time()
    for _ in range(REQUESTS):
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "scheme": "http",
            "query_string": b"",
            "headers": raw,
            "client": ("127.0.0.1", 1),
            "server": ("hall", 80),
        }
        await app(scope, receive, send)  # type: ignore[arg-type]
    spent = time.process_time() - begun
    assert statuses == [200] * REQUESTS
    return spent


async def test_a_command_costs_no_more_than_a_bare_handler(world: World) -> None:
    hall = QuickHall()
    world.hall.submit = hall.submit  # type: ignore[method-assign]
    bare = FastAPI()

    @bare.post("/take")
    async def take(body: Take) -> dict[str, Any]:
        return (await hall.submit(Submission(new_id(), Actor("kiosk-1", Role.DEVICE), body))).result

    headers = {**await world.bearer("kiosk-1"), "Idempotency-Key": new_id()}
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(await seconds(world.app, "/api/v1/commands/take", headers))
        theirs.append(await seconds(bare, "/take", {}))
    assert min(theirs) / min(ours) >= LEAST_SHARE
