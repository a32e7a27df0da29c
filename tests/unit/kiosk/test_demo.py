"""The demo's HTTP port takes what it understands and refuses the rest without harm."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from kiosk.demo import DemoServer, Target


class Glass:
    """A surface that remembers touches."""

    def __init__(self) -> None:
        self.touches: list[tuple[float, float]] = []

    async def targets(self) -> list[Target]:
        return [Target("home.take-ticket", "取号", True, 0.5, 0.25)]

    def touch(self, x: float, y: float) -> None:
        self.touches.append((x, y))

    def state(self) -> dict[str, Any]:
        return {"screen": "home"}

    async def picture(self) -> bytes | None:
        return None


@pytest.fixture
async def served(free_port: int) -> AsyncIterator[tuple[Glass, int]]:
    glass = Glass()
    server = DemoServer(glass, free_port)
    await server.start()
    yield glass, free_port
    await server.stop()


async def test_targets_state_and_touch(served: tuple[Glass, int]) -> None:
    glass, port = served
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        assert (await client.get("/targets")).json()["targets"][0]["text"] == "取号"
        assert (await client.get("/state")).json() == {"screen": "home"}
        assert (await client.post("/touch", json={"x": 0.25, "y": 1})).status_code == 200
        assert (await client.get("/picture.png")).status_code == 404
        assert (await client.get("/nothing")).status_code == 404
    assert glass.touches == [(0.25, 1.0)]


@pytest.mark.parametrize("wrong", [{"x": 2, "y": 0}, {"x": "a"}, [], {"x": float("nan"), "y": 0}])
async def test_a_wrong_touch_is_refused(served: tuple[Glass, int], wrong: object) -> None:
    glass, port = served
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        assert (await client.post("/touch", content=json.dumps(wrong))).status_code == 400
    assert glass.touches == []


@pytest.mark.parametrize("raw", [b"garbage\r\n\r\n", b"POST /touch HTTP/1.1\r\nContent-Length: 99999\r\n\r\n", b"A" * 9000])
async def test_garbage_ends_only_its_own_connection(served: tuple[Glass, int], raw: bytes) -> None:
    _, port = served
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(raw)
    writer.write_eof()
    await reader.read()
    writer.close()
    await writer.wait_closed()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        assert (await client.get("/state")).status_code == 200
