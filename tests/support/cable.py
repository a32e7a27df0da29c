"""A network cable between a browser and the controller that a test can pull: while it is out nothing passes, nothing closes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_PIECE = 65_536


class Cable:
    """Relays TCP to one loopback port."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._in = asyncio.Event()
        self._in.set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def pull(self) -> None:
        self._in.clear()

    def plug_in(self) -> None:
        self._in.set()

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ends = [writer]
        try:
            await self._in.wait()
            other_reader, other_writer = await asyncio.open_connection("127.0.0.1", self._target)
            ends.append(other_writer)
            async with asyncio.TaskGroup() as both_ways:
                both_ways.create_task(self._carry(reader, other_writer))
                both_ways.create_task(self._carry(other_reader, writer))
        except* OSError:
            # One side went away: the connection is over.
            pass
        finally:
            for end in ends:
                end.transport.abort()
                with contextlib.suppress(OSError):
                    await end.wait_closed()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(_PIECE):
            await self._in.wait()
            writer.write(piece)
            await writer.drain()
        # Ends the other way too.
        raise ConnectionResetError

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self.connect(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def cable(target: int) -> AsyncIterator[Cable]:
    made = Cable(target)
    server = await asyncio.start_server(made.accept, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        await made.close()
