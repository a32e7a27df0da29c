"""Full disks of a kiosk and of the hall's controller: people hear what to do, nothing is half done, and it heals by itself."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hall_controller.config import load_hall_config
from hall_controller.settings import hall_file
from hall_controller.store.audit import audit
from tests.integration.kiosk.conftest import MakeKiosk, broker, controller, make_kiosk, printer
from tests.support.controller import ControllerProcess
from tests.support.doctor.small_disk import fill, tmpfs
from tests.support.kiosk_printer import PrinterPeer
from tingtang.__main__ import main

__all__ = ["broker", "controller", "make_kiosk", "printer"]


@pytest.fixture
def kiosk_disk(tmp_path: Path) -> Iterator[Path]:
    """The kiosk's data folder is a file system of its own."""
    with tmpfs(tmp_path / "kiosk" / "data", "size=8m") as place:
        yield place


@pytest.fixture(autouse=True)
def hall_disk(tmp_path: Path) -> Iterator[Path]:
    """The controller's too; made before it starts."""
    with tmpfs(tmp_path / "ctl" / "data", "size=16m") as place:
        yield place


async def test_a_citizen_is_told_and_the_hall_goes_on(
    hall_disk: Path,
    kiosk_disk: Path,
    controller: ControllerProcess,
    printer: PrinterPeer,
    make_kiosk: MakeKiosk,
    capsys: pytest.CaptureFixture[str],
) -> None:
    kiosk = make_kiosk()
    await kiosk.start()
    await kiosk.until_screen("home")
    ballast = fill(kiosk_disk)
    await kiosk.choose()
    # "Something went wrong here … try again, or ask a member of staff", and a way home.
    state = await kiosk.until_screen("failsafe")
    assert state["number"] == ""
    assert printer.papers == []
    await kiosk.touch("failsafe.ok")
    await kiosk.until_screen("home")
    ballast.unlink()
    await kiosk.choose()
    shown = await kiosk.until_screen("paper-given")
    assert shown["number"] == "A001", "what was refused had taken no number"
    assert len(printer.papers) == 1
    assert kiosk.log.count("self-test not recorded") <= 1

    async with controller.client("manager") as manager:
        ballast = fill(hall_disk)
        refused = await manager.command("take", service="id-card", hand_over="screen")
        assert refused["code"] == "storeUnavailable"
        health = await controller.until_health(lambda seen: any(part.name == "store" and not part.well for part in seen.parts))
        assert {"store", "disk"} <= {part.name for part in health.parts if not part.well}
        assert "ratings" in await manager.get("/api/v1/manager")
        found = await doctor(controller, capsys)
        assert {"disk.full", "health.unwell"} <= found.keys()
        assert found["health.unwell"]["because"] == ["disk.full"]
        ballast.unlink()
        again = await manager.command("take", service="id-card", hand_over="screen")
        assert again["result"]["ticket"]["number"] == "A002"
    assert await controller.stop() == 0, controller.log
    assert "health.silent" in await doctor(controller, capsys)
    assert audit(hall_file(controller.data_dir), load_hall_config(controller.folder / "hall.toml")) == []


async def doctor(controller: ControllerProcess, capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, Any]]:
    """What the doctor finds on the hall's machine, by code."""
    parts = ("settings", "disk", "health", "broker")
    arguments = ["doctor", "--root", str(controller.folder), "--controller", str(controller.config), "--json"]
    capsys.readouterr()
    await asyncio.to_thread(main, [*arguments, "--only", *parts])
    return {found["code"]: found for found in json.loads(capsys.readouterr().out)["findings"]}
