"""A plug that takes datagrams: a UDP port on the loopback address. What is sent goes to whoever spoke last."""

import asyncio
import contextlib
import socket
from collections.abc import Callable

from drivers.emulators.wires import READ_BYTES


def _ignore_bytes(_: bytes) -> None:
    return None


def _ignore() -> None:
    return None


class UdpWire:
    """Args: port: 0 takes a free one, which then stays."""

    def __init__(self, port: int, *, host: str = "127.0.0.1") -> None:
        self.on_bytes: Callable[[bytes], None] = _ignore_bytes
        """Called once for each datagram."""
        self.on_connect: Callable[[], None] = _ignore
        self.port = port
        self._host = host
        self._socket: socket.socket | None = None
        self._speaker: tuple[str, int] | None = None
        self._reading = True

    async def start(self) -> None:
        self.plug_in()

    async def stop(self) -> None:
        self.unplug()

    def send(self, data: bytes) -> None:
        if self._socket is not None and self._speaker is not None:
            # Nobody listens any more, or the buffers are full: a datagram is lost.
            with contextlib.suppress(OSError):
                self._socket.sendto(data, self._speaker)

    def unplug(self) -> None:
        if self._socket is None:
            return
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()
        self._socket = self._speaker = None

    def plug_in(self) -> None:
        if self._socket is not None:
            return
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((self._host, self.port))
        self._socket.setblocking(False)
        self.port = int(self._socket.getsockname()[1])
        if self._reading:
            asyncio.get_running_loop().add_reader(self._socket, self._receive)
        self.on_connect()

    def reading(self, *, on: bool) -> None:
        self._reading = on
        if self._socket is None:
            return
        if on:
            asyncio.get_running_loop().add_reader(self._socket, self._receive)
        else:
            asyncio.get_running_loop().remove_reader(self._socket)

    def address(self) -> dict[str, object]:
        return {"udp": self.port, "plugged": self._socket is not None}

    def _receive(self) -> None:
        if self._socket is None:
            return
        # A closed port at the other end is told here as well.
        with contextlib.suppress(OSError):
            data, self._speaker = self._socket.recvfrom(READ_BYTES)
            self.on_bytes(data)
