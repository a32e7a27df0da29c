import asyncio
import stat
from pathlib import Path

import pytest

from drivers.agent.local_port import SOCKET, LocalPort, ask_running_agent


@pytest.fixture
def deep(tmp_path: Path) -> Path:
    """Longer than the name of a Unix socket may be."""
    folder = tmp_path / ("d" * 100) / ("e" * 100)
    folder.mkdir(parents=True)
    return folder


async def test_answers_whoever_may_read_the_folder(deep: Path) -> None:
    port = LocalPort(deep, lambda: {"devices": {"receipt-1": {"place": "大厅"}}})
    (deep / SOCKET).write_text("left by a crash")
    await port.start()
    try:
        assert stat.S_IMODE((deep / SOCKET).stat().st_mode) == 0o600
        for _ in range(2):
            assert await asyncio.to_thread(ask_running_agent, deep) == {"devices": {"receipt-1": {"place": "大厅"}}}
    finally:
        await port.stop()
    assert await asyncio.to_thread(ask_running_agent, deep) is None


def test_without_an_agent_there_is_no_answer(deep: Path) -> None:
    assert ask_running_agent(deep) is None
    assert ask_running_agent(deep / "missing") is None
