"""Read views, and what isn't there."""

import pytest

from api.http.examples import VIEW_EXAMPLES
from tests.support.http_ports import World

TICKET = VIEW_EXAMPLES["/api/v1/tickets/{ticket}"]["id"]


@pytest.mark.parametrize(
    ("account", "path", "field"),
    [
        (None, "/healthz", "parts"),
        (None, "/api/v1/board", "calls"),
        ("clerk-1", "/api/v1/desk/1", "waiting_total"),
        ("manager", "/api/v1/manager", "ratings"),
        ("technician", "/api/v1/devices", "devices"),
        ("kiosk-1", f"/api/v1/tickets/{TICKET}", "number"),
        ("kiosk-1", "/api/v1/catalogue", "services"),
        ("manager", "/api/v1/ledger", "events"),
    ],
)
async def test_views(world: World, account: str | None, path: str, field: str) -> None:
    headers = await world.bearer(account) if account else {}
    async with world.client() as client:
        answer = await client.get(path, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert field in answer.json()


async def test_an_unwell_hall_answers_503_and_still_lists_its_parts(world: World) -> None:
    world.views.well = False
    async with world.client() as client:
        answer = await client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["parts"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/v1/desk/3", 404, "unknownWindow"),
        ("/api/v1/desk/zero", 422, "malformed"),
        ("/api/v1/desk/0", 422, "malformed"),
        ("/api/v1/tickets/01JD0000000000000000000000", 404, "unknownTicket"),
        ("/api/v1/tickets/A012", 422, "malformed"),
        ("/api/v1/live/clerk?window=3", 404, "unknownWindow"),
        ("/api/v1/live/clerk", 422, "malformed"),
        ("/api/v1/devices/hall-agent/led-2/picture", 404, "notFound"),
        ("/api/v1/ledger?after=-1", 422, "malformed"),
        ("/api/v1/ledger?limit=501", 422, "malformed"),
        ("/api/v1/nothing", 404, "notFound"),
        ("/api/v1/board/", 404, "notFound"),
    ],
)
async def test_what_is_not_there_is_a_problem(world: World, path: str, status: int, code: str) -> None:
    async with world.client() as client:
        answer = await client.get(path, headers=await world.bearer("manager"))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_wrong_method_is_a_problem(world: World) -> None:
    async with world.client() as client:
        answer = await client.put("/api/v1/board")
    assert (answer.status_code, answer.json()["code"]) == (405, "methodNotAllowed")


async def test_titles_follow_the_readers_language(world: World) -> None:
    async with world.client() as client:
        english = await client.get("/nothing", headers={"Accept-Language": "en-GB,en;q=0.8,zh;q=0.5"})
        mongolian = await client.get("/nothing", headers={"Accept-Language": "mn"})
    assert english.json()["title"] == "There is nothing at this address"
    assert mongolian.json()["title"] == "没有这个页面"


async def test_the_ledger_comes_page_by_page_to_its_end(world: World) -> None:
    seen: list[int] = []
    after = 0
    async with world.client() as client:
        headers = await world.bearer("manager")
        while True:
            page = (await client.get(f"/api/v1/ledger?after={after}&limit=5", headers=headers)).json()
            if not page["events"]:
                break
            seen += [event["seq"] for event in page["events"]]
            after = page["next_after"]
    assert seen == list(range(1, 13))


async def test_a_picture_is_a_png(world: World) -> None:
    async with world.client() as client:
        answer = await client.get("/api/v1/devices/hall-agent/led-1/picture", headers=await world.bearer("technician"))
    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")


async def test_a_crash_is_a_problem_that_gives_nothing_away(world: World) -> None:
    def crash() -> None:
        raise RuntimeError("secret: 张三")

    world.views.hall_board = crash  # type: ignore[method-assign,assignment]
    async with world.client() as client:
        answer = await client.get("/api/v1/board")
    assert (answer.status_code, answer.json()["code"]) == (500, "internalError")
    assert "张三" not in answer.text
