"""The hall's ledger, asked over HTTP."""

import asyncio
from typing import Any

from tests.support.controller import ControllerProcess

WAIT_S = 60.0


async def ledger(controller: ControllerProcess, kind: str) -> list[dict[str, Any]]:
    """Bodies of the events of a kind, in order."""
    async with controller.client("manager") as manager:
        page = await manager.get("/api/v1/ledger?after=0&limit=500")
    return [event["body"] for event in page["events"] if event["kind"] == kind]


async def until_ledger(controller: ControllerProcess, kind: str, count: int = 1) -> list[dict[str, Any]]:
    """Wait until the ledger holds so many events of a kind."""
    async with asyncio.timeout(WAIT_S):
        while True:
            found = await ledger(controller, kind)
            if len(found) >= count:
                return found
            await asyncio.sleep(0.05)
