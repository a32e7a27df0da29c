"""A kiosk as a process of its own, headless or with its window offscreen, and a citizen's hands on it."""

import asyncio
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

import httpx

from kiosk.theme.fonts import extract_fonts
from tests.support.hall_config import SITE
from tingtang.ports import free_port

WAIT_S = 60.0
"""Longest wait for a condition; machines are shared."""
AGENT = "kiosk-01-agent"
PRINTER = "receipt-1"

KIOSK_TOML = """
[kiosk]
site = "{site}"
node = "{node}"
data_dir = "{data}"
printer = "{agent}/receipt-1"
fonts = "{fonts}"
large_tickets = {large_tickets}
demo_port = {port}

[log]
format = "console"

[broker]
port = {broker_port}
password_file = "{password_file}"

[display]
fullscreen = false
width = {width}
height = {height}
"""


def test_fonts() -> Path:
    """The extracted fonts, once per machine: they are the same for every test."""
    fonts = Path(tempfile.gettempdir()) / "tingtang-test-fonts"
    extract_fonts(fonts)
    return fonts


test_fonts.__test__ = False  # type: ignore[attr-defined]


class KioskProcess:
    """Its data folder outlives it: start it again after a kill."""

    def __init__(
        self,
        folder: Path,
        broker_port: int,
        password_file: Path,
        *,
        node: str = "kiosk-01",
        headless: bool = True,
        size: tuple[int, int] = (1080, 1920),
        large_tickets: bool = False,
        more: str = "",
    ) -> None:
        """`more`: further sections of its file."""
        self.folder = folder
        self.headless = headless
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.config = folder / "kiosk.toml"
        self.config.write_text(
            KIOSK_TOML.format(
                site=SITE,
                node=node,
                large_tickets=str(large_tickets).lower(),
                data=folder / "data",
                agent=f"{node}-agent",
                fonts=test_fonts(),
                port=self.port,
                broker_port=broker_port,
                password_file=password_file,
                width=size[0],
                height=size[1],
            )
            + more,
            "utf-8",
        )
        self._process: asyncio.subprocess.Process | None = None
        self._client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=WAIT_S)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8")

    async def start(self) -> None:
        arguments = ["-m", "kiosk", "--config", str(self.config)]
        environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
        with (self.folder / "log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *(arguments if not self.headless else [*arguments, "--headless"]),
                stdout=log,
                stderr=log,
                env=environment,
            )
        await self.until(lambda _: True, "answers")

    async def stop(self) -> int:
        """End it by SIGTERM; its exit code."""
        await self._client.aclose()
        if self._process is None or self._process.returncode is not None:
            return 0
        self._process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self._process.wait(), WAIT_S)

    async def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    async def state(self) -> dict[str, Any]:
        answer = await self._client.get("/state")
        return dict(answer.raise_for_status().json())

    async def targets(self) -> dict[str, dict[str, Any]]:
        answer = await self._client.get("/targets")
        return {target["name"]: target for target in answer.raise_for_status().json()["targets"]}

    async def picture(self) -> bytes:
        answer = await self._client.get("/picture.png")
        return answer.raise_for_status().content

    async def touch(self, name: str) -> None:
        """Wait until the button is there and may be touched, then touch its middle."""
        async with asyncio.timeout(WAIT_S):
            while True:
                target = (await self.targets()).get(name)
                if target and target["enabled"]:
                    break
                await asyncio.sleep(0.02)
        (await self._client.post("/touch", json={"x": target["x"], "y": target["y"]})).raise_for_status()

    async def touch_department(self, text: str) -> None:
        async with asyncio.timeout(WAIT_S):
            while True:
                for name, target in (await self.targets()).items():
                    if target["text"] == text and target["enabled"]:
                        await self.touch(name)
                        return
                await asyncio.sleep(0.02)

    async def until(self, condition: Any, what: str, within_s: float = WAIT_S) -> dict[str, Any]:
        """Wait for a state of the kiosk.

        Raises:
            AssertionError: it didn't come in time, or the process ended.
        """
        assert self._process is not None
        state: dict[str, Any] = {}
        deadline = asyncio.get_running_loop().time() + within_s
        while asyncio.get_running_loop().time() < deadline:
            assert self._process.returncode is None, f"the kiosk ended before: {what}\n{self.log[-3000:]}"
            try:
                state = await self.state()
            except httpx.TransportError:
                await asyncio.sleep(0.02)
                continue
            if condition(state):
                return state
            await asyncio.sleep(0.02)
        raise AssertionError(f"not within {within_s} s: {what}; the kiosk is at {state}\n{self.log[-3000:]}")

    async def until_screen(self, screen: str) -> dict[str, Any]:
        return await self.until(lambda state: state["screen"] == screen, screen)

    async def choose(self, department: str = "公安", service: str = "id-card") -> None:
        """From home to a service's touch."""
        await self.touch("home.take-ticket")
        await self.touch_department(department)
        await self.touch(f"service.{service}")
