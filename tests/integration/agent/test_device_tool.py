"""The technician's commands beside a real running agent: what they may ask of it, here and by the broker."""

import argparse
import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.integration.agent.conftest import NODE, Hall
from tests.support.broker import SITE
from tests.support.technician import ScriptedTerminal
from tingtang.device.commands import test as test_command
from tingtang.device.commands import trace as trace_command
from tingtang.device.commands import watch as watch_command
from tingtang.device.errors import ToolError
from tingtang.device.texts import Texts

pytestmark = pytest.mark.integration


async def run(module: Any, *words: str) -> tuple[int, ScriptedTerminal]:
    terminal = ScriptedTerminal(lambda _: "q")
    parser = argparse.ArgumentParser()
    module.add_arguments(parser)
    act = {trace_command: "trace", watch_command: "watch", test_command: "test"}[module]
    code = await asyncio.to_thread(getattr(module, act), parser.parse_args(list(words)), terminal, Texts("en"))
    return code, terminal


def config(hall: Hall) -> str:
    return str(hall.folder / "agent.toml")


async def test_the_running_agent_shows_its_devices_and_their_frames(hall: Hall) -> None:
    code, terminal = await run(watch_command, "--config", config(hall), "--once")
    assert code == 0
    rows = [[cell.text for cell in row] for row in terminal.tables[-1].rows]
    assert [row[0] for row in rows] == ["door-1", "receipt-1", "callpad-1", "rating-1", "speaker-1"]
    assert {row[3] for row in rows} == {"ready"}
    _, terminal = await run(trace_command, "callpad-1", "--config", config(hall))
    assert "→ pad 1 shall show ______" in terminal.text
    assert "← pad 1 shows ______" in terminal.text


async def test_a_device_elsewhere_is_traced_over_the_broker(hall: Hall, tmp_path: Path) -> None:
    broker = f"{hall.broker.host}:{hall.broker.port}"
    account = ("--user", "ctl", "--password-file", str(hall.broker.password_file("ctl")))
    nowhere = ("--config", str(tmp_path / "none.toml"))
    words = ("callpad-1", "--broker", broker, "--site", SITE, "--node", NODE, *account, *nowhere)
    code, terminal = await run(trace_command, *words)
    assert code == 0
    assert "← pad 1 shows ______" in terminal.text
    assert hall.ctl.connected, "the tool took the controller's place at the broker"
    with pytest.raises(ToolError, match="noDiagnosis"):
        await run(trace_command, "led-9", *words[1:])
    with pytest.raises(ToolError, match="broker"):
        await run(trace_command, *words[:-4], *nowhere, "--user", "ctl")


async def test_what_needs_the_ports_asks_for_the_agent_to_be_stopped(hall: Hall) -> None:
    with pytest.raises(ToolError, match="agentRuns"):
        await run(test_command, "receipt-1", "--config", config(hall))
    await hall.agent.stop()
    code, terminal = await run(test_command, "receipt-1", "--config", config(hall))
    assert code == 0, terminal.text
    assert "connection" in terminal.text
    # The agent comes back to its ports: the tool has let go of them.
    await hall.start_agent()
