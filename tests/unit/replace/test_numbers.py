"""A dead terminal's leased numbers: its ranges are closed in the real hall, over HTTP, by a manager."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from api.ids import new_id
from hall_controller.http_server import HttpServer
from tests.support.http_ports import PASSWORD
from tests.support.real_hall import RealHall, real_hall
from tingtang.paper.sources import HttpSource, NoRange
from tingtang.replace.numbers import Closed, close_numbers

KIOSK = "kiosk-1"


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[tuple[RealHall, str]]:
    async with real_hall(tmp_path) as opened:
        server = HttpServer(opened.app, "127.0.0.1", 0)
        await server.start()
        try:
            yield opened, f"http://127.0.0.1:{server.port}"
        finally:
            opened.hub.close()
            await server.stop()


async def lease(hall: RealHall, address: str, count: int) -> str:
    headers = {**hall.headers(KIOSK), "Idempotency-Key": new_id()}
    async with httpx.AsyncClient(base_url=address) as http:
        answer = await http.post("/api/v1/commands/lease-numbers", json={"queue": "general", "count": count}, headers=headers)
    answer.raise_for_status()
    return str(answer.json()["result"]["block"]["id"])


def close(address: str, node: str = KIOSK, password: str = PASSWORD) -> Closed:
    with HttpSource(address, "manager", password) as source:
        return close_numbers(source, node)


async def test_ranges_are_closed_once_and_their_numbers_never_given_again(hall: tuple[RealHall, str]) -> None:
    opened, address = hall
    first = await lease(opened, address, 20)
    await lease(opened, address, 5)
    assert await asyncio.to_thread(close, address) == Closed(ranges=2, unused=25, used=0)
    assert await asyncio.to_thread(close, address) == Closed(ranges=0, unused=0, used=0)
    assert opened.service.projection.manager().blocks == ()
    again = await lease(opened, address, 3)
    facts = {block.id: block for block in opened.service.projection.manager().blocks}
    assert facts[again].first > 25, "numbers that the dead terminal may have printed stay its own"
    assert first not in facts


async def test_another_terminals_ranges_stay(hall: tuple[RealHall, str]) -> None:
    opened, address = hall
    await lease(opened, address, 20)
    assert (await asyncio.to_thread(close, address, "kiosk-2")).ranges == 0
    assert len(opened.service.projection.manager().blocks) == 1


async def test_a_wrong_password_closes_nothing(hall: tuple[RealHall, str]) -> None:
    opened, address = hall
    await lease(opened, address, 20)
    with pytest.raises(NoRange, match="can't sign in"):
        await asyncio.to_thread(close, address, KIOSK, "wrong")
    assert len(opened.service.projection.manager().blocks) == 1
