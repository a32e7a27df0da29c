"""The yardstick: a bare FastAPI handler over the same kind of writer with one insert, in a process of its own.

`python -m bench.bare_handler PORT DATABASE`. Same server settings, same SQLite settings, same group commit; no hall.
"""

import asyncio
import queue
import signal
import sys
import threading
from pathlib import Path

from fastapi import FastAPI
from pydantic import BaseModel

from hall_controller.http_server import HttpServer
from hall_controller.store.schema import connect
from hall_controller.store.writer import BATCH_MAX

Entry = tuple[str, "asyncio.Future[int]"]


class OneInsertWriter:
    """Group commit as in `hall_controller.store.writer`: what gathers while one commit is on disk goes into the next."""

    def __init__(self, path: Path, loop: asyncio.AbstractEventLoop) -> None:
        self._path, self._loop = path, loop
        self._queue: queue.SimpleQueue[Entry] = queue.SimpleQueue()
        threading.Thread(target=self._run, name="one-insert-writer", daemon=True).start()

    def insert(self, body: str) -> "asyncio.Future[int]":
        """The row's number, once it is durable."""
        future: asyncio.Future[int] = self._loop.create_future()
        self._queue.put((body, future))
        return future

    def _run(self) -> None:
        connection = connect(self._path)
        connection.execute("CREATE TABLE bare (number INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT")
        while True:
            batch = [self._queue.get()]
            while len(batch) < BATCH_MAX and not self._queue.empty():
                batch.append(self._queue.get())
            connection.execute("BEGIN IMMEDIATE")
            rows = [connection.execute("INSERT INTO bare (body) VALUES (?)", (body,)).lastrowid or 0 for body, _ in batch]
            connection.execute("COMMIT")
            self._loop.call_soon_threadsafe(_answer, batch, rows)


def _answer(batch: list[Entry], rows: list[int]) -> None:
    for (_, future), row in zip(batch, rows, strict=True):
        if not future.done():
            future.set_result(row)


class Body(BaseModel):
    service: str
    hand_over: str


def make_app(writer: OneInsertWriter) -> FastAPI:
    app = FastAPI()

    @app.post("/insert")
    async def insert(body: Body) -> dict[str, int]:
        return {"number": await writer.insert(body.model_dump_json())}

    return app


async def serve(port: int, path: Path) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    server = HttpServer(make_app(OneInsertWriter(path, loop)), "127.0.0.1", port)
    await server.start()
    await stop.wait()
    await server.stop()


if __name__ == "__main__":
    import uvloop

    uvloop.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
