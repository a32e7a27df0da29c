"""A private Mosquitto on the loopback interface: for the demo, the tests and the benches.

It has its own configuration, port, data folder, passwords and access list, touches no other broker on the machine, and ends
only the process it started.
"""

import asyncio
import logging
import shutil
import signal
import subprocess
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tingtang.broker_template import Change
from tingtang.mosquitto import BrokerFiles, UnitsListener
from tingtang.ports import free_port
from tingtang.terminal_bridge import Bridge

log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
INSTALL_HINT = "Mosquitto is not installed. Install it with: sudo apt-get install -y mosquitto"
READY_S = 10.0
STOP_S = 5.0
"""Mosquitto writes its persistent state when it ends; after this it is killed."""
PORT_ATTEMPTS = 5
"""Another process may take a free port between finding and using it."""
_READY_MARK = " running"
_KEPT_LINES = 20


class BrokerUnavailable(Exception):
    """The broker can't run; the text says why and what to do."""


def find_mosquitto() -> str:
    """The program's path; Debian puts it where a plain user's PATH doesn't look.

    Raises:
        BrokerUnavailable: it or its password tool isn't installed.
    """
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
    if program is None or shutil.which("mosquitto_passwd") is None:
        raise BrokerUnavailable(INSTALL_HINT)
    return program


class PrivateBroker:
    """One Mosquitto process. `start` after an end (or a kill) continues on the same port and data."""

    def __init__(
        self,
        folder: Path,
        site: str,
        nodes: Sequence[str],
        *,
        port: int | None = None,
        kiosk_agents: Mapping[str, str] | None = None,
        on_line: Callable[[str], None] | None = None,
        changes: Mapping[str, Change] | None = None,
        bridge: Bridge | None = None,
        units: UnitsListener | None = None,
    ) -> None:
        """`kiosk_agents`: which agent's devices a kiosk may command, by kiosk; without it `<kiosk>-agent`.
        `on_line` is given each line the broker logs. `changes`: settings of the template to replace beside its place.
        `bridge`: it is a terminal's broker, with this way to the hall's. `units`: it lets certified units in as well.
        """
        self._files = BrokerFiles(folder)
        self._site = site
        self._nodes = tuple(nodes)
        self._kiosk_agents = kiosk_agents or {}
        self._changes = changes or {}
        self._bridge = bridge
        self._units = units
        self._port = port
        self._on_line = on_line
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._last_lines: deque[str] = deque(maxlen=_KEPT_LINES)

    @property
    def host(self) -> str:
        return LOOPBACK

    @property
    def port(self) -> int:
        """Known after the first `start`, or from the beginning when it was given."""
        if self._port is None:
            raise RuntimeError("the broker was never started")
        return self._port

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    def password_file(self, node: str) -> Path:
        """Holds one node's password; its user name is the node's name."""
        return self._files.credential(node)

    def password(self, node: str) -> str:
        return self.password_file(node).read_text("ascii").strip()

    async def start(self) -> None:
        """Returns when the broker listens.

        Raises:
            BrokerUnavailable: not installed, or it doesn't come up; the text holds its last words.
        """
        if self._process is not None and self._process.returncode is None:
            return
        await self._settle()
        program = find_mosquitto()
        attempts = 1 if self._port is not None else PORT_ATTEMPTS
        for attempt in range(1, attempts + 1):
            port = self._port or free_port()
            try:
                self._files.write(
                    site=self._site,
                    nodes=self._nodes,
                    host=LOOPBACK,
                    port=port,
                    kiosk_agents=self._kiosk_agents,
                    changes=self._changes,
                    bridge=self._bridge,
                    units=self._units,
                )
            except subprocess.CalledProcessError as error:
                raise BrokerUnavailable(f"mosquitto_passwd failed: {error.stderr.decode(errors='replace')}") from error
            if await self._launch(program):
                self._port = port
                log.info("broker listens on %s:%d", LOOPBACK, port)
                return
            await self._settle()
            if attempt == attempts or not any("in use" in line for line in self._last_lines):
                break
        raise BrokerUnavailable("Mosquitto did not start:\n" + "\n".join(self._last_lines))

    async def stop(self) -> None:
        """End it cleanly (it saves its state), at the latest by a kill."""
        process = self._process
        if process is not None and process.returncode is None:
            process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), STOP_S)
            except TimeoutError:
                process.kill()
        await self._settle()

    async def kill(self) -> None:
        """SIGKILL, as a power cut would: nothing is saved."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
        await self._settle()

    async def wait(self) -> int:
        """Until it ends by itself or by others; its exit code."""
        if self._process is None:
            raise RuntimeError("the broker was never started")
        return await self._process.wait()

    async def _launch(self, program: str) -> bool:
        """True when it listens, False when it has ended instead."""
        self._ready.clear()
        self._last_lines.clear()
        self._process = await asyncio.create_subprocess_exec(
            program,
            "-c",
            str(self._files.configuration),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            # Ctrl-C in the terminal must reach it last, through its supervisor, so that the nodes' farewells get through.
            start_new_session=True,
        )
        self._reading = asyncio.create_task(self._read(self._process), name="broker-log")
        ready = asyncio.create_task(self._ready.wait())
        try:
            await asyncio.wait({ready, self._reading}, timeout=READY_S, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ready.cancel()
            await asyncio.gather(ready, return_exceptions=True)
        if self._ready.is_set():
            return True
        if self._process.returncode is None:
            self._process.kill()
        return False

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None  # noqa: S101 (for the type checker: it was opened as a pipe)
        while raw := await process.stderr.readline():
            line = raw.decode("utf-8", errors="replace").rstrip()
            self._last_lines.append(line)
            if self._on_line is not None:
                self._on_line(line)
            if line.endswith(_READY_MARK):
                self._ready.set()
        await process.wait()

    async def _settle(self) -> None:
        """Wait for the end of the process and of its log."""
        if self._process is not None:
            await self._process.wait()
        if self._reading is not None:
            await self._reading
            self._reading = None
