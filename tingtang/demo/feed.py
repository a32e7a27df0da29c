"""Watches the hall as anyone may: the public live stream, kept as the latest board and a list of calls."""

import asyncio
import contextlib
from collections.abc import Callable

import httpx

from api.messages.views import CallView, HallBoard, WindowView

RECONNECT_S = 0.5
"""Pause before a lost stream is opened again."""


class HallFeed:
    """Follows `/api/v1/live/public`; `until` waits for a condition on what is known."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._changed = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None
        self.board: HallBoard | None = None
        self.calls: list[CallView] = []

    async def start(self) -> None:
        self._task = asyncio.create_task(self._follow(), name="hall feed")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def window(self, number: int) -> WindowView | None:
        """A window as the board last showed it."""
        board = self.board
        return None if board is None else next((window for window in board.windows if window.number == number), None)

    def times_called(self, ticket_number: str) -> int:
        """Calls of a ticket that were seen, recalls included."""
        return sum(call.number == ticket_number for call in self.calls)

    def at_rest(self) -> bool:
        """Nobody waits for a queue and no window has a ticket, as of the last call."""
        board = self.board
        if board is None or any(call.seq > board.seq for call in self.calls):
            return False
        return all(window.ticket is None for window in board.windows) and not any(queue.waiting for queue in board.queues)

    async def until(self, condition: Callable[["HallFeed"], bool], timeout_s: float) -> None:
        """Wait until `condition(self)` holds.

        Raises:
            TimeoutError: it didn't within `timeout_s`.
        """
        async with self._changed:
            await asyncio.wait_for(self._changed.wait_for(lambda: condition(self)), timeout_s)

    async def _follow(self) -> None:
        last_id: str | None = None
        async with httpx.AsyncClient(base_url=self._base_url, timeout=httpx.Timeout(5.0, read=10.0)) as client:
            while True:
                headers = {} if last_id is None else {"Last-Event-ID": last_id}
                try:
                    async with client.stream("GET", "/api/v1/live/public", headers=headers) as response:
                        response.raise_for_status()
                        last_id = await self._read(response, last_id)
                except httpx.HTTPError:
                    await asyncio.sleep(RECONNECT_S)

    async def _read(self, response: httpx.Response, last_id: str | None) -> str | None:
        kind, data = "message", ""
        async for line in response.aiter_lines():
            if line.startswith("event:"):
                kind = line[6:].strip()
            elif line.startswith("data:"):
                data += line[5:].strip()
            elif line.startswith("id:"):
                last_id = line[3:].strip()
            elif not line and data:
                await self._take(kind, data)
                kind, data = "message", ""
        return last_id

    async def _take(self, kind: str, data: str) -> None:
        async with self._changed:
            if kind == "board":
                self.board = HallBoard.model_validate_json(data)
            elif kind == "call":
                call = CallView.model_validate_json(data)
                if all(known.seq != call.seq for known in self.calls):
                    self.calls.append(call)
            self._changed.notify_all()
