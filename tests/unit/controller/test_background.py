"""A task that breaks is started again and shows on /healthz."""

import asyncio

import pytest

from hall_controller import background as module
from hall_controller.background import Background


async def test_a_broken_task_starts_again_and_stays_visible(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE_S", 0.0)
    runs, going_on = 0, asyncio.Event()

    async def breaks_once() -> None:
        nonlocal runs
        runs += 1
        if runs == 1:
            raise ValueError("first time")
        going_on.set()
        await asyncio.Event().wait()

    other = asyncio.Event()

    async def goes_on() -> None:
        other.set()
        await asyncio.Event().wait()

    background = Background()
    assert background.health().well
    background.start("breaks", breaks_once)
    background.start("goes on", goes_on)
    async with asyncio.timeout(10):
        await going_on.wait()
        await other.wait()
    part = background.health()
    assert (part.well, part.detail) == (False, "breaks broke 1 times")
    await background.stop()
    assert len(asyncio.all_tasks()) == 1
