"""The agent tells systemd that it is alive only while every worker is."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from prometheus_client.parser import text_string_to_metric_families

from api.messages.views import Health
from api.process.readings import COMMON
from drivers.agent import metrics
from drivers.agent.agent import DeviceAgent
from drivers.agent.local_port import ask_running_agent
from drivers.agent.settings import AgentSettings
from drivers.agent.wellbeing import ended
from drivers.core import registry
from drivers.core.worker import STUCK_AFTER_S
from tests.support.agent_process import NotifySocket, until
from tests.support.emulated import ShiftedClock
from tingtang.ports import free_port

FED = "WATCHDOG=1"


class Bench:
    def __init__(self, folder: Path, closed_port: int, listening: int) -> None:
        self.clock = ShiftedClock()
        self.notify = NotifySocket()
        self.status_port = free_port()
        self.pipe = folder / "pipe"
        os.mkfifo(self.pipe)
        self._held: int | None = None
        self.data_dir = folder / "data"
        self._stop = asyncio.Event()
        settings = AgentSettings.model_validate(
            {
                "agent": {"site": "150426-07", "node": "window-agent", "data_dir": str(self.data_dir)},
                "broker": {"port": closed_port},
                "metrics": {"port": self.status_port},
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

    async def states(self) -> dict[str, str]:
        answer = await asyncio.to_thread(ask_running_agent, self.data_dir)
        return {name: device["state"] for name, device in answer["devices"].items()} if answer else {}

    async def one_blocked_one_away(self) -> None:
        async def as_meant() -> bool:
            return await self.states() == {"away-1": "backoff", "blocked-1": "connecting"}

        await until(as_meant, "one blocked, one in back-off")

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
async def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    drivers = {**registry.DRIVERS, "blocked-device": "tests.support.blocked_device:BlockedDevice"}
    monkeypatch.setattr(registry, "DRIVERS", drivers)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        made = Bench(tmp_path, free_port(), int(listener.getsockname()[1]))
        try:
            yield made
        finally:
            await made.end()


async def test_a_thread_blocked_in_a_call_starves_the_watchdog_and_one_in_back_off_does_not(bench: Bench) -> None:
    await bench.one_blocked_one_away()
    await bench.fed_again()
    bench.clock.added_s += STUCK_AFTER_S
    await until(bench.starving, "starves")
    bench.free()

    async def free() -> bool:
        return (await bench.states())["blocked-1"] == "ready"

    await until(free, "goes on")
    await bench.fed_again()


async def test_monitoring_reads_each_device_and_the_agent_itself(bench: Bench) -> None:
    await bench.one_blocked_one_away()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{bench.status_port}", trust_env=False, timeout=60) as client:
        health = Health.model_validate((await client.get("/healthz")).json())
        text = (await client.get("/metrics")).text
    assert {part.name: part.well for part in health.parts} == {
        "broker": False, "workers": True, "outbox": True, "software": True, "configuration": True,
    }  # fmt: skip
    families = [family for family in text_string_to_metric_families(text) if family.name.startswith("tingtang")]
    names = {metric.name for metric in (*COMMON, *metrics.METRICS)}
    assert {family.name + ("_total" if family.type == "counter" else "") for family in families} == names
    found = {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}
    assert found["tingtang_device_up", "away-1", "receipt-printer"] == 0
    assert found["tingtang_outbox_waiting",] == 0
    bench.clock.added_s += STUCK_AFTER_S
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{bench.status_port}", trust_env=False, timeout=60) as client:
        answer = await client.get("/healthz")
    assert answer.status_code == 503
    assert {part["name"]: part["detail"] for part in answer.json()["parts"]}["workers"] == "blocked-1"


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
