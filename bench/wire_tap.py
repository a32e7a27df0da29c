"""Stands between an agent and a board, passes everything on and notes when a picture's first byte went over the wire."""

import asyncio
import contextlib
import time

SHOW_COMMAND = b"\xa3\x06"
"""Onbon BX-5K/6K: the dynamic area's command group and number."""


class WireTap:
    """A TCP relay from `port` to `target_port`, both on loopback."""

    def __init__(self, target_port: int) -> None:
        self._target_port = target_port
        self._server: asyncio.Server | None = None
        self._relays: set[asyncio.Task[None]] = set()
        self.port = 0
        self.shown_at: list[float] = []
        """`time.perf_counter()` at each show command."""

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        for relay in self._relays:
            relay.cancel()
        await asyncio.gather(*self._relays, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._target_port)
        for source, sink, watch in ((reader, back, True), (there, writer, False)):
            relay = asyncio.create_task(self._relay(source, sink, watch))
            self._relays.add(relay)
            relay.add_done_callback(self._relays.discard)

    async def _relay(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, watch: bool) -> None:
        try:
            while data := await source.read(65_536):
                if watch and SHOW_COMMAND in data:
                    self.shown_at.append(time.perf_counter())
                sink.write(data)
        finally:
            with contextlib.suppress(ConnectionError, OSError):
                sink.close()
