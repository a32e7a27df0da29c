"""Many at once, over HTTP against a real controller: numbers stay unique and without gaps, no ticket goes to two windows."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from hall_controller.config import load_hall_config
from hall_controller.settings import hall_file
from hall_controller.store.audit import audit
from tests.support.broker import running_broker
from tests.support.controller import ControllerProcess
from tests.support.hall_config import SITE

CLIENTS = 16
TAKES = 200
WINDOWS = 16


def one_queue_hall() -> str:
    """Sixteen windows that all call from one queue."""
    windows = "\n".join(
        f'[[windows]]\nnumber = {n}\nnames = {{ zh-CN = "{n}号窗口" }}\nqueues = ["general"]' for n in range(1, WINDOWS + 1)
    )
    return f"""
[hall]
site = "{SITE}"
names = {{ zh-CN = "测试大厅" }}
recall_gap_s = 0

[[queues]]
id = "general"
prefix = "A"
names = {{ zh-CN = "综合" }}
opens = "00:00"
closes = "24:00"

[[services]]
id = "card"
names = {{ zh-CN = "办证" }}
department = {{ zh-CN = "公安" }}
queue = "general"

{windows}
"""


@pytest.mark.integration
async def test_takes_are_contiguous_and_no_ticket_is_called_to_two_windows(tmp_path: Path) -> None:
    async with running_broker(tmp_path / "broker", ["ctl"], SITE) as broker:
        process = ControllerProcess(tmp_path / "ctl", broker.port, broker.password_file("ctl"), hall=one_queue_hall())
        await process.start()
        try:
            async with process.client("device") as device, process.client("manager") as manager:
                numbers: list[str] = []

                async def take(count: int) -> None:
                    for _ in range(count):
                        answer = await device.command("take", service="card", hand_over="screen")
                        numbers.append(answer["result"]["ticket"]["number"])

                share, rest = divmod(TAKES, CLIENTS)
                await asyncio.gather(*(take(share + (client < rest)) for client in range(CLIENTS)))
                assert sorted(numbers) == [f"A{number:03d}" for number in range(1, TAKES + 1)]

                called: list[str] = []
                empty = 0
                for window in range(1, WINDOWS + 1):
                    await manager.command("open-window", window=window)
                while len(called) < TAKES:
                    answers = await asyncio.gather(*(manager.command("next", window=n) for n in range(1, WINDOWS + 1)))
                    called += [answer["result"]["ticket"]["number"] for answer in answers if "result" in answer]
                    empty += sum("result" not in answer for answer in answers)
                    for step, more in (("arrive", {}), ("reject", {"reason": "材料不全"})):
                        await asyncio.gather(*(manager.command(step, window=n, **more) for n in range(1, WINDOWS + 1)))
                assert Counter(called) == Counter(numbers)
                assert empty == -len(called) % WINDOWS
        finally:
            await process.stop()
        assert audit(hall_file(process.data_dir), load_hall_config(process.folder / "hall.toml")) == []
