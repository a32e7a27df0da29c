"""A changed hall file while the controller runs: taken over whole, or refused in words; no number and no session is lost."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api.messages.views import Health
from tests.support.agent_process import NotifySocket, until
from tests.support.controller import ControllerProcess
from tests.support.hall_config import SMALL_HALL
from tingtang.ports import free_port

pytestmark = pytest.mark.integration


@pytest.fixture
async def controller(tmp_path: Path) -> AsyncIterator[tuple[ControllerProcess, NotifySocket]]:
    password = tmp_path / "password"
    password.write_text("nobody listens there", encoding="utf-8")
    process, told = ControllerProcess(tmp_path / "ctl", free_port(), password), NotifySocket()
    try:
        await process.start(NOTIFY_SOCKET=told.path)
        yield process, told
    finally:
        await process.stop()
        told.close()


def problem(health: Health) -> str:
    return next(part.detail for part in health.parts if part.name == "configuration" and not part.well)


def has_problem(health: Health) -> bool:
    return any(part.name == "configuration" and not part.well for part in health.parts)


async def test_a_changed_hall_file(controller: tuple[ControllerProcess, NotifySocket]) -> None:
    process, told = controller
    file = process.folder / "hall.toml"
    await until(lambda: "READY=1" in told.read(), "ready")
    async with process.client("device") as kiosk:
        before = await kiosk.command("take", service="id-card", hand_over="screen")

        file.write_text(SMALL_HALL.replace('prefix = "A"', 'prefix = "C"'), encoding="utf-8")
        process.look_at_its_file()
        assert "queues.general: other prefixes" in problem(await process.until_health(has_problem))
        file.write_text(SMALL_HALL + "\n[hal]\n", encoding="utf-8")
        process.look_at_its_file()
        health = await process.until_health(lambda health: has_problem(health) and "hal:" in problem(health))
        assert "hall.toml" in problem(health)
        assert "RELOADING=1" not in told.read()
        assert (await kiosk.command("take", service="id-card", hand_over="screen"))["result"]["ticket"]["number"] == "A002"

        file.write_text(SMALL_HALL.replace("居民身份证换领", "身份证补领"), encoding="utf-8")
        process.look_at_its_file()
        await until(lambda: told.read().count("READY=1") == 2, "ready again")
        assert "RELOADING=1" in told.read()
        assert "STOPPING=1" not in told.read()
        assert not has_problem(await process.until_health(lambda _: True))
        # The same session, the next number, the new name.
        after = await kiosk.command("take", service="id-card", hand_over="screen")
        assert (before["result"]["ticket"]["number"], after["result"]["ticket"]["number"]) == ("A001", "A003")
        catalogue = (await kiosk.command("catalogue"))["result"]["catalogue"]
        assert "身份证补领" in [service["names"]["zh-CN"] for service in catalogue["services"]]

        process.config.write_text(process.config.read_text("utf-8").replace('level = "info"', 'level = "error"'), "utf-8")
        process.look_at_its_file()
        assert "needs a restart" in problem(await process.until_health(has_problem))
    assert await process.stop() == 0
    assert "STOPPING=1" in told.read()
