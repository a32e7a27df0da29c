"""A reference platform as the process that `tingtang reference` runs."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from tests.support.broker import until


@asynccontextmanager
async def reference(platform: str, folder: Path, port: int, *more: str) -> AsyncIterator[list[bytes]]:
    """The server's process until the block ends; all that it says."""
    said: list[bytes] = []
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tingtang", "reference", platform, "--folder", str(folder), "--port", str(port), *more,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdout is not None
    reading = asyncio.create_task(_read(process.stdout, said))

    def answers() -> bool:
        assert process.returncode is None, b"".join(said)
        try:
            return httpx.get(f"http://127.0.0.1:{port}/", trust_env=False).status_code == httpx.codes.NOT_FOUND
        except httpx.TransportError:
            return False

    try:
        await until(answers, f"{platform} serves")
        yield said
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()
        await reading


async def _read(stream: asyncio.StreamReader, said: list[bytes]) -> None:
    while line := await stream.readline():
        said.append(line)


async def made(folder: Path) -> None:
    """Keys, token and section in a folder."""
    command = ("-m", "tingtang", "reference", "ctid", "--folder", str(folder), "--make")
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=asyncio.subprocess.DEVNULL)
    assert await process.wait() == 0
