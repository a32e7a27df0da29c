"""QEMU's machine protocol (QMP): pictures of the screen, a pointer, the end of the machine."""

import asyncio
import json
from pathlib import Path
from typing import Any, Self

ANSWER_S = 30.0
POINTER_RANGE = 32_767
"""An absolute pointer's axes go from 0 to this (QEMU, `input-send-event`)."""


class QmpRefused(Exception):
    """QEMU didn't do it; the text is its own."""


class Qmp:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def connect(cls, socket: Path) -> Self:
        """Raises OSError: nobody listens there."""
        reader, writer = await asyncio.open_unix_connection(str(socket))
        qmp = cls(reader, writer)
        await qmp._reader.readline()
        await qmp.execute("qmp_capabilities")
        return qmp

    async def execute(self, command: str, **arguments: Any) -> Any:
        """Raises QmpRefused: QEMU says no. TimeoutError, EOFError: it says nothing."""
        self._writer.write(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")
        async with asyncio.timeout(ANSWER_S):
            while True:
                line = await self._reader.readline()
                if not line:
                    raise EOFError("QEMU has ended")
                answer = json.loads(line)
                if "error" in answer:
                    raise QmpRefused(f"{command}: {answer['error'].get('desc', answer['error'])}")
                if "return" in answer:
                    return answer["return"]

    async def picture(self, file: Path) -> None:
        """What the screen shows now, as PNG."""
        await self.execute("screendump", filename=str(file), format="png")

    async def click(self, x: float, y: float) -> None:
        """Args: x, y: place on the screen, 0 to 1 from its upper left corner."""
        place = [
            {"type": "abs", "data": {"axis": axis, "value": round(value * POINTER_RANGE)}} for axis, value in (("x", x), ("y", y))
        ]
        await self.execute("input-send-event", events=place)
        for down in (True, False):
            await self.execute("input-send-event", events=[{"type": "btn", "data": {"button": "left", "down": down}}])
            await asyncio.sleep(0.1)

    def close(self) -> None:
        self._writer.transport.abort()
