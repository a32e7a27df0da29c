"""A real controller process for tests: its own folder, free ports, a small hall; and clients that are signed in.

async with running_broker(tmp_path / "broker", NODES, SITE) as broker:
    process = ControllerProcess(tmp_path / "ctl", broker.port, broker.password_file("ctl"))
    await process.start()
    async with process.client("clerk") as clerk:
        completion = await clerk.command("next", window=1)
    await process.stop()
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from api.ids import new_id
from api.messages.views import Health
from hall_controller.demo_accounts import DEMO_PASSWORD
from tests.support.hall_config import SMALL_HALL
from tingtang.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
START_S = 60.0
STOP_S = 60.0


class Person:
    """A signed-in client of the HTTP interface."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def command(self, name: str, *, command_id: str | None = None, **body: Any) -> dict[str, Any]:
        """The completion, or the problem document when it was refused."""
        headers = {"Idempotency-Key": command_id or new_id()}
        answer = await self.http.post(f"/api/v1/commands/{name}", json=body, headers=headers)
        return dict(answer.json())

    async def until(self, path: str, condition: Callable[[Any], bool], timeout_s: float = STOP_S) -> Any:
        """The first view that fits.

        Raises:
            AssertionError: none did in time; the text holds the last one.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        while not condition(view := await self.get(path)):
            assert loop.time() < deadline, f"not within {timeout_s} s: {view}"
            await asyncio.sleep(0.02)
        return view

    async def get(self, path: str) -> Any:
        answer = await self.http.get(path)
        answer.raise_for_status()
        return answer.json()


class ControllerProcess:
    """`python -m hall_controller` on its own ports. Started again after an end or a kill it continues on the same data."""

    def __init__(self, folder: Path, broker_port: int, password_file: Path, *, hall: str = SMALL_HALL, demo: bool = True) -> None:
        self.folder = folder
        self.data_dir = folder / "data"
        self.http_port = free_port()
        self.config = folder / "controller.toml"
        self._process: asyncio.subprocess.Process | None = None
        self._log_file = folder / "controller.log"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "hall.toml").write_text(hall, encoding="utf-8")
        self.config.write_text(
            f"""
site_file = "hall.toml"
data_dir = "data"
demo = {str(demo).lower()}
[http]
port = {self.http_port}
[broker]
port = {broker_port}
password_file = "{password_file}"
[log]
format = "json"
level = "info"
""",
            encoding="utf-8",
        )

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.http_port}"

    @property
    def log(self) -> str:
        """What it has said so far, over all its runs."""
        return self._log_file.read_text(encoding="utf-8") if self._log_file.exists() else ""

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def start(self, **environment: str) -> None:
        """Returns when it serves.

        Raises:
            AssertionError: it ended, or didn't serve in time; the text holds its log.
        """
        await self.launch(**environment)
        try:
            async with asyncio.timeout(START_S), httpx.AsyncClient(base_url=self.base_url, trust_env=False) as http:
                while not await _serves(http):
                    assert self.running, f"the controller ended:\n{self.log}"
                    await asyncio.sleep(0.02)
        except BaseException:
            # Whoever asked has nothing to stop it with yet.
            await self.kill()
            raise

    async def launch(self, **environment: str) -> None:
        """Start it and return at once."""
        with self._log_file.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "hall_controller",
                "--config",
                str(self.config),
                cwd=ROOT,
                env={**os.environ, **environment},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    async def wait(self, timeout_s: float = STOP_S) -> int:
        """Its exit code, once it has ended."""
        assert self._process is not None
        return await asyncio.wait_for(self._process.wait(), timeout_s)

    async def stop(self) -> int:
        """SIGTERM, as systemd does; the exit code."""
        if self.running and self._process is not None:
            self._process.send_signal(signal.SIGTERM)
        try:
            return await self.wait()
        except TimeoutError:
            await self.kill()
            raise

    def freeze(self) -> None:
        """SIGSTOP: it holds its connections and says nothing."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def look_at_its_file(self) -> None:
        """SIGHUP, as `systemctl reload` does."""
        self._signal(signal.SIGHUP)

    def _signal(self, number: signal.Signals) -> None:
        if self.running and self._process is not None:
            self._process.send_signal(number)

    async def kill(self) -> None:
        """SIGKILL, as a power cut does."""
        if self.running and self._process is not None:
            self._process.kill()
            await self._process.wait()

    @asynccontextmanager
    async def client(self, account: str | None = None) -> AsyncIterator[Person]:
        """A client signed in as one of the demo's accounts (`clerk`, `manager`, `technician`, `device`), or as nobody."""
        async with httpx.AsyncClient(base_url=self.base_url, timeout=20.0, trust_env=False) as http:
            if account is not None:
                answer = await http.post("/api/v1/session", json={"name": account, "password": DEMO_PASSWORD})
                answer.raise_for_status()
                http.cookies.clear()
                http.headers["Authorization"] = f"Bearer {answer.json()['token']}"
            yield Person(http)

    async def until_health(self, condition: Callable[[Health], bool], timeout_s: float = START_S) -> Health:
        """The first report that fits.

        Raises:
            AssertionError: none did in time; the text holds the last one.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        while not condition(health := await self.health()):
            assert loop.time() < deadline, f"not within {timeout_s} s: {health}"
            await asyncio.sleep(0.05)
        return health

    async def health(self) -> Health:
        async with httpx.AsyncClient(base_url=self.base_url, timeout=20.0, trust_env=False) as http:
            return Health.model_validate((await http.get("/healthz")).json())


async def _serves(http: httpx.AsyncClient) -> bool:
    try:
        return (await http.get("/healthz")).status_code in (httpx.codes.OK, httpx.codes.SERVICE_UNAVAILABLE)
    except httpx.TransportError:
        return False
