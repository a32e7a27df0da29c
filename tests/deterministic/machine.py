"""A process that can be started, killed at any write and started again, with its disk and its clock."""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar

from tests.deterministic.bus import SimulatedBus
from tests.deterministic.disk import Disk
from tests.deterministic.party import Life
from tests.deterministic.town import SITE, Town


class Machine(ABC):
    """Base of controller, kiosk and agent."""

    busy_writes: ClassVar[int]
    """Write points of a few things it does: a kill comes within so many."""

    def __init__(self, town: Town, name: str) -> None:
        self.town = town
        self.name = name
        self.disk = Disk(town.folder / name, self._killed_by_disk)
        self.chance = town.stream(name)
        self.new_id = town.ids(name, name)
        self.life: Life | None = None
        self.bus: SimulatedBus | None = None
        self.kills = 0
        self.on_kill: Callable[[], None] = lambda: None

    @property
    def alive(self) -> bool:
        return self.life is not None and self.life.alive

    def start(self) -> None:
        """A new life on what the last one left."""
        assert not self.alive
        self.town.trace.note(self.name, "starts")
        life = self.life = Life(self.name, self.town.loop)
        self.disk.begin(life)
        life.spawn(self._guarded(life))

    def kill(self, why: str) -> None:
        if self.life is None or not self.life.alive:
            return
        self.kills += 1
        self.town.trace.note(self.name, f"killed {why}")
        self.life.kill()
        self.town.broker.drop(self.name)
        self.disk.leave()
        self.after_kill()
        self.on_kill()

    @abstractmethod
    def after_kill(self) -> None:
        """Forget what was the process's."""

    def make_bus(self, life: Life) -> SimulatedBus:
        self.bus = SimulatedBus(
            self.town.broker,
            life,
            self.town.loop,
            SITE,
            self.name,
            clock=lambda: self.town.wall_ms(self.name),
            new_id=self.new_id,
            jitter=self.chance.random,
            on_failure=self.town.failed,
        )
        return self.bus

    async def _guarded(self, life: Life) -> None:
        try:
            await self.run(life)
        except sqlite3.OperationalError as error:
            # It couldn't open its files; whoever started it starts it again.
            if not self.disk.full:
                self.town.failed(f"{self.name} ended", error)
            self.kill("by its own hand")
        except Exception as error:
            self.town.failed(f"{self.name} ended", error)
            self.kill("by its own hand")

    @abstractmethod
    async def run(self, life: Life) -> None:
        """One life, to its end."""

    def _killed_by_disk(self, statement: str) -> None:
        self.kill(f"at {statement.split(None, 3)[:3]}")
