"""A controller whose disk is full: pages go on, commands are refused in words, nothing is half done, and it heals by itself."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hall_controller.config import load_hall_config
from hall_controller.settings import hall_file
from hall_controller.store.audit import audit
from tests.support.broker import running_broker
from tests.support.controller import ControllerProcess
from tests.support.doctor.small_disk import fill, tmpfs
from tests.support.hall_config import AGENT, SITE
from tingtang.__main__ import main


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with tmpfs(tmp_path / "ctl" / "data", "size=16m") as place:
        yield place


async def doctor(controller: ControllerProcess, capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, Any]]:
    """What the doctor finds on this machine, by code."""
    parts = ("settings", "disk", "health", "broker")
    arguments = ["doctor", "--root", str(controller.folder), "--controller", str(controller.config), "--json"]
    capsys.readouterr()
    await asyncio.to_thread(main, [*arguments, "--only", *parts])
    return {found["code"]: found for found in json.loads(capsys.readouterr().out)["findings"]}


async def test_it_refuses_says_so_and_goes_on(tmp_path: Path, disk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with running_broker(tmp_path / "broker", ("ctl", AGENT), SITE) as broker:
        controller = ControllerProcess(tmp_path / "ctl", broker.port, broker.password_file("ctl"))
        await controller.start()
        try:
            async with controller.client("manager") as manager:
                first = await manager.command("take", service="id-card", hand_over="screen")
                ballast = fill(disk)
                refused = await manager.command("take", service="id-card", hand_over="screen")
                assert refused["code"] == "storeUnavailable"
                health = await controller.until_health(lambda seen: any(p.name == "store" and not p.well for p in seen.parts))
                unwell = {part.name for part in health.parts if not part.well}
                assert {"store", "disk"} <= unwell
                assert "ratings" in await manager.get("/api/v1/manager")
                found = await doctor(controller, capsys)
                assert found.keys() == {"disk.full", "health.unwell"}
                assert found["health.unwell"]["because"] == ["disk.full"]
                ballast.unlink()
                again = await manager.command("take", service="id-card", hand_over="screen")
            numbers = [answer["result"]["ticket"]["number"] for answer in (first, again)]
            assert numbers == ["A001", "A002"], "what was refused had taken no number"
        finally:
            assert await controller.stop() == 0, controller.log
        assert "health.silent" in await doctor(controller, capsys)
    assert audit(hall_file(controller.data_dir), load_hall_config(controller.folder / "hall.toml")) == []
