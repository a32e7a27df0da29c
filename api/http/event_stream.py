"""An endless response of server-sent event frames that ends with its reader."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

STALL_S = 10.0
"""A reader whose connection takes nothing for this long is let go; it comes back with `Last-Event-ID`."""


def _nothing() -> None:
    """For streams that nobody watches."""


def _anyone() -> bool:
    """For streams that need no session."""
    return True


class EventStream(Response):
    """Sends frames until the reader leaves, stalls, or the frames end. `opened` and `closed` frame the connection's life.

    `allowed` is asked before each frame, so at least with every heartbeat: a stream ends with the session it was opened in.
    """

    media_type = "text/event-stream"

    def __init__(
        self,
        frames: AsyncIterator[bytes],
        *,
        opened: Callable[[], None] = _nothing,
        closed: Callable[[], None] = _nothing,
        allowed: Callable[[], bool] = _anyone,
        stall_s: float = STALL_S,
    ) -> None:
        self._frames = frames
        self._opened = opened
        self._closed = closed
        self._allowed = allowed
        self._stall_s = stall_s
        self.status_code = 200
        self.background = None
        # Proxies must neither keep nor collect frames (X-Accel-Buffering is nginx's switch for that).
        self.init_headers({"Cache-Control": "no-store", "X-Accel-Buffering": "no"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 (ASGI's signature)
        self._opened()
        sending = asyncio.ensure_future(self._send_frames(send))
        leaving = asyncio.ensure_future(_until_disconnected(receive))
        try:
            await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, leaving):
                task.cancel()
            outcomes = await asyncio.gather(sending, leaving, return_exceptions=True)
            close = getattr(self._frames, "aclose", None)
            if close is not None:
                await close()
            self._closed()
        for outcome in outcomes:
            if isinstance(outcome, Exception) and not isinstance(outcome, OSError):
                raise outcome

    async def _send_frames(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        with contextlib.suppress(TimeoutError):
            async for frame in self._frames:
                if not self._allowed():
                    break
                async with asyncio.timeout(self._stall_s):
                    await send({"type": "http.response.body", "body": frame, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _until_disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
