"""A controller whose disk is full: pages go on, commands are refused in words, nothing is half done, and it heals by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hall_controller.config import load_hall_config
from hall_controller.settings import hall_file
from hall_controller.store.audit import audit
from tests.support.broker import running_broker
from tests.support.controller import ControllerProcess
from tests.support.doctor.small_disk import fill, tmpfs
from tests.support.hall_config import AGENT, SITE


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with tmpfs(tmp_path / "ctl" / "data", "size=16m") as place:
        yield place


async def test_it_refuses_says_so_and_goes_on(tmp_path: Path, disk: Path) -> None:
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
                ballast.unlink()
                again = await manager.command("take", service="id-card", hand_over="screen")
            numbers = [answer["result"]["ticket"]["number"] for answer in (first, again)]
            assert numbers == ["A001", "A002"], "what was refused had taken no number"
        finally:
            assert await controller.stop() == 0, controller.log
    assert audit(hall_file(controller.data_dir), load_hall_config(controller.folder / "hall.toml")) == []
