"""Chromium's DevTools protocol over two pipes, as little as is needed: JSON messages, each ended by a zero byte.

https://chromedevtools.github.io/devtools-protocol/ (`--remote-debugging-pipe`): commands go to the browser's descriptor 3,
answers and events come from its descriptor 4.
"""

import asyncio
import contextlib
import fcntl
import json
import os
from collections.abc import Sequence
from typing import Any

MESSAGE_MAX_BYTES = 4 * 1024 * 1024
"""Nothing we ask for is nearly as long."""
_END = b"\0"
_BROWSER_READS, _BROWSER_WRITES = 3, 4
_OUT_OF_THE_WAY = 10
"""Our ends get numbers above the two that the browser wants."""


class BrowserGone(Exception):
    """The browser has ended or closed its pipe."""


class DevToolsError(Exception):
    """The browser refused a command; the text is its own."""


class Browser:
    """One browser process. `start`, then `ask`, then `stop`."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._last = 0

    async def start(self, command: Sequence[str]) -> None:
        """
        Raises:
            OSError: the program can't be started.
        """
        its_input, our_output = (_high(end) for end in os.pipe())
        our_input, its_output = (_high(end) for end in os.pipe())

        def take_places() -> None:
            os.dup2(its_input, _BROWSER_READS)
            os.dup2(its_output, _BROWSER_WRITES)

        try:
            self._process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                preexec_fn=take_places,
                pass_fds=(_BROWSER_READS, _BROWSER_WRITES),
            )
        except BaseException:
            os.close(our_output)
            os.close(our_input)
            raise
        finally:
            os.close(its_input)
            os.close(its_output)
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=MESSAGE_MAX_BYTES)
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(our_input, "rb"))
        transport, protocol = await loop.connect_write_pipe(asyncio.streams.FlowControlMixin, os.fdopen(our_output, "wb"))
        self._writer = asyncio.StreamWriter(transport, protocol, None, loop)
        self._reading = asyncio.create_task(self._read(reader), name="browser answers")

    async def ask(self, method: str, *, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """The result.

        Raises:
            DevToolsError: the browser refuses.
            BrowserGone: it has ended.
        """
        if self._writer is None or self._reading is None or self._reading.done():
            raise BrowserGone(method)
        self._last += 1
        message: dict[str, Any] = {"id": self._last, "method": method, "params": parameters}
        if session is not None:
            message["sessionId"] = session
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[self._last] = answer
        try:
            self._writer.write(json.dumps(message).encode() + _END)
            await self._writer.drain()
            found = await answer
        except ConnectionError as error:
            raise BrowserGone(method) from error
        finally:
            self._waiting.pop(message["id"], None)
        if "error" in found:
            raise DevToolsError(str(found["error"].get("message", "")))
        result: dict[str, Any] = found.get("result", {})
        return result

    async def stop(self, within_s: float = 3.0) -> None:
        """End it, at the latest by a kill."""
        if self._writer is not None:
            self._writer.close()
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), within_s)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    async def _read(self, reader: asyncio.StreamReader) -> None:
        try:
            while True:
                document = json.loads((await reader.readuntil(_END))[:-1])
                waiting = self._waiting.get(document.get("id"))
                if waiting is not None and not waiting.done():
                    waiting.set_result(document)
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, ValueError):
            pass
        finally:
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_exception(BrowserGone("ended"))
                    with contextlib.suppress(BrowserGone):
                        waiting.exception()


def _high(end: int) -> int:
    """The same pipe under a number that isn't in the way, closed in programs that are started."""
    moved = fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, _OUT_OF_THE_WAY)
    os.close(end)
    return moved
