"""systemd feeds on truth: real processes, a real notification socket, and a thread that stands for real."""

from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.messages.views import Health
from api.process.readings import COMMON, Metric
from hall_controller import metrics as controller_metrics
from kiosk import metrics as kiosk_metrics
from tests.support.hall_config import SMALL_HALL
from tests.support.stopped_thread import START_S, UI_THREAD, WRITER_THREAD, StoppableProcess
from tingtang import ports

KIOSK = """
[kiosk]
site = "150426-07"
node = "kiosk-01"
data_dir = "data"
printer = "kiosk-01-agent/receipt-1"
[display]
width = 540
height = 960
fullscreen = false
[broker]
port = {broker}
[metrics]
port = {status}
"""
CONTROLLER = """
site_file = "hall.toml"
data_dir = "data"
[http]
port = {http}
[broker]
port = {broker}
[metrics]
port = {status}
"""


@pytest.fixture
def status_port() -> int:
    return ports.free_port()


async def told(port: int, known: Iterable[Metric]) -> tuple[Health, dict[str, float]]:
    """/healthz, and the samples without labels; none but the `known` ones are there."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=START_S) as client:
        health = Health.model_validate((await client.get("/healthz")).json())
        text = (await client.get("/metrics")).text
    names = {metric.name for metric in (*COMMON, *known)}
    families = [family for family in text_string_to_metric_families(text) if family.name.startswith("tingtang")]
    assert {family.name + ("_total" if family.type == "counter" else "") for family in families} <= names
    return health, {sample.name: sample.value for family in families for sample in family.samples if not sample.labels}


async def running(process: StoppableProcess) -> AsyncIterator[StoppableProcess]:
    try:
        await process.start()
        yield process
    finally:
        await process.end()


@pytest.fixture
async def kiosk(tmp_path: Path, free_port: int, status_port: int) -> AsyncIterator[StoppableProcess]:
    config = tmp_path / "kiosk.toml"
    config.write_text(KIOSK.format(broker=free_port, status=status_port), "utf-8")
    offscreen = {"SDL_VIDEODRIVER": "offscreen", "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    async for process in running(StoppableProcess(tmp_path, "kiosk", config, UI_THREAD, offscreen)):
        yield process


@pytest.fixture
async def controller(tmp_path: Path, free_port: int, status_port: int) -> AsyncIterator[StoppableProcess]:
    config = tmp_path / "controller.toml"
    # Port 0 is any free one; nobody answers at the broker's.
    config.write_text(CONTROLLER.format(http=0, broker=free_port, status=status_port), "utf-8")
    (tmp_path / "hall.toml").write_text(SMALL_HALL, "utf-8")
    async for process in running(StoppableProcess(tmp_path, "hall_controller", config, WRITER_THREAD, {})):
        yield process


async def test_a_kiosk_whose_screen_stands_starves_and_answers_no_monitoring(kiosk: StoppableProcess, status_port: int) -> None:
    health, found = await told(status_port, kiosk_metrics.METRICS)
    assert {part.name: part.well for part in health.parts} == {"screen": True, "broker": False, "software": True}
    assert found["tingtang_kiosk_frames_total"] >= 2
    assert found["tingtang_kiosk_hall_reachable"] == 0
    await kiosk.stop_thread()
    assert await kiosk.starves()
    with pytest.raises(httpx.ReadTimeout):
        await httpx.AsyncClient(trust_env=False, timeout=0.2).get(f"http://127.0.0.1:{status_port}/healthz")
    kiosk.let_go()
    await kiosk.fed_again()


async def test_a_controller_whose_disk_doesnt_answer_starves(controller: StoppableProcess, status_port: int) -> None:
    health, found = await told(status_port, controller_metrics.METRICS)
    assert {part.name for part in health.parts} >= {"store", "ledger", "broker", "disk", "node hall-agent"}
    assert found["tingtang_well"] == health.well
    assert found["tingtang_disk_free_bytes"] > 0
    assert found["tingtang_broker_connected"] == 0
    await controller.stop_thread()
    assert await controller.starves()
    controller.let_go()
    await controller.fed_again()
