"""Commands over HTTP: completions, problems, sizes, batches."""

from collections.abc import AsyncIterator

import httpx
import pytest

from api.http.commands import BATCH_MAX, MAX_BATCH_BYTES
from api.ids import new_id
from api.messages.base import MAX_PAYLOAD_BYTES
from api.messages.hall_commands import Next, Recall, Take
from api.messages.words import CompletionCode, Refusal
from tests.support.http_ports import World


async def post(world: World, name: str, key: str | None = None, account: str = "manager", **request: object) -> httpx.Response:
    headers = await world.bearer(account)
    if key is not None:
        headers["Idempotency-Key"] = key
    async with world.client() as client:
        return await client.post(f"/api/v1/commands/{name}", headers=headers, **request)  # type: ignore[arg-type]


async def test_a_command_reaches_the_hall_with_its_id_its_actor_and_its_body(world: World) -> None:
    key = new_id()
    answer = await post(world, "next", key, "clerk-1", json={"window": 1})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {
        "kind": "completion",
        "id": key,
        "code": "success",
        "error_code": None,
        "detail": "",
        "result": {"count": 1},
    }
    [submission] = world.hall.submissions
    assert submission.id == key
    assert submission.actor.name == "clerk-1"
    assert submission.actor.windows == frozenset({1})
    assert submission.command == Next(window=1)


async def test_the_same_key_gets_the_same_answer(world: World) -> None:
    key = new_id()
    first = await post(world, "next", key, json={"window": 1})
    assert (await post(world, "next", key, json={"window": 1})).json() == first.json()
    assert len(world.hall.submissions) == 1


async def test_a_refusal_is_a_problem_in_both_languages(world: World) -> None:
    world.hall.failing[Recall] = (CompletionCode.COMMAND_ERROR_CODE, Refusal.ILLEGAL_TRANSITION, "window 1 is idle")
    key = new_id()
    answer = await post(world, "recall", key, json={"window": 1})
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == "zh-CN"
    assert answer.json() == {
        "type": "urn:tingtang:problem:illegalTransition",
        "title": "当前状态不能这样操作",
        "titles": {"zh-CN": "当前状态不能这样操作", "en": "This can't be done in the present state"},
        "status": 409,
        "detail": "window 1 is idle",
        "code": "illegalTransition",
        "id": key,
    }
    assert world.ports.counters.refusals() == {"illegalTransition": 1}


@pytest.mark.parametrize(
    ("code", "error", "status"),
    [
        (CompletionCode.COMMAND_ERROR_CODE, Refusal.UNKNOWN_SERVICE, 404),
        (CompletionCode.COMMAND_ERROR_CODE, Refusal.STORE_UNAVAILABLE, 503),
        (CompletionCode.DEVICE_NOT_READY, "queueFull", 503),
        (CompletionCode.TIME_OUT, None, 504),
        (CompletionCode.OUTCOME_UNKNOWN, None, 500),
    ],
)
async def test_statuses_of_failures(world: World, code: CompletionCode, error: str | None, status: int) -> None:
    world.hall.failing[Take] = (code, error, "")
    answer = await post(world, "take", new_id(), json={"service": "real-estate"})
    assert answer.status_code == status
    assert ("retry-after" in answer.headers) == (error == Refusal.STORE_UNAVAILABLE)
    assert answer.json()["title"] != answer.json()["code"]


@pytest.mark.parametrize("key", [None, "", "not-a-ulid", "8" * 26, "01JD0V5Y3M9D8XQ2T7W4R6K1Z"])
async def test_a_command_needs_a_ulid_as_key(world: World, key: str | None) -> None:
    answer = await post(world, "next", key, json={"window": 1})
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotencyKeyRequired")
    assert world.hall.submissions == []


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"{}", b'{"window": "1"}', b'{"window": 1.5}', b'{"window": true}', b"\xff\xfe", b"[" * 16_000],
)
async def test_malformed_bodies_are_refused_and_counted(world: World, content: bytes) -> None:
    answer = await post(world, "next", new_id(), content=content)
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")
    assert world.ports.counters.refusals() == {"malformed": 1}
    assert world.hall.submissions == []


