"""Byte-speaking counterparts of links, and waiting for what threads bring about."""

import os
import socket
import time
import tty
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

WAIT_S = 30.0
"""Longest wait for a condition; machines are shared."""


def eventually(condition: Callable[[], object], what: str = "condition", timeout_s: float = WAIT_S) -> None:
    """Wait for what another thread brings about.

    Raises:
        AssertionError: it didn't come in time.
    """
    deadline_s = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline_s, f"not within {timeout_s} s: {what}"
        time.sleep(0.002)


class TcpPeer:
    """A listening device on the loopback address; one connection at a time."""

    def __init__(self, receive_buffer_bytes: int | None = None) -> None:
        self._receive_buffer_bytes = receive_buffer_bytes
        self._listener = self._listen(0)
        self.port = int(self._listener.getsockname()[1])
        self.connection: socket.socket | None = None

    def _listen(self, port: int) -> socket.socket:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if self._receive_buffer_bytes:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._receive_buffer_bytes)
        listener.bind(("127.0.0.1", port))
        listener.listen(4)
        listener.settimeout(WAIT_S)
        return listener

    def accept(self) -> socket.socket:
        self.hang_up()
        self.connection, _ = self._listener.accept()
        self.connection.settimeout(WAIT_S)
        return self.connection

    def unplug(self) -> None:
        """Drop the connection and refuse new ones."""
        self._listener.close()
        self.hang_up()

    def plug_in(self) -> None:
        self._listener = self._listen(self.port)

    def hang_up(self) -> None:
        if self.connection:
            self.connection.close()
            self.connection = None

    def receive(self, length: int) -> bytes:
        assert self.connection is not None
        data = b""
        while len(data) < length:
            more = self.connection.recv(length - len(data))
            assert more, f"closed after {data!r}"
            data += more
        return data

    def send(self, data: bytes) -> None:
        assert self.connection is not None
        self.connection.sendall(data)

    def __enter__(self) -> "TcpPeer":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.unplug()


class PtyPeer:
    """A device at the far end of a pseudo-terminal, under a stable link name."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.master = -1
        self._slave = -1
        self.plug_in()

    def plug_in(self) -> None:
        self.master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(os.ttyname(self._slave))

    def unplug(self) -> None:
        if self.master >= 0:
            self.path.unlink(missing_ok=True)
            os.close(self.master)
            os.close(self._slave)
            self.master = self._slave = -1

    def receive(self, length: int) -> bytes:
        data = b""
        while len(data) < length:
            data += os.read(self.master, length - len(data))
        return data

    def send(self, data: bytes) -> None:
        os.write(self.master, data)

    def __enter__(self) -> "PtyPeer":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.unplug()
