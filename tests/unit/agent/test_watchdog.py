"""The agent tells systemd that it is alive only while every worker is."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from drivers.agent.agent import DeviceAgent
from drivers.agent.local_port import ask_running_agent
from drivers.agent.settings import AgentSettings
from drivers.agent.wellbeing import ended
from drivers.core import registry
from drivers.core.worker import STUCK_AFTER_S
from tests.support.agent_process import NotifySocket, until
from tests.support.emulated import ShiftedClock

FED = "WATCHDOG=1"


class Bench:
    def __init__(self, folder: Path, closed_port: int, listening: int) -> None:
        self.clock = ShiftedClock()
        self.notify = NotifySocket()
        self.pipe = folder / "pipe"
        os.mkfifo(self.pipe)
        self._held: int | None = None
        self.data_dir = folder / "data"
        self._stop = asyncio.Event()
        settings = AgentSettings.model_validate(
            {
                "agent": {"site": "150426-07", "node": "window-agent", "data_dir": str(self.data_dir)},
                "broker": {"port": closed_port},
                "devices": [
                    {"id": "away-1", "kind": "receipt-printer", "link": _tcp(closed_port)},
                    {"id": "blocked-1", "kind": "blocked-device", "link": _tcp(listening), "pipe": str(self.pipe)},
                ],
            }
        )
        environment = {"NOTIFY_SOCKET": self.notify.path, "WATCHDOG_USEC": "60000"}
        agent = DeviceAgent(
            settings,
            folder / "agent.toml",
            clock=self.clock,
            random=lambda: 0.5,
            environment=environment,
            pid=os.getpid(),
            broker_wait_s=0.2,
        )
        self.task = asyncio.create_task(agent.run(self._stop, asyncio.Event()))

    async def fed_again(self) -> None:
        before = self.notify.read().count(FED)
        await until(lambda: self.notify.read().count(FED) > before + 1, "fed")

    async def starving(self) -> bool:
        """Not fed during five intervals, while the loop runs."""
        before = self.notify.read().count(FED)
        for _ in range(10):
            await asyncio.sleep(0.01)
        return self.notify.read().count(FED) == before

    def free(self) -> None:
        """Let the blocked thread go on."""
        if self._held is None:
            self._held = os.open(self.pipe, os.O_RDWR | os.O_NONBLOCK)

    async def end(self) -> None:
        self.free()
        self._stop.set()
        await self.task
        if self._held is not None:
            os.close(self._held)
        self.notify.close()


def _tcp(port: int) -> dict[str, object]:
    return {"type": "tcp", "host": "127.0.0.1", "port": port}


@pytest_asyncio.fixture
async def bench(tmp_path: Path, free_port: int, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    drivers = {**registry.DRIVERS, "blocked-device": "tests.support.blocked_device:BlockedDevice"}
    monkeypatch.setattr(registry, "DRIVERS", drivers)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        made = Bench(tmp_path, free_port, int(listener.getsockname()[1]))
        try:
            yield made
        finally:
            await made.end()


async def test_a_thread_blocked_in_a_call_starves_the_watchdog_and_one_in_back_off_does_not(bench: Bench) -> None:
    async def states() -> dict[str, str]:
        answer = await asyncio.to_thread(ask_running_agent, bench.data_dir)
        return {name: device["state"] for name, device in answer["devices"].items()} if answer else {}

    async def as_meant() -> bool:
        return await states() == {"away-1": "backoff", "blocked-1": "connecting"}

    await until(as_meant, "one blocked, one in back-off")
    await bench.fed_again()
    bench.clock.added_s += STUCK_AFTER_S
    await until(bench.starving, "starves")
    bench.free()

    async def free() -> bool:
        return (await states())["blocked-1"] == "ready"

    await until(free, "goes on")
    await bench.fed_again()


async def test_an_agent_whose_hall_is_switched_off_is_ready_to_serve_it_later(bench: Bench) -> None:
    await until(lambda: "READY=1" in bench.notify.read(), "ready")
    assert "STATUS=2 devices, broker not reached yet" in bench.notify.messages


async def test_a_task_that_broke_is_named_and_one_that_did_its_work_is_not() -> None:
    async def works() -> None:
        return None

    async def breaks() -> None:
        raise ValueError("a mistake of ours")

    tasks = [asyncio.create_task(works(), name="ready"), asyncio.create_task(breaks(), name="ports")]
    await asyncio.gather(*tasks, return_exceptions=True)
    assert ended(tasks) == ["ports"]
