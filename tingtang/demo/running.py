"""A whole hall on this machine: broker, emulated devices, controller, agents, kiosk, each a process of its own."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx

from api.messages.views import Health
from api.process.forgetting import OVERWRITES_FREED
from tingtang.broker import find_mosquitto
from tingtang.demo.person import KIOSK_URL
from tingtang.demo.site import ITEMS, DemoSite
from tingtang.demo.wiring import LOOPBACK
from tingtang.supervisor import NotReady, Program, Supervisor

ASK_AGAIN_S = 0.1
"""How often a starting part is asked whether it serves."""
WELL_TIMEOUT_S = 90.0
"""A county's 350 devices have all answered by then on a small machine."""


class DemoHall:
    """Starts and ends the processes of a `DemoSite`.

    Args:
        headless: kiosks without a picture, which start sooner; for tests that kill them often.
    """

    def __init__(
        self,
        site: DemoSite,
        supervisor: Supervisor,
        *,
        headless: bool = False,
        progress: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`progress` is told the name of each part as it is started."""
        self.site = site
        self._progress = progress
        self._supervisor = supervisor
        self._headless = headless

    async def start(self) -> None:
        """Write the files and start everything; returns when each part serves.

        Raises:
            BrokerUnavailable: Mosquitto isn't installed.
            NotReady: a part doesn't come up; the text quotes what it said last.
        """
        await asyncio.to_thread(self.site.write)
        await self.start_programs()

    async def start_programs(self) -> None:
        """Start everything from files that are there already.

        Raises:
            BrokerUnavailable, NotReady: as `start`.
        """
        enrolling = await self._enrol()
        try:
            for program in self.programs():
                if enrolling is not None and program.name in {kiosk.node for kiosk in self.site.kiosks}:
                    # Before the first kiosk opens its register.
                    await enrolling.wait()
                self._progress(program.name)
                await self._supervisor.start(program)
        finally:
            if enrolling is not None and enrolling.returncode is None:
                enrolling.kill()
                await enrolling.wait()

    async def stop(self) -> None:
        await self._supervisor.stop()

    async def until_well(self, timeout_s: float = WELL_TIMEOUT_S) -> Health:
        """Wait until `/healthz` says that every part is well.

        Raises:
            NotReady: some part isn't after `timeout_s`; the text names each.
        """
        health: Health | None = None
        async with httpx.AsyncClient(timeout=5.0) as client:
            try:
                async with asyncio.timeout(timeout_s):
                    while health is None or not health.well:
                        try:
                            health = Health.model_validate_json((await client.get(f"{self.site.base_url}/healthz")).content)
                        except httpx.HTTPError:
                            health = None
                        await asyncio.sleep(ASK_AGAIN_S)
            except TimeoutError as error:
                parts = [] if health is None else [f"{part.name}: {part.detail}" for part in health.parts if not part.well]
                raise NotReady("not well yet:\n    " + "\n    ".join(parts[:20] or ["/healthz doesn't answer"])) from error
        return health

    async def _enrol(self) -> asyncio.subprocess.Process | None:
        """The invented person into the registers, while the other parts start; None where no kiosk has one."""
        files = [self.site.file(kiosk.node) for kiosk in self.site.kiosks if self.site.identifies(kiosk)]
        if not files:
            return None
        self._progress("register")
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tingtang.demo.enrolment", *map(str, files), env=self._environment()
        )

    def _terminal_broker(self, environment: dict[str, str]) -> list[Program]:
        site = self.site
        command = (find_mosquitto(), "-c", str(site.terminal_broker.configuration))
        return [Program(f"{kiosk}-broker", command, environment, _listens(site.terminal_port)) for kiosk in site.bridged[:1]]

    @staticmethod
    def _environment() -> dict[str, str]:
        return {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(Path(__file__).parents[2])}

    def programs(self) -> list[Program]:
        """Every process, in the order in which they are started."""
        site = self.site
        python = sys.executable
        environment = self._environment()
        # Our own processes see to it themselves.
        forgetful = {**environment, **OVERWRITES_FREED}

        def module(name: str, *arguments: str) -> tuple[str, ...]:
            return (python, "-m", name, *arguments)

        def configured(name: str, file: str) -> tuple[str, ...]:
            return module(name, "--config", str(site.file(file)))

        programs = [
            Program("broker", (find_mosquitto(), "-c", str(site.broker.configuration)), forgetful, _listens(site.broker_port)),
            *self._terminal_broker(forgetful),
            Program(
                "devices", module("drivers.emulators", str(site.file("emulators"))), environment, _answers(site.emulators_url)
            ),
            Program(
                "department",
                module(
                    "tingtang",
                    "reference",
                    "department",
                    "--folder",
                    str(site.department_folder),
                    "--port",
                    str(site.department_port),
                    "--items",
                    str(ITEMS),
                ),
                environment,
                _listens(site.department_port),
            ),
            Program("controller", configured("hall_controller", "controller"), environment, _answers(f"{site.base_url}/healthz")),
            *(Program(agent, configured("drivers.agent", agent), environment) for agent in site.agents),
        ]
        options = ("--headless",) if self._headless else ()
        programs += [
            Program(
                kiosk.node,
                (*configured("kiosk", kiosk.node), *options),
                {**environment, KIOSK_URL: kiosk.url},
                _answers(f"{kiosk.url}/state"),
            )
            for kiosk in site.kiosks
        ]
        if site.citizen_url:
            programs.append(Program("citizen", module("tingtang.demo.citizen_page", str(site.citizen_file)), environment))
        return programs


def _listens(port: int) -> Callable[[], Awaitable[None]]:
    async def wait() -> None:
        while True:
            try:
                _, writer = await asyncio.open_connection(LOOPBACK, port)
            except OSError:
                await asyncio.sleep(ASK_AGAIN_S)
                continue
            writer.close()
            await writer.wait_closed()
            return

    return wait


def _answers(url: str) -> Callable[[], Awaitable[None]]:
    """Any answer will do: a part that isn't well yet serves all the same."""

    async def wait() -> None:
        async with httpx.AsyncClient(timeout=2.0) as client:
            while True:
                try:
                    await client.get(url)
                except httpx.HTTPError:
                    await asyncio.sleep(ASK_AGAIN_S)
                else:
                    return

    return wait
