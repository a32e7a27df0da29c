"""A changed configuration file: what it doesn't change keeps its connection and its work."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

from api.ids import new_id
from api.messages.completion import Completion
from api.messages.device_commands import PadDisplay, Print
from drivers.agent.local_port import ask_running_agent
from tests.integration.agent.conftest import Hall
from tests.support.agent_process import until

pytestmark = pytest.mark.integration

TICKET = Print(template="ticket", data={"number": "A012", "hall": "示范大厅"})
SPEAKER = '[[devices]]\nid = "speaker-1"'
NEW_PAD = """
[[devices]]
id = "callpad-9"
kind = "call-pad"
bus = "pads"
address = 9
window = 9
"""


def _text(hall: Hall) -> str:
    return (hall.folder / "agent.toml").read_text("utf-8")


def _write(hall: Hall, text: str) -> None:
    """As an editor does: a new file in the old one's place."""
    new = hall.folder / "agent.toml.new"
    new.write_text(text, "utf-8")
    new.replace(hall.folder / "agent.toml")


async def _devices(hall: Hall) -> dict[str, Any]:
    answer = await asyncio.to_thread(ask_running_agent, hall.folder / "data")
    assert answer is not None
    return dict(answer["devices"])


def _hang_up(hall: Hall) -> None:
    os.kill(hall.agent.pid, signal.SIGHUP)


async def test_only_what_differs_is_touched_while_papers_are_printed(hall: Hall) -> None:
    line_before = (hall.folder / "pads").resolve()
    reloaded = asyncio.Event()
    printing = asyncio.create_task(_print_until(hall, reloaded))
    await until(hall.receipts, "first paper")
    text = _text(hall)
    _write(hall, text[: text.index(SPEAKER)] + NEW_PAD)
    _hang_up(hall)
    await until(lambda: hall.states.get(("callpad-9", "describe")), "the new pad is told of")
    await until(lambda: hall.states[("speaker-1", "describe")] == b"", "the removed speaker is cleared")
    await until(lambda: hall.states[("speaker-1", "status")] == b"", "the removed speaker is cleared")
    reloaded.set()
    answers = await printing
    assert all(answer.succeeded for answer in answers)
    assert await hall.receipts() == len(answers)
    devices = await _devices(hall)
    assert sorted(devices) == ["callpad-1", "callpad-9", "door-1", "rating-1", "receipt-1"]
    for name in ("callpad-1", "door-1", "rating-1", "receipt-1"):
        assert devices[name]["counts"]["connected"] == 1, name
        assert devices[name]["counts"]["lost"] == 0, name
    assert (hall.folder / "pads").resolve() == line_before
    assert (await hall.command("callpad-1", "pad-display", PadDisplay(waiting=5, ticket="A012"))).succeeded
    assert json.loads(hall.states["node", "status"])["detail"] == {"devices": 5}


async def _print_until(hall: Hall, done: asyncio.Event) -> list[Completion]:
    """One paper after another, so that the settings change in mid-print."""
    answers = [await hall.command("receipt-1", "print", TICKET)]
    while not done.is_set():
        answers.append(await hall.command("receipt-1", "print", TICKET))
    return answers


async def test_a_changed_device_begins_anew_with_its_new_setting(hall: Hall) -> None:
    _write(hall, _text(hall).replace("address = 1\nwindow = 3", "address = 1\nwindow = 8"))
    await until(lambda: b'"window":8' in hall.states["callpad-1", "describe"].replace(b" ", b""), "new window, by the file alone")
    await until(lambda: b'"online"' in hall.states["callpad-1", "status"], "online")
    await hall.emulators.press("callpad-1", "next")
    await until(lambda: hall.events, "key")
    assert json.loads(hall.events[0][1])["window"] == 8
    assert (await _devices(hall))["rating-1"]["counts"]["connected"] == 1


@pytest.mark.parametrize("damage", ["[agent", "\n[broker2]\nport = 1\n", '\n[[devices]]\nid = "x"\nkind = "telex"\n'])
async def test_a_file_that_cannot_be_used_changes_nothing_and_is_a_fault(hall: Hall, damage: str) -> None:
    good = _text(hall)
    _write(hall, good + damage)
    _hang_up(hall)
    await until(lambda: b"agent.configuration" in hall.states["node", "fault"], "fault")
    await until(lambda: json.loads(hall.states["node", "status"])["action"] == "configuration", "status")
    assert (await hall.command("receipt-1", "print", TICKET)).succeeded
    log = hall.agent.log.read_text("utf-8")
    assert "agent.toml" in log
    _write(hall, good)
    _hang_up(hall)
    await until(lambda: json.loads(hall.states["node", "fault"])["faults"] == [], "fault gone")
    await until(lambda: json.loads(hall.states["node", "status"])["reason"] == "ok", "status well")
    assert all(device["counts"]["connected"] == 1 for device in (await _devices(hall)).values())


async def test_what_needs_a_restart_is_said(hall: Hall) -> None:
    _write(hall, _text(hall).replace('data_dir = "data"', 'data_dir = "elsewhere"'))
    _hang_up(hall)
    await until(lambda: b"agent.restartNeeded" in hall.states["node", "fault"], "fault")
    assert not (hall.folder / "elsewhere").exists()


async def test_a_device_taken_out_while_the_agent_was_down_is_cleared(hall: Hall) -> None:
    await hall.agent.stop()
    text = _text(hall)
    _write(hall, text[: text.index(SPEAKER)])
    await hall.agent.start()
    await until(lambda: hall.states.get(("speaker-1", "describe")) == b"", "cleared")


async def test_a_port_plugged_in_again_is_back_within_three_seconds(hall: Hall) -> None:
    """Its back-off would have waited longer by then."""
    await hall.emulators.fault("pads", "drop-link")
    await until(lambda: _lost(hall, 4), "four attempts have failed; the next would come in eight seconds")
    begun_s = asyncio.get_running_loop().time()
    await hall.emulators.fault("pads", "none")
    await until(lambda: b'"online"' in hall.states["callpad-1", "status"], "online")
    await until(lambda: b'"online"' in hall.states["rating-1", "status"], "online")
    assert asyncio.get_running_loop().time() - begun_s < 3.0


async def _lost(hall: Hall, times: int) -> bool:
    devices = await _devices(hall)
    return all(devices[name]["counts"]["lost"] >= times for name in ("callpad-1", "rating-1"))


async def test_a_running_agents_bundle_has_its_state_and_no_person(hall: Hall, tmp_path: Path) -> None:
    secret = Print(template="ticket", data={"number": "A012", "note": "王小明13800000000"})
    assert (await hall.command("receipt-1", "print", secret, command_id=new_id())).succeeded
    out = tmp_path / "bundle.tar.gz"
    command = [sys.executable, "-m", "drivers.agent", "bundle", "--config", str(hall.folder / "agent.toml"), "--out", str(out)]
    await asyncio.to_thread(subprocess.run, command, check=True, timeout=60, capture_output=True)
    with tarfile.open(out) as bundle:
        contents = {entry.name: bundle.extractfile(entry).read() for entry in bundle}  # type: ignore[union-attr]
    agent = json.loads(contents["agent.json"])
    assert agent["devices"]["receipt-1"]["counts"]["performed"] == 1
    assert agent["buses"]["pads"]["addresses"] == [1, 2]
    everything = b"\n".join(contents.values())
    password = hall.broker.password_file("window-agent").read_bytes().strip()
    for canary in ("王小明".encode(), "王小明".encode("gb18030").hex(" ").upper().encode(), b"13800000000", password):
        assert canary not in everything
