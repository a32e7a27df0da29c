"""HTTP in threads of its own, for exchanges that hold somebody's data.

The event loop (uvloop) reads every connection into one buffer that it keeps; what was read last would stay in it. A read in
a thread makes a buffer of its own, which is overwritten when it is freed.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import httpx

THREADS = 8
"""Exchanges at once with one platform; more wait for their turn."""
IDENTITY = "identity"
"""Answers come unpacked: a small one can't unfold into a large one here."""


class ThreadedTransport(httpx.AsyncBaseTransport):
    """Args: longest_bytes: more of an answer isn't read."""

    def __init__(self, transport: httpx.BaseTransport, *, longest_bytes: int) -> None:
        self._transport = transport
        self._longest_bytes = longest_bytes
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="platform")

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The whole answer.

        Raises:
            httpx.TransportError: as the transport does.
            httpx.DecodingError: it came packed, or is longer than `longest_bytes`.
        """
        content = await request.aread()
        asked = httpx.Request(
            request.method,
            request.url,
            headers={**request.headers, "accept-encoding": IDENTITY},
            content=content,
            extensions=request.extensions,
        )
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._exchange, asked)

    async def aclose(self) -> None:
        """Ends what runs: its connections are closed under it."""
        await asyncio.to_thread(self._transport.close)
        await asyncio.to_thread(self._threads.shutdown, cancel_futures=True)

    def _exchange(self, request: httpx.Request) -> httpx.Response:
        response = self._transport.handle_request(request)
        try:
            if response.headers.get("content-encoding", IDENTITY) != IDENTITY:
                raise httpx.DecodingError("it came packed", request=request)
            content = bytearray()
            for piece in response.iter_raw():
                content += piece
                if len(content) > self._longest_bytes:
                    raise httpx.DecodingError("too long", request=request)
            return httpx.Response(response.status_code, headers=response.headers, content=bytes(content))
        finally:
            response.close()
