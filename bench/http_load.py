"""A lean HTTP/1.1 load generator: keep-alive connections on one event loop, so that the client costs less than the server.

httpx spends about as much on a request as the server does; on two cores that would measure the client.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes


class Connection:
    """One keep-alive connection, one request in flight."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)

    async def post(self, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Send and read one answer.

        Raises:
            ConnectionError: the server closed.
        """
        if self._reader is None or self._writer is None:
            raise ConnectionError("not open")
        lines = [f"POST {path} HTTP/1.1", f"host: {self._host}", "content-type: application/json", f"content-length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self._writer.write("\r\n".join(lines).encode() + _HEAD_END + body)
        try:
            head = await self._reader.readuntil(_HEAD_END)
        except asyncio.IncompleteReadError as error:
            raise ConnectionError("the server closed the connection") from error
        lower = head.lower()
        at = lower.index(_LENGTH) + len(_LENGTH)
        length = int(lower[at : lower.index(b"\r\n", at)])
        return Answer(int(head[9:12]), await self._reader.readexactly(length))

    async def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            await self._writer.wait_closed()


@dataclass(frozen=True, slots=True)
class LoadResult:
    per_second: float
    answers: tuple[Answer, ...]


async def measure_posts(
    host: str, port: int, *, clients: int, requests: int, make: Callable[[int], tuple[str, bytes, dict[str, str]]]
) -> LoadResult:
    """Send `requests` POSTs over `clients` connections as fast as they are answered; `make(i)` gives path, body and headers."""
    connections = [Connection(host, port) for _ in range(clients)]
    for connection in connections:
        await connection.open()
    numbers = iter(range(requests))
    answers: list[Answer] = []

    async def work(connection: Connection) -> None:
        for number in numbers:
            answers.append(await connection.post(*make(number)))  # noqa: PERF401 (one request after the other, each awaited)

    begun = time.perf_counter()
    await asyncio.gather(*(work(connection) for connection in connections))
    took_s = time.perf_counter() - begun
    for connection in connections:
        await connection.close()
    return LoadResult(requests / took_s, tuple(answers))
