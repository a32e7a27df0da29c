"""Tasks that run as long as the controller: one that breaks is logged, counted and started again, and the others go on."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from api.messages.views import PartHealth

PAUSE_S = 1.0
"""Before a broken task is started again."""


class Background:
    """Owns the tasks."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []
        self._broken: dict[str, int] = {}
        self._log = structlog.get_logger("hall_controller")

    def start(self, name: str, run: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._tasks.append(asyncio.create_task(self._keep(name, run), name=name))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    def health(self) -> PartHealth:
        """The part `software` of /healthz: an error of ours stays visible until someone has looked and restarted."""
        detail = ", ".join(f"{name} broke {count} times" for name, count in self._broken.items())
        return PartHealth(name="software", well=not self._broken, detail=detail)

    async def _keep(self, name: str, run: Callable[[], Coroutine[Any, Any, None]]) -> None:
        while True:
            try:
                await run()
                return
            except Exception:
                self._broken[name] = self._broken.get(name, 0) + 1
                self._log.exception("task.broken", task=name)
            await asyncio.sleep(PAUSE_S)
