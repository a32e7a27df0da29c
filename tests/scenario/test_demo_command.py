"""`make run`'s command: a whole hall comes up all well, says how to use it, lets a morning go by and audits its ledger, and one
Ctrl-C leaves nothing running.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

import httpx
import pytest

from hall_controller.demo_accounts import DEMO_ACCOUNTS
from tests.support.whole_hall import ROOT, make_assets

START_S = 90.0
MORNING_S = 180.0
PEOPLE = "3"
STOP_S = 30.0


def processes_of(folder: Path) -> list[str]:
    """Command lines that name the demo's folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                words = (entry / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
            except OSError:
                continue
            if str(folder) in words:
                found.append(words)
    return found


@pytest.mark.integration
@pytest.mark.ui
async def test_the_demo_comes_up_well_and_ends_with_one_ctrl_c(tmp_path: Path, free_port: int) -> None:
    make_assets()
    folder = tmp_path / "demo"
    command = (
        "-m",
        "tingtang",
        "demo",
        "--port",
        str(free_port),
        "--data",
        str(folder),
        "--scenario",
        "morning",
        "--people",
        PEOPLE,
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    assert process.stdout is not None
    said: list[str] = []

    async def until(words: str, within_s: float = START_S) -> None:
        assert process.stdout is not None
        async with asyncio.timeout(within_s):
            while not any(words in line for line in said):
                raw = await process.stdout.readline()
                assert raw, f"ended before it said {words!r}:\n" + "".join(said)
                said.append(raw.decode())

    try:
        await until("All well")
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{free_port}") as client:
            health = (await client.get("/healthz")).json()
            assert health["well"]
            assert {"store", "ledger", "broker", "disk"} <= {part["name"] for part in health["parts"]}
            for page in ("/", "/screen", "/desk", "/devices", "/manager"):
                assert (await client.get(page, follow_redirects=True)).status_code == 200
        await until("called to window")
        assert all(account.name in "".join(said) for account in DEMO_ACCOUNTS)
        assert len(processes_of(folder)) >= 6
        await until("every invariant holds", MORNING_S)
        assert any(words in line for line in said for words in ("has checked in without a second ticket", "nobody books"))
    finally:
        process.send_signal(signal.SIGINT)
        rest, _ = await asyncio.wait_for(process.communicate(), STOP_S)
    assert process.returncode == 0, "".join(said) + rest.decode()
    assert processes_of(folder) == []
    assert (folder / "logs" / "controller.log").stat().st_size > 0
