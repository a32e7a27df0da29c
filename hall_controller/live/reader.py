"""One reader of a stream: what waits for it, bounded. Owned by the event loop."""

import asyncio
from collections import deque

CALLS_WAITING_MAX = 512
"""Calls a reader may be behind; more than every window of the largest hall calling twice at once. Then it is let go, comes
back with `Last-Event-ID`, and gets them from the ring."""


class Reader:
    """An async iterator of chunks. State that waits is replaced by newer state; calls are never replaced."""

    def __init__(self) -> None:
        self._calls: deque[bytes] = deque()
        self._state: bytes | None = None
        self._heartbeat: bytes | None = None
        self._closed = False
        self._waiting: asyncio.Future[None] | None = None

    @property
    def closed(self) -> bool:
        return self._closed

    def put_call(self, frame: bytes) -> None:
        if len(self._calls) >= CALLS_WAITING_MAX:
            self.close()
            return
        self._calls.append(frame)
        self._wake()

    def put_state(self, frame: bytes) -> None:
        self._state = frame
        self._wake()

    def put_heartbeat(self, frame: bytes) -> None:
        self._heartbeat = frame
        self._wake()

    def close(self) -> None:
        """The stream ends for this reader; what waits is dropped."""
        self._closed = True
        self._calls.clear()
        self._state = self._heartbeat = None
        self._wake()

    def __aiter__(self) -> "Reader":
        return self

    async def __anext__(self) -> bytes:
        while True:
            if self._closed:
                raise StopAsyncIteration
            chunk = self._take()
            if chunk:
                return chunk
            self._waiting = asyncio.get_running_loop().create_future()
            try:
                await self._waiting
            finally:
                self._waiting = None

    async def aclose(self) -> None:
        """The reader left."""
        self.close()

    def _take(self) -> bytes:
        """Everything that waits: first the calls, in their order, so that no state runs ahead of them."""
        parts = [*self._calls]
        self._calls.clear()
        if self._state is not None:
            parts.append(self._state)
        if not parts and self._heartbeat is not None:
            parts.append(self._heartbeat)
        self._state = self._heartbeat = None
        return b"".join(parts)

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)
