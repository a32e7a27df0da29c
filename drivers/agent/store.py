"""What the agent keeps on its disk: the journal of irreversible commands and the outbox of business events.

Lives on the event loop's thread. Workers hand their events over and wait until they are on disk.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import TimeoutError as FutureTimeoutError
from pathlib import Path
from typing import TypeVar

from api.bus.database import open_database, transaction
from api.bus.journal import CommandJournal
from api.bus.outbox import Outbox, OutboxEntry
from drivers.core.errors import DeviceError

DATABASE = "agent.sqlite"
HAND_OVER_S = 5.0
"""How long a worker waits for its event's commit; a healthy disk takes 5–30 ms."""

_T = TypeVar("_T")


class EventNotKept(DeviceError):
    """A business event couldn't be stored: the disk is full or the agent is closing. The device's acknowledgement is withheld,
    so that it tells again.
    """

    default_reason = "agent.eventNotKept"
    breaks_link = True


class AgentStore:
    """One SQLite file. Made and used on the event loop's thread, `keep` from any other."""

    def __init__(self, data_dir: Path, loop: asyncio.AbstractEventLoop) -> None:
        self._path = data_dir / DATABASE
        self._loop = loop

    def open(self) -> None:
        """Open or create the file.

        Raises:
            sqlite3.Error: it can't be opened.
        """
        self._connection = open_database(self._path)
        self.journal = CommandJournal(self._connection)
        self.outbox = Outbox(self._connection)

    def close(self) -> None:
        self._connection.close()

    def keep(self, entry: OutboxEntry, kept: Callable[[], None]) -> None:
        """Called in a worker's thread: put a business event into the outbox; on disk when it returns.

        Raises:
            EventNotKept: the disk refuses, or the loop doesn't answer in time.
        """

        async def write() -> None:
            with transaction(self._connection):
                self.outbox.add(entry)
            kept()

        try:
            writing = write()
            future = asyncio.run_coroutine_threadsafe(writing, self._loop)
        except RuntimeError as error:
            writing.close()
            raise EventNotKept("the agent is closing") from error
        try:
            future.result(HAND_OVER_S)
        except FutureTimeoutError as error:
            future.cancel()
            raise EventNotKept("the agent's loop hangs") from error
        except Exception as error:
            raise EventNotKept(type(error).__name__) from error
