"""The little HTTP/1.1 that a printer speaks: one POST after the other on a connection, with a length or in chunks."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

MAX_HEAD_BYTES = 16_384
MAX_BODY_BYTES = 64 * 1024 * 1024
READ_BYTES = 65_536
TLS_HELLO = b"\x16"
"""What a client that wants TLS begins with (RFC 8446 5.1)."""


class NotHttp(Exception):
    """What came can't be read as a request."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request, and what its answer looks like on the wire."""

    path: str
    body: bytes

    def response(self, body: bytes) -> bytes:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: {len(body)}\r\n\r\n"
        return head.encode() + body


async def read_request(reader: asyncio.StreamReader, may_read: Callable[[], Awaitable[None]]) -> Exchange | None:
    """The next request; None: the client has gone. `may_read` returns when more is taken.

    Raises:
        NotHttp: it isn't one that a printer takes.
    """
    try:
        first = await reader.readexactly(1)
        if first == TLS_HELLO:
            # Printers that speak plainly hang up on it.
            raise NotHttp
        head = first + await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    except asyncio.LimitOverrunError as error:
        raise NotHttp from error
    request_line, *lines = head.decode("latin-1").split("\r\n")
    parts = request_line.split(" ")
    fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if len(parts) != 3 or parts[0] != "POST":
        raise NotHttp
    if fields.get("transfer-encoding", "").lower() == "chunked":
        return Exchange(parts[1], await _chunks(reader))
    length = fields.get("content-length", "")
    if not (length.isascii() and length.isdigit()) or int(length) > MAX_BODY_BYTES:
        raise NotHttp
    return Exchange(parts[1], await _exactly(reader, int(length), may_read))


async def _exactly(reader: asyncio.StreamReader, length: int, may_read: Callable[[], Awaitable[None]]) -> bytes:
    body = bytearray()
    while len(body) < length:
        part = await reader.read(min(READ_BYTES, length - len(body)))
        if not part:
            raise NotHttp
        body += part
        await may_read()
    return bytes(body)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while True:
        line = await reader.readline()
        try:
            length = int(line.split(b";")[0], 16)
        except ValueError as error:
            raise NotHttp from error
        if length + len(body) > MAX_BODY_BYTES:
            raise NotHttp
        chunk = await reader.readexactly(length)
        await reader.readexactly(2)
        if not length:
            return bytes(body)
        body += chunk
