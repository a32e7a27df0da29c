"""One vision process as the kiosk holds it: its socket, its number, its end."""

import asyncio
import contextlib
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.vision.messages import Order, Quit
from kiosk.vision.settings import VisionSettings

LINE_LIMIT_BYTES = 1 << 20
"""Longest line either side takes; a card's photo or one JPEG in base64 has 400 kB at most."""
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    # Its threads would spin on the cores that the screen needs.
    "OPENBLAS_NUM_THREADS": "1",
    # glibc overwrites whatever is freed with a pattern, at once: frames and photos in buffers of OpenCV, NumPy and Python as well
    # (GNU C Library manual, Memory Allocation Tunables). Its per-thread cache is off, since it skips that.
    # One arena: what a thread of the camera frees is there for the next frame, whichever thread takes it.
    "GLIBC_TUNABLES": "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0:glibc.malloc.arena_max=1",
    # Python's own pools of small objects would keep what is freed.
    "PYTHONMALLOC": "malloc",
    # Docstrings of NumPy, OpenCV and pydantic, and pydantic's search for plugins: 4 MB of memory that nobody reads here.
    "PYTHONOPTIMIZE": "2",
    "PYDANTIC_DISABLE_PLUGINS": "__all__",
}
END_WITHIN_S = 3.0
"""For the camera to be released; then the process is killed."""


@dataclass(slots=True)
class VisionChild:
    process: asyncio.subprocess.Process
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def send(self, order: Order) -> None:
        """Raises ConnectionError: it is gone."""
        self.writer.write(order.model_dump_json().encode() + b"\n")

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()

    async def end(self) -> int:
        """Ask it to quit, kill it when it doesn't, and wait for it. Returns its exit code."""
        try:
            with contextlib.suppress(ConnectionError):
                self.send(Quit())
            self.writer.close()
            async with asyncio.timeout(END_WITHIN_S):
                await self.process.wait()
        except TimeoutError:
            self.kill()
        finally:
            if self.process.returncode is None:
                # Cancelled while it was waited for: nothing may stay behind.
                self.kill()
            with contextlib.suppress(ConnectionError):
                await self.writer.wait_closed()
        return await self.process.wait()


async def spawn(command: Sequence[str], memory: int, settings: VisionSettings) -> VisionChild:
    """Start it and tell it its settings.

    Args:
        memory: descriptor of the preview's memory.

    Raises:
        OSError: it can't be started.
    """
    ours, theirs = socket.socketpair()
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            str(theirs.fileno()),
            str(memory),
            pass_fds=(theirs.fileno(), memory),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            env={**os.environ, **ENVIRONMENT},
        )
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
    reader, writer = await asyncio.open_connection(sock=ours, limit=LINE_LIMIT_BYTES)
    writer.write(settings.model_dump_json().encode() + b"\n")
    return VisionChild(process, reader, writer)
