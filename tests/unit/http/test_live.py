"""Live streams over ASGI: headers, frames, resume, leaving, stalling, and hall screens' reports."""

import asyncio
from contextlib import closing

import pytest

from api.http.event_stream import EventStream
from api.ports import Stream
from hall_controller.accounts.store import AccountStore
from hall_controller.domain.events import Event, EventKind
from tests.support.asgi_stream import LiveReader, reading
from tests.support.http_ports import World


def call(world: World, seq: int) -> None:
    world.views.seq = seq
    body = {"ticket": "t", "label": f"A{seq:03}", "window": 1, "times": 1}
    world.hub.notify([Event(EventKind.TICKET_CALLED, seq, "clerk-1", "clerk", "", body, seq)])


async def test_the_public_stream_needs_no_sign_in_and_is_never_kept(world: World) -> None:
    async with reading(world.app, "/api/v1/live/public") as reader:
        assert (await reader.take()).startswith(b"event: board\nid: 42\ndata: {")
        assert reader.status == 200
        assert reader.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert reader.headers["cache-control"] == "no-store"
        assert reader.headers["x-accel-buffering"] == "no"
        assert "content-length" not in reader.headers
        call(world, 43)
        assert b"event: call\nid: 43\n" in await reader.take()


@pytest.mark.parametrize(("sent", "resumed"), [("42", True), ("none", False), ("4²", False), ("9" * 30, False), ("-1", False)])
async def test_last_event_id_resumes(world: World, sent: str, resumed: bool) -> None:
    call(world, 43)
    # Header bytes are UTF-8 here, which is also what a careless proxy would send on.
    async with reading(world.app, "/api/v1/live/public", headers={"Last-Event-ID": sent}) as reader:
        assert (await reader.take()).startswith(b"event: call") == resumed


async def test_a_reader_that_leaves_ends_its_subscription(world: World) -> None:
    async with reading(world.app, "/api/v1/live/clerk", "window=1", await world.bearer("clerk-1")) as reader:
        assert (await reader.take()).startswith(b"event: desk\ndata: {")
    world.clock.seconds += 1
    world.hub.tick(world.clock.seconds)
    assert world.hub.readers() == 0


@pytest.mark.parametrize(("stream", "account"), [("manager", "manager"), ("devices", "technician")])
async def test_staff_streams(world: World, stream: str, account: str) -> None:
    async with reading(world.app, f"/api/v1/live/{stream}", headers=await world.bearer(account)) as reader:
        assert (await reader.take()).startswith(b"event: " + stream.encode() + b"\n")


@pytest.mark.parametrize(
    ("stream", "account"), [("clerk?window=1", "clerk-1"), ("manager", "manager"), ("devices", "technician")]
)
@pytest.mark.parametrize("end", ["sign out", "removed", "run out"])
async def test_a_staff_stream_ends_with_its_session(world: World, stream: str, account: str, end: str) -> None:
    path, _, query = stream.partition("?")
    headers = await world.bearer(account)
    async with reading(world.app, f"/api/v1/live/{path}", query, headers) as reader:
        assert (await reader.take()).startswith(b"event:")
        if end == "sign out":
            await world.accounts.sign_out(headers["Authorization"].removeprefix("Bearer "))
        elif end == "removed":
            with closing(AccountStore(world.folder / "accounts.sqlite")) as other_process:
                other_process.open()
                other_process.remove(account)
            await world.accounts.refresh()
        else:
            world.clock.seconds += 13 * 3600
        world.clock.seconds += 1
        world.hub.tick(world.clock.seconds)
        assert await reader.take() == b"", "no frame more, the response is over"


async def test_a_hall_screen_is_known_while_its_stream_is_open(world: World) -> None:
    async with reading(world.app, "/api/v1/live/public", "screen=hall-1") as reader:
        await reader.take()
        assert world.screens.told == [("joined", "hall-1", None)]
        async with world.client() as client:
            answer = await client.post("/api/v1/screens/hall-1/shown", json={"seq": 42})
            assert answer.status_code == 204
    assert world.screens.told == [("joined", "hall-1", None), ("shown", "hall-1", 42), ("left", "hall-1", None)]


@pytest.mark.parametrize(
    ("screen", "body"), [("hall-1", {}), ("hall-1", {"seq": "42"}), ("hall-1", {"seq": 2**60}), ("Hall 1", {"seq": 1})]
)
async def test_a_malformed_report_of_a_screen_is_refused(world: World, screen: str, body: dict[str, object]) -> None:
    async with world.client() as client:
        answer = await client.post(f"/api/v1/screens/{screen}/shown", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")
    assert world.screens.told == []


async def test_a_stopping_hub_ends_the_response(world: World) -> None:
    async with reading(world.app, "/api/v1/live/public") as reader:
        await reader.take()
        world.hub.close()
        assert await reader.take() == b""


async def test_a_connection_that_takes_nothing_is_let_go(world: World) -> None:
    frames = world.hub.subscribe(Stream.PUBLIC)
    closed = asyncio.Event()
    reader = LiveReader()
    reader.taking.clear()
    async with asyncio.timeout(5):
        await EventStream(frames, closed=closed.set, stall_s=0.05)({"type": "http"}, reader.receive, reader.send)
    assert closed.is_set()
    world.clock.seconds += 1
    world.hub.tick(world.clock.seconds)
    assert world.hub.readers() == 0
