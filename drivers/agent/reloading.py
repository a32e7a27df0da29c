"""Takes over a changed configuration file while devices that it doesn't change keep their connections and their work."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import structlog

from api.process.settings_file import ConfigurationError
from drivers.agent.fleet import Fleet, Leaving
from drivers.agent.node_report import BAD_FILE, RESTART_NEEDED, NodeReport
from drivers.agent.settings import load_settings
from drivers.core.worker import CLOSE_S


class Reloader:
    """Args:
    path: the configuration file.
    forget: clears what a removed device has told the bus.
    """

    def __init__(self, path: Path, fleet: Fleet, report: NodeReport, forget: Callable[[str], None]) -> None:
        self._path = path
        self._fleet = fleet
        self._report = report
        self._forget = forget
        self._log = structlog.get_logger("drivers.agent")

    async def reload(self) -> None:
        """Read the file, check it whole, then change only what differs. A file that can't be used changes nothing."""
        try:
            prepared = self._fleet.prepare(load_settings(self._path))
        except ConfigurationError as error:
            self._log.error("configuration not usable, the one before stays", problems=str(error))
            self._report.set_fault(BAD_FILE, present=True)
            return
        self._report.set_fault(BAD_FILE, present=False)
        changes = prepared.changes
        if changes.needs_restart:
            self._log.warning("configuration needs a restart", tables=list(changes.needs_restart))
        self._report.set_fault(RESTART_NEEDED, present=bool(changes.needs_restart))
        if not changes:
            return
        await close_all(self._fleet.release(prepared))
        for device in sorted(changes.removed):
            self._forget(device)
        for worker in self._fleet.take_over(prepared):
            worker.start()
        self._report.drives(len(self._fleet.workers))
        self._log.info(
            "configuration changed",
            removed=sorted(changes.removed),
            changed=sorted(changes.ended & changes.made),
            added=sorted(changes.made - changes.ended),
        )


async def close_all(leaving: Leaving) -> None:
    """All workers at once, then their buses: joining a thread may block, so not on the loop that the threads still talk to."""
    if not (leaving.workers or leaving.buses):
        return
    loop = asyncio.get_running_loop()
    most = max(len(leaving.workers), len(leaving.buses))
    with ThreadPoolExecutor(max_workers=most, thread_name_prefix="closing") as pool:
        await asyncio.gather(*(loop.run_in_executor(pool, worker.close, CLOSE_S) for worker in leaving.workers))
        await asyncio.gather(*(loop.run_in_executor(pool, bus.close) for bus in leaving.buses))
