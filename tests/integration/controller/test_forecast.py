"""The forecaster beside a real controller: numbers carry its promise, and its death stops nobody."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from api.messages.views import Health, PartHealth
from tests.support.controller import ControllerProcess, Person
from tingtang.broker import PrivateBroker

pytestmark = pytest.mark.integration

MINUTE_MS = 60_000


@pytest.fixture
async def controller(tmp_path: Path, broker: PrivateBroker) -> AsyncIterator[ControllerProcess]:
    process = ControllerProcess(tmp_path / "ctl", broker.port, broker.password_file("ctl"))
    await process.start()
    yield process
    if process.running:
        assert await process.stop() == 0, process.log


def part(health: Health) -> PartHealth:
    return next(part for part in health.parts if part.name == "forecast")


def worker_pid(health: Health) -> int | None:
    """`worker 4711, 2 groups`; None before it was started."""
    word = part(health).detail.split()[1].rstrip(",")
    return None if word == "None" else int(word)


def foresees(health: Health) -> bool:
    """A worker has answered for at least one group."""
    return part(health).well and worker_pid(health) is not None and " 0 groups" not in part(health).detail


async def take(person: Person) -> dict[str, Any]:
    answer = await person.command("take", service="id-card", hand_over="screen")
    assert answer["code"] == "success", answer
    return dict(answer["result"]["ticket"])


async def test_numbers_carry_the_promise_and_a_dead_forecaster_stops_nobody(controller: ControllerProcess) -> None:
    async with controller.client("manager") as manager, controller.client("device") as kiosk:
        assert (await take(kiosk))["forecast"] is None, "nothing is promised while no window is open"
        assert (await manager.command("open-window", window=1))["code"] == "success"
        assert (await manager.command("next", window=1))["code"] == "success"
        health = await controller.until_health(foresees)
        ticket = await take(kiosk)
        forecast = ticket["forecast"]
        assert forecast["low"] % MINUTE_MS == forecast["high"] % MINUTE_MS == 0
        assert forecast["low"] <= forecast["expected"] <= forecast["high"] + MINUTE_MS
        assert forecast["high"] > ticket["issued_at"], "the window has just called somebody"

        pid = worker_pid(health)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        for _ in range(3):
            await take(kiosk)
        health = await controller.until_health(lambda found: worker_pid(found) not in (None, pid) and part(found).well)
        assert "died 1 times" in part(health).detail
        software = next(found for found in health.parts if found.name == "software")
        assert software.well, software.detail
        assert (await take(kiosk))["forecast"] is not None


async def test_the_forecaster_ends_with_its_controller(controller: ControllerProcess) -> None:
    async with controller.client("manager") as manager:
        assert (await manager.command("open-window", window=1))["code"] == "success"
    pid = worker_pid(await controller.until_health(foresees))
    assert pid is not None
    await controller.kill()
    descriptor = os.pidfd_open(pid) if _lives(pid) else None
    if descriptor is not None:
        assert await _ended(descriptor), "it goes on without a controller"


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def _ended(descriptor: int) -> bool:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(descriptor, ended.set)
    try:
        async with asyncio.timeout(10):
            await ended.wait()
    except TimeoutError:
        return False
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)
    return True
