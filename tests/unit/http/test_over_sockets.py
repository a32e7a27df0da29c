"""The application behind the server it runs on, over real connections: what only a socket can show."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from api.ids import new_id
from api.messages.base import MAX_PAYLOAD_BYTES
from hall_controller.http_server import HttpServer
from tests.support.http_ports import World


@asynccontextmanager
async def served(world: World) -> AsyncIterator[str]:
    server = HttpServer(world.app, "127.0.0.1", 0)
    server.bind()
    await server.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        world.hub.close()
        await server.stop()


@pytest.fixture
async def address(world: World) -> AsyncIterator[str]:
    async with served(world) as base:
        yield base


async def until(happened: asyncio.Event) -> None:
    async with asyncio.timeout(5):
        await happened.wait()


async def test_a_stream_is_pushed_and_its_readers_leaving_is_noticed(world: World, address: str) -> None:
    left = asyncio.Event()
    world.screens.left = lambda _: left.set()  # type: ignore[method-assign]
    async with (
        httpx.AsyncClient(base_url=address) as client,
        client.stream("GET", "/api/v1/live/public?screen=hall-1") as answer,
    ):
        lines = answer.aiter_lines()
        assert [await anext(lines) for _ in range(2)] == ["event: board", "id: 42"]
        assert world.hub.readers() == 1
        assert world.screens.told == [("joined", "hall-1", None)]
    await until(left)
    world.clock.seconds += 1
    world.hub.tick(world.clock.seconds)
    assert world.hub.readers() == 0


async def send_raw(address: str, head: str, *chunks: bytes) -> bytes:
    """Send bytes as they are; returns all the server says until it closes."""
    host, port = address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        writer.write(head.replace("\n", "\r\n").encode())
        for chunk in chunks:
            writer.write(chunk)
        async with asyncio.timeout(5):
            await writer.drain()
            return await reader.read()
    finally:
        writer.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)


async def head_of(world: World, *lines: str) -> str:
    headers = {**await world.bearer("manager"), "Host": "hall", "Idempotency-Key": new_id()}
    return "POST /api/v1/commands/next HTTP/1.1\n" + "\n".join([*(f"{k}: {v}" for k, v in headers.items()), *lines]) + "\n\n"


async def test_a_body_announced_as_too_large_is_refused_before_it_is_sent(world: World, address: str) -> None:
    answer = await send_raw(address, await head_of(world, f"Content-Length: {MAX_PAYLOAD_BYTES + 1}"))
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'"code":"tooLarge"' in answer


async def test_a_chunked_body_is_refused_when_it_passes_the_limit_and_the_connection_closes(world: World, address: str) -> None:
    chunk = b"2000\r\n" + b"x" * 0x2000 + b"\r\n"
    # The last chunk never comes: the answer doesn't wait for it.
    answer = await send_raw(address, await head_of(world, "Transfer-Encoding: chunked"), chunk, chunk, chunk)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert world.hall.submissions == []


async def test_a_kept_connection_serves_on_after_a_refusal(world: World, address: str) -> None:
    headers = await world.bearer("manager")
    async with httpx.AsyncClient(base_url=address, limits=httpx.Limits(max_connections=1)) as client:
        for body, status in ((b"{", 422), (b'{"window": 1}', 200), (b"x" * 20_000, 413), (b'{"window": 1}', 200)):
            key = {"Idempotency-Key": new_id()}
            answer = await client.post("/api/v1/commands/next", headers={**headers, **key}, content=body)
            assert answer.status_code == status


async def test_open_streams_do_not_hold_up_the_end(world: World) -> None:
    async with (
        served(world) as address,
        httpx.AsyncClient(base_url=address) as client,
        client.stream("GET", "/api/v1/live/public") as answer,
    ):
        chunks = answer.aiter_bytes()
        await anext(chunks)
        world.hub.close()
        async with asyncio.timeout(5):
            assert [chunk async for chunk in chunks] == []
