"""A Unix socket in the agent's data folder: whoever may read that folder gets the whole diagnosis as one JSON document.

For the technician's tools on the same host, also while the hall's broker is away. It takes no commands.
"""

import asyncio
import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

SOCKET = "agent.sock"
ANSWER_S = 5.0


class LocalPort:
    """Args: diagnosis: called on the loop for each connection."""

    def __init__(self, data_dir: Path, diagnosis: Callable[[], dict[str, Any]]) -> None:
        self._path = data_dir / SOCKET
        self._diagnosis = diagnosis
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """
        Raises:
            OSError: the folder can't be written.
        """
        self._path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            with _short(self._path) as name:
                listener.bind(name)
            self._path.chmod(0o600)
            self._server = await asyncio.start_unix_server(self._answer, sock=listener)
        except BaseException:
            listener.close()
            raise

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        self._path.unlink(missing_ok=True)

    async def _answer(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(ANSWER_S):
                writer.write(json.dumps(self._diagnosis(), ensure_ascii=False).encode())
                await writer.drain()
        except (TimeoutError, ConnectionError):
            return
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


def ask_running_agent(data_dir: Path) -> dict[str, Any] | None:
    """The diagnosis of the agent that uses this folder; None when none runs or it doesn't answer in time."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
        asking.settimeout(ANSWER_S)
        try:
            with _short(data_dir / SOCKET) as name:
                asking.connect(name)
            parts = []
            while part := asking.recv(65_536):
                parts.append(part)
            answer = json.loads(b"".join(parts))
        except (OSError, ValueError):
            return None
    return answer if isinstance(answer, dict) else None


@contextmanager
def _short(path: Path) -> Iterator[str]:
    """The path under a name of a few bytes: a Unix socket's may have 108, and data folders lie deep."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
