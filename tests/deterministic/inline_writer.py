"""The hall's writer without its thread: batches are carried out on the simulated loop, some milliseconds after they gathered."""

import asyncio
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from api.ports import Submission
from hall_controller.clock import HallClock
from hall_controller.config import HallConfig
from hall_controller.domain.hall import Hall
from hall_controller.domain.rules import Rules
from hall_controller.store.hall_store import Answers, Committed, HallStore
from hall_controller.store.transaction import Item, Note, Settlement
from tests.deterministic.disk import Disk
from tests.deterministic.party import Life

GATHERING_S = (0.0, 0.01)


class InlineWriter:
    """Implements `hall_controller.service.Writer`."""

    def __init__(
        self,
        path: Path,
        config: HallConfig,
        clock: HallClock,
        new_id: Callable[[], str],
        on_batch: Callable[[Committed | None, Answers], None],
        *,
        loop: asyncio.AbstractEventLoop,
        life: Life,
        disk: Disk,
        chance: random.Random,
    ) -> None:
        self._store = HallStore(path, Rules(config), clock, new_id, on_batch, chance.random, connect=disk.connect)
        self._loop = loop
        self._life = life
        self._chance = chance
        self._waiting: list[Item] = []
        self._gathering = False
        self._timer: asyncio.TimerHandle | None = None

    @property
    def failing(self) -> bool:
        return self._store.failing

    def open(self) -> Hall:
        return self._store.open()

    def begin(self) -> None:
        self._sleep()

    def submit(self, submission: Submission, token: Any) -> None:
        self._add(Item(submission, token))

    def settle(self, settlement: Settlement, token: Any) -> None:
        self._add(Item(settlement, token))

    def note(self, note: Note, token: Any) -> None:
        self._add(Item(note, token))

    def wake(self) -> None:
        self._gather()

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._process()
        if self._timer is not None:
            self._timer.cancel()
        self._store.close()

    def _add(self, item: Item) -> None:
        self._life.require_alive()
        self._waiting.append(item)
        self._gather()

    def _gather(self) -> None:
        if not self._gathering:
            self._gathering = True
            self._loop.call_later(self._chance.uniform(*GATHERING_S), lambda: self._life.call(self._process))

    def _process(self) -> None:
        self._gathering = False
        items, self._waiting = self._waiting, []
        self._store.process(items)
        self._store.prune()
        self._sleep()

    def _sleep(self) -> None:
        """Until the next timer of the hall."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_later(max(0.001, self._store.wait_s()), lambda: self._life.call(self._process))
