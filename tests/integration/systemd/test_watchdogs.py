"""systemd feeds on truth: real processes, a real notification socket, and a thread that stands for real."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.hall_config import SMALL_HALL
from tests.support.stopped_thread import UI_THREAD, WRITER_THREAD, StoppableProcess

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
"""
CONTROLLER = """
site_file = "hall.toml"
data_dir = "data"
[http]
port = {http}
[broker]
port = {broker}
"""


async def running(process: StoppableProcess) -> AsyncIterator[StoppableProcess]:
    try:
        await process.start()
        yield process
    finally:
        await process.end()


@pytest.fixture
async def kiosk(tmp_path: Path, free_port: int) -> AsyncIterator[StoppableProcess]:
    config = tmp_path / "kiosk.toml"
    config.write_text(KIOSK.format(broker=free_port), "utf-8")
    offscreen = {"SDL_VIDEODRIVER": "offscreen", "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    async for process in running(StoppableProcess(tmp_path, "kiosk", config, UI_THREAD, offscreen)):
        yield process


@pytest.fixture
async def controller(tmp_path: Path, free_port: int) -> AsyncIterator[StoppableProcess]:
    config = tmp_path / "controller.toml"
    # Port 0 is any free one; nobody answers at the broker's.
    config.write_text(CONTROLLER.format(http=0, broker=free_port), "utf-8")
    (tmp_path / "hall.toml").write_text(SMALL_HALL, "utf-8")
    async for process in running(StoppableProcess(tmp_path, "hall_controller", config, WRITER_THREAD, {})):
        yield process


async def test_a_kiosk_whose_screen_stands_starves(kiosk: StoppableProcess) -> None:
    await kiosk.stop_thread()
    assert await kiosk.starves()
    kiosk.let_go()
    await kiosk.fed_again()


async def test_a_controller_whose_disk_doesnt_answer_starves(controller: StoppableProcess) -> None:
    await controller.stop_thread()
    assert await controller.starves()
    controller.let_go()
    await controller.fed_again()
