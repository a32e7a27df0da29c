"""An endless ASGI response read chunk by chunk: httpx's transport waits for the end of a response, which never comes here."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from starlette.types import ASGIApp, Message


class LiveReader:
    """A reader of one stream. `chunks` are what the server has sent and nobody has taken yet."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.chunks: asyncio.Queue[bytes] = asyncio.Queue()
        self.gone = asyncio.Event()
        self.taking = asyncio.Event()
        self.taking.set()
        self._asked = False

    async def receive(self) -> Message:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            return
        await self.taking.wait()
        self.chunks.put_nowait(message.get("body", b""))

    async def take(self) -> bytes:
        """The next chunk."""
        async with asyncio.timeout(5):
            return await self.chunks.get()


@asynccontextmanager
async def reading(
    app: ASGIApp, path: str, query: str = "", headers: Mapping[str, str] | None = None
) -> AsyncIterator[LiveReader]:
    """Open a stream; at the end the reader leaves and the application's task is awaited."""
    reader = LiveReader()
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "scheme": "http",
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()],
        "client": ("127.0.0.1", 1),
        "server": ("hall", 80),
    }
    serving = asyncio.create_task(app(scope, reader.receive, reader.send))  # type: ignore[arg-type]
    try:
        yield reader
    finally:
        reader.gone.set()
        reader.taking.set()
        async with asyncio.timeout(5):
            await serving
