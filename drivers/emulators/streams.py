"""A TCP server on streams that leaves no connection open when it stops.

asyncio's own server (Python 3.11 and 3.12) forgets a connection that arrives while it is being closed, and one whose handler was
cancelled before its first step; both then stay open for ever.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

BACKLOG = 64


class StreamServer:
    """Calls `serve(reader, writer)` for each connection and closes it afterwards.

    Args:
        limit: bytes that a reader holds at most.
        tls: speak TLS with this certificate.
    """

    def __init__(self, serve: Serve, *, limit: int = 65_536, tls: ssl.SSLContext | None = None) -> None:
        self._serve = serve
        self._limit = limit
        self._tls = tls
        self._listener: socket.socket | None = None
        self._connections: set[asyncio.Task[None]] = set()

    @property
    def listening(self) -> bool:
        return self._listener is not None

    def listen(self, host: str, port: int) -> int:
        """Args: port: 0 takes a free one.

        Returns:
            The port.

        Raises:
            OSError: the port is taken.
        """
        listener = socket.create_server((host, port), backlog=BACKLOG)
        listener.setblocking(False)
        self._listener = listener
        asyncio.get_running_loop().add_reader(listener, self._accept)
        return int(listener.getsockname()[1])

    async def stop(self) -> None:
        """No new connection; those that stand are cut."""
        if self._listener is not None:
            asyncio.get_running_loop().remove_reader(self._listener)
            self._listener.close()
            self._listener = None
        connections = list(self._connections)
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
        # Aborted transports close their sockets in the next round of the loop.
        await asyncio.sleep(0)

    def _accept(self) -> None:
        if self._listener is None:
            return
        try:
            peer, _ = self._listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        peer.setblocking(False)
        task = asyncio.get_running_loop().create_task(self._connected(peer))
        self._connections.add(task)
        task.add_done_callback(lambda ended: self._ended(ended, peer))

    def _ended(self, task: asyncio.Task[None], peer: socket.socket) -> None:
        self._connections.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            task.get_loop().call_exception_handler({"message": "a connection's handler failed", "exception": error})
        if task.cancelled():
            # Cancelled before its first step, no transport has the socket; when one has, it is closed already.
            peer.close()

    async def _connected(self, peer: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=self._limit, loop=loop)
        protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
        transport, _ = await loop.connect_accepted_socket(lambda: protocol, peer, ssl=self._tls)
        writer = asyncio.StreamWriter(transport, protocol, reader, loop)
        try:
            await self._serve(reader, writer)
        except asyncio.CancelledError:
            writer.transport.abort()
            raise
        finally:
            writer.close()
