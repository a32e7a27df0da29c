"""A device agent and its emulated devices as the processes they really are."""

import asyncio
import json
import os
import re
import signal
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
WAIT_S = 60.0
_PORT = re.compile(r"control port (\d+)")


class Process:
    """One child process; its log is kept for a failure's sake. `tree`: the source that it runs."""

    def __init__(
        self, name: str, folder: Path, *arguments: str, environment: Mapping[str, str] | None = None, tree: Path = ROOT
    ) -> None:
        self.name = name
        self._arguments = arguments
        self._environment = {**os.environ, **(environment or {})}
        self._tree = tree
        self.log = folder / f"{name}.log"
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *self._arguments, stdout=log, stderr=log, cwd=self._tree, env=self._environment
            )

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def kill(self) -> None:
        """SIGKILL."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> tuple[int, float]:
        """SIGTERM; exit code and how many seconds it took."""
        begun_s = time.monotonic()
        return await self._end(signal.SIGTERM), time.monotonic() - begun_s

    async def wait(self) -> int:
        assert self._process is not None
        return await asyncio.wait_for(self._process.wait(), WAIT_S)

    async def _end(self, number: signal.Signals) -> int:
        if self._process is None:
            return 0
        if self._process.returncode is None:
            self._process.send_signal(number)
        return await self.wait()


class Emulators:
    """The emulator host, spoken to through its control port."""

    def __init__(self, folder: Path, config: str) -> None:
        path = folder / "emulators.toml"
        path.write_text(config, "utf-8")
        self._process = Process("emulators", folder, "-m", "drivers.emulators", str(path))
        self._port = 0

    async def start(self) -> None:
        await self._process.start()
        await until(lambda: self._process.running and _PORT.search(self._process.log.read_text()), "emulators run")
        match = _PORT.search(self._process.log.read_text())
        assert match
        self._port = int(match[1])

    async def stop(self) -> None:
        await self._process.stop()

    async def state(self, device: str) -> dict[str, Any]:
        return await asyncio.to_thread(self._request, f"/{device}/state")

    async def fault(self, device: str, name: str) -> None:
        await asyncio.to_thread(self._request, f"/{device}/fault", {"fault": name})

    async def press(self, device: str, key: str) -> None:
        await asyncio.to_thread(self._request, f"/{device}/press", {"key": key})

    def _request(self, path: str, body: dict[str, str] | None = None) -> dict[str, Any]:
        data = json.dumps(body).encode() if body else None
        request = urllib.request.Request(f"http://127.0.0.1:{self._port}{path}", data)
        with urllib.request.urlopen(request, timeout=WAIT_S) as response:
            answer: dict[str, Any] = json.load(response)
        return answer


async def until(condition: Callable[[], Any], what: str, timeout_s: float = WAIT_S) -> None:
    """Wait for what other processes bring about.

    Raises:
        AssertionError: it didn't come in time.
    """
    deadline_s = time.monotonic() + timeout_s
    while True:
        met = condition()
        if asyncio.iscoroutine(met):
            met = await met
        if met:
            return
        assert time.monotonic() < deadline_s, f"not within {timeout_s} s: {what}"
        await asyncio.sleep(0.01)


class NotifySocket:
    """Takes the place of systemd's notification socket."""

    def __init__(self) -> None:
        import socket

        # A path in /tmp: pytest's folders are longer than the 108 bytes a Unix socket's name may have.
        self._folder = tempfile.TemporaryDirectory()
        self.path = f"{self._folder.name}/notify"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.path)
        self._socket.setblocking(False)
        self.messages: list[str] = []

    def read(self) -> list[str]:
        while True:
            try:
                self.messages.append(self._socket.recv(4096).decode())
            except BlockingIOError:
                return self.messages

    def close(self) -> None:
        self._socket.close()
        self._folder.cleanup()
