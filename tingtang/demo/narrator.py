"""Tells at the terminal what happens in the hall: who is called where, and how many wait."""

import asyncio
import contextlib
from collections.abc import Callable

from tingtang.demo.feed import HallFeed


class Narrator:
    """Follows the public stream. `say` takes further news, such as what simulated people do."""

    def __init__(self, feed: HallFeed, write: Callable[[str], None]) -> None:
        self._feed = feed
        self.say = write
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        await self._feed.start()
        self._task = asyncio.create_task(self._narrate(), name="narrator")

    async def stop(self) -> None:
        if self._task is None:
            return
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        await self._feed.stop()

    async def _narrate(self) -> None:
        await self._feed.until(lambda feed: feed.board is not None, float("inf"))
        told = len(self._feed.calls)
        while True:
            await self._feed.until(lambda feed, told=told: len(feed.calls) > told, float("inf"))  # type: ignore[misc]
            for call in self._feed.calls[told:]:
                waiting = sum(queue.waiting for queue in self._feed.board.queues) if self._feed.board else 0
                again = " again" if call.times > 1 else ""
                self.say(f"{call.number} called{again} to window {call.window}; {waiting} waiting")
            told = len(self._feed.calls)
