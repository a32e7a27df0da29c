"""The technician's way in at the real window: five touches in the corner, the code, the menu, out again."""

import asyncio
from pathlib import Path

import httpx
import pytest

from kiosk.technician.code import write_code
from kiosk.technician.corner import TOUCHES
from tests.support.kiosk import WAIT_S, KioskProcess
from tingtang.broker import PrivateBroker

pytestmark = [pytest.mark.integration, pytest.mark.ui]

CODE = "24681357"
SMALL = (540, 960)


async def test_five_touches_in_the_corner_and_the_code_open_the_menu(broker: PrivateBroker, tmp_path: Path) -> None:
    write_code(tmp_path / "code", CODE)
    kiosk = KioskProcess(
        tmp_path / "kiosk",
        broker.port,
        broker.password_file("kiosk-01"),
        headless=False,
        size=SMALL,
        more=f'\n[technician]\ncode_file = "{tmp_path / "code"}"\nself_test_at = "23:59:59"\n',
    )
    await kiosk.start()
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{kiosk.port}", timeout=WAIT_S) as client:

            async def touch(x: float, y: float, times: int) -> None:
                for _ in range(times):
                    (await client.post("/touch", json={"x": x, "y": y})).raise_for_status()

            await kiosk.until(lambda state: state["screen"] == "home", "home")
            await touch(0.97, 0.02, TOUCHES + 1)
            assert (await kiosk.state())["screen"] == "home", "the other corner opens nothing"
            # A loaded machine may spread five touches over longer than counts as one attempt: then the person goes on touching.
            async with asyncio.timeout(WAIT_S):
                await touch(0.02, 0.02, TOUCHES)
                while (await kiosk.state())["screen"] != "technician-code":
                    await touch(0.02, 0.02, 1)
        for digit in CODE:
            await kiosk.touch(f"key.{digit}")
        await kiosk.touch("technician.confirm")
        await kiosk.until_screen("technician-menu")
        await kiosk.touch("technician.touch")
        await kiosk.touch("field.0")
        await kiosk.until_screen("touch-grid")
        await kiosk.touch("technician.back")
        await kiosk.touch("technician.leave")
        await kiosk.until_screen("home")
        assert CODE not in kiosk.log
    finally:
        assert await kiosk.stop() == 0, kiosk.log