async def test_a_refusal_does_not_repeat_what_was_sent(world: World) -> None:
    answer = await post(world, "take", new_id(), json={"service": "152627199001011234X 张三"})
    assert answer.status_code == 422
    assert "张三" not in answer.text
    assert "152627199001011234" not in answer.text


async def test_an_unknown_command_is_not_found(world: World) -> None:
    answer = await post(world, "explode", new_id(), json={})
    assert (answer.status_code, answer.json()["code"]) == (404, "unknownCommand")


async def test_a_body_of_the_largest_size_is_read(world: World) -> None:
    padding = b" " * (MAX_PAYLOAD_BYTES - len(b'{"window":1}'))
    assert (await post(world, "next", new_id(), content=b'{"window":1}' + padding)).status_code == 200
    answer = await post(world, "next", new_id(), content=b'{"window":1} ' + padding)
    assert (answer.status_code, answer.json()["code"]) == (413, "tooLarge")
    assert answer.headers["connection"] == "close"


@pytest.mark.parametrize("path", ["/api/v1/commands/next", "/api/v1/commands", "/api/v1/session", "/api/v1/screens/hall-1/shown"])
async def test_an_endless_chunked_body_is_refused_when_it_passes_the_limit(world: World, path: str) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 4096
            yield b"x" * 4096

    headers = {**await world.bearer("manager"), "Idempotency-Key": new_id(), "Content-Type": "application/json"}
    async with world.client() as client:
        answer = await client.post(path, headers=headers, content=endless())
    assert (answer.status_code, answer.json()["code"]) == (413, "tooLarge")
    assert sent <= MAX_BATCH_BYTES + 8192


async def test_a_chunked_body_below_the_limit_is_read(world: World) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for part in (b'{"win', b'dow"', b": 1}"):
            yield part

    assert (await post(world, "next", new_id(), content=chunks())).status_code == 200


async def test_a_batch_is_answered_one_by_one(world: World) -> None:
    world.hall.failing[Recall] = (CompletionCode.COMMAND_ERROR_CODE, Refusal.WINDOW_NOT_OPEN, "")
    ids = [new_id() for _ in range(7)]
    commands = [
        {"id": ids[0], "name": "next", "body": {"window": 1}},
        {"id": ids[1], "name": "recall", "body": {"window": 1}},
        {"id": ids[2], "name": "explode", "body": {}},
        {"id": ids[3], "name": "next", "body": {"window": "one"}},
        {"id": ids[4], "name": "next", "body": {"window": 2}},
        {"id": ids[5], "name": "arrive", "body": {"window": 1}},
        {"id": ids[6], "name": "next", "body": {"window": "1"}},
    ]
    headers = await world.bearer("clerk-1")
    async with world.client() as client:
        answer = await client.post("/api/v1/commands", headers=headers, json={"commands": commands})
    assert answer.status_code == 200
    completions = answer.json()["completions"]
    assert [completion["id"] for completion in completions] == ids
    assert [completion["error_code"] for completion in completions] == [
        None,
        "windowNotOpen",
        "unknownCommand",
        "malformed",
        "notPermitted",
        None,
        "malformed",
    ]
    assert [submission.id for submission in world.hall.submissions] == [ids[0], ids[1], ids[5]]


@pytest.mark.parametrize(
    "batch",
    [
        {},
        {"commands": []},
        {"commands": [{"id": "x", "name": "next", "body": {"window": 1}}]},
        {"commands": [{"id": new_id(), "name": "next", "body": {"window": 1}} for _ in range(BATCH_MAX + 1)]},
    ],
)
async def test_a_malformed_batch_is_refused_whole(world: World, batch: dict[str, object]) -> None:
    async with world.client() as client:
        answer = await client.post("/api/v1/commands", headers=await world.bearer("manager"), json=batch)
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")
    assert world.hall.submissions == []
