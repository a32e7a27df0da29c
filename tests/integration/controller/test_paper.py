"""`tingtang paper` asks a running hall; staff enter the numbers when the outage is over."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from hall_controller.demo_accounts import DEMO_PASSWORD
from tests.support.controller import ROOT, ControllerProcess
from tingtang.broker import PrivateBroker


@pytest_asyncio.fixture
async def controller(tmp_path: Path, broker: PrivateBroker) -> AsyncIterator[ControllerProcess]:
    process = ControllerProcess(tmp_path / "ctl", broker.port, broker.password_file("ctl"))
    await process.start()
    yield process
    assert await process.stop() == 0, process.log


async def paper(controller: ControllerProcess, out: Path, *more: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tingtang", "paper", "--url", controller.base_url, "--out", str(out), *more),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, wrong = await asyncio.wait_for(process.communicate(f"{DEMO_PASSWORD}\n".encode()), 60)
    return process.returncode or 0, said.decode(), wrong.decode()


async def test_a_range_over_http_and_its_numbers_entered(controller: ControllerProcess, tmp_path: Path) -> None:
    code, said, wrong = await paper(controller, tmp_path / "a.pdf", "--queue", "general", "--count", "5")
    assert (code, wrong) == (0, "")
    assert "AP001 to AP005" in said
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    async with controller.client("manager") as manager:
        [block] = (await manager.get("/api/v1/manager"))["blocks"]
        assert (block["kind"], block["prefix"], block["last"], block["holder"]) == ("paper", "AP", 5, "manager")
        body = {"block": block["id"], "number": 2, "service": "id-card", "taken_at": block["leased_at"] + 1}
        entered = (await manager.command("back-enter", **body))["result"]["ticket"]
        assert (entered["number"], entered["ticket_class"], entered["marked"]) == ("AP002", "stranded", "paper")
    code, said, _ = await paper(controller, tmp_path / "b.pdf", "--block", block["id"])
    assert code == 0
    assert "AP001 to AP005" in said


async def test_who_may_not_gets_none(controller: ControllerProcess, tmp_path: Path) -> None:
    for account, reason in (("clerk", "clerk"), ("nobody", "can't sign in")):
        code, _, wrong = await paper(controller, tmp_path / "a.pdf", "--queue", "general", "--account", account)
        assert code == 1
        assert reason in wrong
    async with controller.client("manager") as manager:
        assert (await manager.get("/api/v1/manager"))["blocks"] == []
