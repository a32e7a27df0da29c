"""The controller as a process: runs until SIGTERM; at SIGHUP it looks at the hall's file and begins anew with it, if it may.

Beginning anew is a whole end and a whole start in the same process, some two seconds: answers that were given stand, what wasn't
answered is sent again by whoever asked. So every part works by the same file, or by the one before.
"""

import asyncio
import signal
from collections.abc import Mapping
from pathlib import Path

import structlog

from api.messages.views import PartHealth
from api.process.sd_notify import notify
from api.process.settings_file import ConfigurationError
from hall_controller.config import HallConfig, load_hall_config
from hall_controller.controller import Controller
from hall_controller.reloading import refusal
from hall_controller.settings import ControllerSettings, load_settings


class HallFile:
    """What runs, and what stands in the files.

    Args:
        path: the controller's settings file, of which `settings` are.
    """

    def __init__(self, path: Path, settings: ControllerSettings, running: HallConfig) -> None:
        self._path = path
        self._settings = settings
        self.running = running
        self._problem = ""
        self._log = structlog.get_logger("hall_controller")

    def look(self) -> bool:
        """Read the files again; True when `running` is another hall file now. What can't be taken over stays as it is, and
        /healthz says why."""
        try:
            settings, wanted = load_settings(self._path), load_hall_config(self._settings.site_file)
        except ConfigurationError as error:
            self._problem = str(error)
        else:
            self._problem = refusal(self.running, wanted)
            if not self._problem and settings != self._settings:
                self._problem = f"{self._path}: needs a restart"
            if not self._problem and wanted != self.running:
                self.running = wanted
                self._log.info("configuration.taken")
                return True
        if self._problem:
            self._log.error("configuration.notTaken", problem=self._problem)
        else:
            self._log.info("configuration.same")
        return False

    def health(self) -> PartHealth:
        """The part `configuration` of /healthz."""
        return PartHealth(name="configuration", well=not self._problem, detail=self._problem)


async def serve(file: HallFile, settings: ControllerSettings, environment: Mapping[str, str], pid: int) -> None:
    """
    Raises:
        Exception: what `Controller.run` raises.
    """
    stop, look = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, look.set)
    while not stop.is_set():
        end = asyncio.Event()
        controller = Controller(settings, file.running, environment, pid, file.health)
        running = asyncio.create_task(controller.run(end), name="controller")
        signals = asyncio.create_task(_until_it_ends(file, stop, look), name="signals")
        try:
            await asyncio.wait((running, signals), return_when=asyncio.FIRST_COMPLETED)
            if signals.done():
                notify(environment, "STOPPING=1" if stop.is_set() else "RELOADING=1")
        finally:
            end.set()
            signals.cancel()
            await asyncio.gather(signals, return_exceptions=True)
        await running


async def _until_it_ends(file: HallFile, stop: asyncio.Event, look: asyncio.Event) -> None:
    """Until the process is to end, or another hall file is to be run."""
    stopping = asyncio.create_task(stop.wait())
    try:
        while not stop.is_set():
            looking = asyncio.create_task(look.wait())
            try:
                await asyncio.wait((stopping, looking), return_when=asyncio.FIRST_COMPLETED)
            finally:
                looking.cancel()
            if look.is_set():
                look.clear()
                if file.look():
                    return
    finally:
        stopping.cancel()
