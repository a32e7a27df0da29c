"""Whether the agent is truly well: every worker's thread ticks, and none of the agent's own tasks has ended."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Protocol


class Ticking(Protocol):
    """A worker, as far as the watchdog looks."""

    @property
    def alive(self) -> bool: ...


def hanging(workers: Mapping[str, Ticking]) -> list[str]:
    """Devices whose thread hangs or has ended."""
    # A list: a new configuration may change the devices meanwhile.
    return sorted(name for name, worker in list(workers.items()) if not worker.alive)


def ended(tasks: Iterable[asyncio.Task[None]]) -> list[str]:
    """Names of tasks that broke: the agent would go on without what they do, and nobody would notice."""
    return sorted(task.get_name() for task in tasks if task.done() and not task.cancelled() and task.exception() is not None)
