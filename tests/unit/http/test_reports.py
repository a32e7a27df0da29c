"""The route of the weekly list of 置顶: ISO weeks, managers only."""

import pytest

from tests.support.http_ports import World


@pytest.mark.parametrize(
    ("week", "status", "code"),
    [
        ("2025-W53", 404, "notFound"),
        ("2026-W54", 422, "malformed"),
        ("2026-47", 422, "malformed"),
        ("0000-W01", 422, "malformed"),
        ("", 422, "malformed"),
    ],
)
async def test_a_week_that_isn_t_one(world: World, week: str, status: int, code: str) -> None:
    async with world.client() as client:
        answer = await client.get(f"/api/v1/reports/tops?week={week}", headers=await world.bearer("manager"))
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(("week", "monday"), [("2026-W01", "2025-12-29"), ("2026-W53", "2026-12-28"), ("2026-W47", "2026-11-16")])
async def test_it_asks_for_the_week_s_monday(world: World, week: str, monday: str) -> None:
    async with world.client() as client:
        answer = await client.get(f"/api/v1/reports/tops?week={week}", headers=await world.bearer("manager"))
    assert (answer.status_code, answer.json()["first_day"]) == (200, monday)


@pytest.mark.parametrize("account", ["clerk-1", "technician", "kiosk-1"])
async def test_only_managers_read_it(world: World, account: str) -> None:
    async with world.client() as client:
        answer = await client.get("/api/v1/reports/tops?week=2026-W01", headers=await world.bearer(account))
    assert answer.status_code == 403
