"""Datagrams to one device and back. A read returns one datagram; a write sends one."""

import errno
import socket
import time
from collections.abc import Callable

from drivers.core.descriptor_link import DescriptorLink
from drivers.core.errors import LinkLost

MAX_DATAGRAM_BYTES = 1472
"""Ethernet's 1500 less the heads of IP and UDP. A longer one is cut into fragments, which small devices can't put together."""
LONGEST_RECEIVED_BYTES = 65_535
"""What a device sends may be longer; cut off, it would be taken for a whole one."""


class UdpLink(DescriptorLink):
    """One device's address and port.

    There is no connection: opening succeeds though nobody is there, and a driver finds out by asking. Where the host answers
    that the port is closed, the next read or write says so.
    """

    def __init__(self, host: str, port: int, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__(monotonic)
        self._host = host
        self._port = port
        self._socket: socket.socket | None = None

    @property
    def name(self) -> str:
        return f"udp {self._host}:{self._port}"

    def write(self, data: bytes, timeout_s: float) -> None:
        """Send one datagram. Delivery isn't known.

        Raises:
            ValueError: it is empty or longer than `MAX_DATAGRAM_BYTES`.
            DeviceSilent, LinkLost: as every link.
        """
        if not 0 < len(data) <= MAX_DATAGRAM_BYTES:
            raise ValueError(f"a datagram has 1 to {MAX_DATAGRAM_BYTES} bytes, not {len(data)}")
        super().write(data, timeout_s)

    def _connect(self) -> None:
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_DGRAM)[0]
        except (OSError, UnicodeError) as error:
            raise LinkLost(f"{self.name}: the host name isn't known", reason="link.unknownHost", untouched=True) from error
        connection = socket.socket(family, kind, protocol)
        try:
            connection.setblocking(False)
            # Connected, the socket takes datagrams from this device only and hears that its port is closed.
            connection.connect(address)
        except OSError as error:
            connection.close()
            detail = f"{self.name}: {errno.errorcode.get(error.errno or 0, error.errno)}"
            raise LinkLost(detail, reason="link.unreachable", untouched=True) from error
        self._socket = connection

    def _opened(self) -> socket.socket:
        if self._socket is None:
            raise LinkLost(f"{self.name} isn't open", reason="link.closed")
        return self._socket

    def _descriptor(self) -> int:
        return self._opened().fileno()

    def _receive(self) -> bytes:
        datagram = self._opened().recv(LONGEST_RECEIVED_BYTES)
        if not datagram:
            # An empty datagram says nothing; it is no end of file as on a connection.
            raise BlockingIOError
        return datagram

    def _send(self, data: bytes) -> int:
        return self._opened().send(data)

    def _disconnect(self) -> None:
        connection, self._socket = self._socket, None
        if connection is not None:
            connection.close()
