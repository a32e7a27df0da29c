"""TCP connections to devices with a network port, and to serial-to-Ethernet boxes."""

import errno
import select
import socket
import struct
import time
from collections.abc import Callable

from drivers.core.descriptor_link import READ_BYTES, DescriptorLink
from drivers.core.errors import DeviceSilent, LinkLost

KEEPALIVE_IDLE_S = 5
KEEPALIVE_INTERVAL_S = 3
KEEPALIVE_PROBES = 3
"""A device whose power was cut sends no FIN: with these a dead peer is noticed 5 + 3 × 3 = 14 s after its last byte."""


class TcpLink(DescriptorLink):
    """One TCP connection; `drain` makes it a playback link (raw PCM to a networked amplifier)."""

    def __init__(
        self, host: str, port: int, *, connect_timeout_s: float = 3.0, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(monotonic)
        self._host = host
        self._port = port
        self._connect_timeout_s = connect_timeout_s
        self._socket: socket.socket | None = None

    @property
    def name(self) -> str:
        return f"tcp {self._host}:{self._port}"

    def drain(self, timeout_s: float) -> None:
        deadline_s = self._monotonic() + timeout_s
        with self._in_use:
            self._end_output()
            while True:
                self._raise_if_told()
                ready = self._wait(select.POLLIN, deadline_s - self._monotonic())
                if ready and self._attempt(self._receive) == b"":
                    break
                if self._monotonic() >= deadline_s:
                    raise DeviceSilent(f"{self.name}: not played to the end", reason="speaker.notPlayed")
            self._disconnect()
            self._connect()

    def _end_output(self) -> None:
        try:
            self._attempt(lambda: self._opened().shutdown(socket.SHUT_WR))
        except LinkLost as error:
            # After an interrupted `drain` the other side may have played to the end and closed; the read that follows tells.
            if not (isinstance(error.__cause__, OSError) and error.__cause__.errno == errno.ENOTCONN):
                raise

    def discard(self) -> None:
        with self._in_use:
            # A reset instead of an orderly end: the other side drops what it hasn't taken yet.
            linger = struct.pack("ii", 1, 0)
            self._attempt(lambda: self._opened().setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger))
            self._disconnect()
            self._connect()

    def renew(self) -> None:
        """See `RenewableLink.renew`."""
        with self._in_use:
            self._raise_if_closed()
            self._disconnect()
            self._connect()

    def _connect(self) -> None:
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)[0]
        except (OSError, UnicodeError) as error:
            raise LinkLost(f"{self.name}: the host name isn't known", reason="link.unknownHost", untouched=True) from error
        connection = socket.socket(family, kind, protocol)
        try:
            connection.setblocking(False)
            self._socket = connection
            number = connection.connect_ex(address)
            if number == errno.EINPROGRESS:
                number = self._connected()
            if number:
                raise LinkLost(f"{self.name}: {errno.errorcode.get(number, number)}", reason=_reason(number), untouched=True)
            # Without NODELAY a second small frame waits for the first one's delayed ACK, 40 ms.
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, KEEPALIVE_IDLE_S)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, KEEPALIVE_INTERVAL_S)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, KEEPALIVE_PROBES)
        except BaseException:
            self._socket = None
            connection.close()
            raise

    def _connected(self) -> int:
        """Wait for the handshake; its errno, 0 when it is through."""
        deadline_s = self._monotonic() + self._connect_timeout_s
        while not self._wait(select.POLLOUT, deadline_s - self._monotonic()):
            self._raise_if_closed()
            if self._monotonic() >= deadline_s:
                return errno.ETIMEDOUT
        return self._opened().getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)

    def _opened(self) -> socket.socket:
        if self._socket is None:
            raise LinkLost(f"{self.name} isn't open", reason="link.closed")
        return self._socket

    def _descriptor(self) -> int:
        return self._opened().fileno()

    def _receive(self) -> bytes:
        return self._opened().recv(READ_BYTES)

    def _send(self, data: bytes) -> int:
        return self._opened().send(data)

    def _disconnect(self) -> None:
        connection, self._socket = self._socket, None
        if connection is not None:
            connection.close()


def _reason(number: int) -> str:
    return {errno.ECONNREFUSED: "link.refused", errno.ETIMEDOUT: "link.noAnswer"}.get(number, "link.unreachable")
