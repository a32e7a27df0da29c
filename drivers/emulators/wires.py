"""What an emulated device's plug looks like: a loopback TCP port or a pseudo-terminal. Bytes in, bytes out, no meaning."""

import asyncio
import contextlib
import os
import socket
import termios
import tty
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

READ_BYTES = 65_536
BAUDS = {
    termios.B4800: 4_800,
    termios.B9600: 9_600,
    termios.B19200: 19_200,
    termios.B38400: 38_400,
    termios.B57600: 57_600,
    termios.B115200: 115_200,
}
MAX_UNREAD_BYTES = 262_144
"""A client that doesn't read loses its connection past this; on a pty the bytes are lost, as on a real serial line."""


class Wire(Protocol):
    """One plug. `on_bytes` and `on_connect` are set by the device before `start`."""

    on_bytes: Callable[[bytes], None]
    on_connect: Callable[[], None]

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def send(self, data: bytes) -> None:
        """To whoever is connected; to nobody when nobody is."""
        ...

    def unplug(self) -> None:
        """The cable is out: connections end, new ones fail."""
        ...

    def plug_in(self) -> None: ...

    def reading(self, *, on: bool) -> None:
        """Off: what the peer sends stays in its buffers."""
        ...

    def address(self) -> dict[str, object]:
        """Where it is, for the state document."""
        ...


def _ignore_bytes(_: bytes) -> None:
    return None


def _ignore() -> None:
    return None


class _Connection(asyncio.Protocol):
    def __init__(self, wire: "TcpWire") -> None:
        self._wire = wire
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 (narrows the type; TCP servers make nothing else)
        self.transport = transport
        self._wire.connected(self)

    def data_received(self, data: bytes) -> None:
        self._wire.on_bytes(data)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self._wire.lost(self)


class TcpWire:
    """A TCP server on the loopback address.

    Args:
        port: 0 takes a free one, which then stays.
        single: takes one client at a time, as cheap network printers do; a second one is turned away.
    """

    def __init__(self, port: int, *, host: str = "127.0.0.1", single: bool = False) -> None:
        self.on_bytes: Callable[[bytes], None] = _ignore_bytes
        self.on_connect: Callable[[], None] = _ignore
        self.port = port
        self._host = host
        self._single = single
        self._listener: socket.socket | None = None
        self._connections: set[_Connection] = set()
        self._arriving: set[asyncio.Task[object]] = set()
        self._reading = True

    async def start(self) -> None:
        self.plug_in()

    async def stop(self) -> None:
        self.unplug()
        await asyncio.gather(*self._arriving, return_exceptions=True)
        # Aborted transports tell their protocols in the next round of the loop.
        await asyncio.sleep(0)

    def send(self, data: bytes) -> None:
        for connection in list(self._connections):
            transport = connection.transport
            if transport is None or transport.is_closing():
                continue
            if transport.get_write_buffer_size() > MAX_UNREAD_BYTES:
                transport.abort()
                continue
            transport.write(data)

    def unplug(self) -> None:
        if self._listener is not None:
            asyncio.get_running_loop().remove_reader(self._listener)
            self._listener.close()
            self._listener = None
        for connection in list(self._connections):
            if connection.transport is not None:
                connection.transport.abort()

    def plug_in(self) -> None:
        if self._listener is not None:
            return
        self._listener = socket.create_server((self._host, self.port), backlog=8)
        self._listener.setblocking(False)
        self.port = int(self._listener.getsockname()[1])
        asyncio.get_running_loop().add_reader(self._listener, self._accept)

    def _accept(self) -> None:
        # asyncio's own server forgets a connection that arrives while it is being closed, and leaves it open for ever.
        if self._listener is None:
            return
        try:
            peer, _ = self._listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        peer.setblocking(False)
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        loop = asyncio.get_running_loop()
        task: asyncio.Task[object] = loop.create_task(loop.connect_accepted_socket(lambda: _Connection(self), peer))
        self._arriving.add(task)
        task.add_done_callback(lambda arrived: self._arrived(arrived, peer))

    def _arrived(self, task: asyncio.Task[object], peer: socket.socket) -> None:
        self._arriving.discard(task)
        if task.cancelled() or task.exception() is not None:
            # A task that is cancelled before its first step has given the socket to no transport.
            peer.close()

    def reading(self, *, on: bool) -> None:
        self._reading = on
        for connection in self._connections:
            self._apply_reading(connection)

    def address(self) -> dict[str, object]:
        return {"tcp": self.port, "clients": len(self._connections)}

    # --- for _Connection ---

    def connected(self, connection: _Connection) -> None:
        # A connection that was on its way in when the cable was pulled goes with it.
        turned_away = self._listener is None or (self._single and self._connections)
        if turned_away and connection.transport is not None:
            connection.transport.abort()
            return
        self._connections.add(connection)
        self._apply_reading(connection)
        self.on_connect()

    def lost(self, connection: _Connection) -> None:
        self._connections.discard(connection)

    def _apply_reading(self, connection: _Connection) -> None:
        transport = connection.transport
        if transport is None or transport.is_closing():
            return
        if self._reading:
            transport.resume_reading()
        else:
            transport.pause_reading()


class PtyWire:
    """A pseudo-terminal; `path` becomes a link to its far end, as udev makes links to serial ports."""

    def __init__(self, path: Path) -> None:
        self.on_bytes: Callable[[bytes], None] = _ignore_bytes
        self.on_connect: Callable[[], None] = _ignore
        self.path = path
        self._master: int | None = None
        self._slave: int | None = None
        self._reading = True

    async def start(self) -> None:
        self.plug_in()

    async def stop(self) -> None:
        self.unplug()

    def send(self, data: bytes) -> None:
        if self._master is not None:
            # Nobody takes the bytes: a serial line loses them.
            with contextlib.suppress(BlockingIOError, OSError):
                os.write(self._master, data)

    def unplug(self) -> None:
        if self._master is None or self._slave is None:
            return
        self._stop_reading()
        with contextlib.suppress(FileNotFoundError):
            if os.readlink(self.path) == os.ttyname(self._slave):
                self.path.unlink()
        os.close(self._master)
        os.close(self._slave)
        self._master = self._slave = None

    def plug_in(self) -> None:
        if self._master is not None:
            return
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.ttyname(self._slave))
        fresh.replace(self.path)
        if self._reading:
            self._start_reading()
        self.on_connect()

    def reading(self, *, on: bool) -> None:
        self._reading = on
        if on:
            self._start_reading()
        else:
            self._stop_reading()

    def baud(self) -> int | None:
        """The speed that the far end has set; None while unplugged or at a speed nobody uses."""
        if self._master is None:
            return None
        return BAUDS.get(termios.tcgetattr(self._master)[4])

    def address(self) -> dict[str, object]:
        return {"pty": str(self.path), "plugged": self._master is not None}

    def _start_reading(self) -> None:
        if self._master is not None:
            asyncio.get_running_loop().add_reader(self._master, self._read)

    def _stop_reading(self) -> None:
        if self._master is not None:
            asyncio.get_running_loop().remove_reader(self._master)

    def _read(self) -> None:
        if self._master is None:
            return
        try:
            data = os.read(self._master, READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            # EIO: the far end was torn down under us; the next plug_in makes a new one.
            self._stop_reading()
            return
        if data:
            self.on_bytes(data)
