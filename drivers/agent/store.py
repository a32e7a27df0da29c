"""What the agent keeps on its disk: the journal of irreversible commands and the outbox of business events.

Lives on the event loop's thread. Workers hand their events over and wait until they are on disk.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import TimeoutError as FutureTimeoutError
from pathlib import Path

from api.bus.clock import Clock, system_clock
from api.bus.database import Connect, open_database, transaction
from api.bus.journal import CommandJournal
from api.bus.outbox import Outbox, OutboxEntry
from drivers.core.errors import DeviceError

DATABASE = "agent.sqlite"
HAND_OVER_S = 5.0
"""How long a worker waits for its event's commit; a healthy disk takes 5–30 ms."""
OUTBOX_LIMIT = 10_000
"""Events that wait for a hall which is away; about 3 MB. A pad gives some hundred a day. Beyond, the device's fault says so."""


class EventNotKept(DeviceError):
    """A business event couldn't be stored: the disk or the outbox is full, or the agent is closing. The device's
    acknowledgement is withheld, so that it tells again.
    """

    default_reason = "agent.eventNotKept"
    breaks_link = True


class AgentStore:
    """One SQLite file. Made and used on the event loop's thread, `keep` from any other."""

    def __init__(
        self,
        data_dir: Path,
        loop: asyncio.AbstractEventLoop,
        clock: Clock = system_clock,
        connect: Connect = sqlite3.connect,
    ) -> None:
        self._path = data_dir / DATABASE
        self._loop = loop
        self._clock = clock
        self._connect = connect

    def open(self) -> None:
        """Open or create the file.

        Raises:
            sqlite3.Error: it can't be opened.
        """
        self._connection = open_database(self._path, self._connect)
        self.journal = CommandJournal(self._connection, self._clock)
        self.outbox = Outbox(self._connection, self._clock)

    def close(self) -> None:
        self._connection.close()

    def keep(self, entry: OutboxEntry, kept: Callable[[], None]) -> None:
        """Called in a worker's thread: put a business event into the outbox; on disk when it returns.

        Raises:
            EventNotKept: the disk refuses, the outbox is full, or the loop doesn't answer in time. It isn't kept later either.
        """
        deciding = threading.Lock()
        stored = given_up = False

        async def write() -> None:
            nonlocal stored
            with deciding:
                if given_up:
                    return
                if self.outbox.count() >= OUTBOX_LIMIT:
                    raise EventNotKept(f"{OUTBOX_LIMIT} events wait for the hall", reason="agent.outboxFull")
                with transaction(self._connection):
                    self.outbox.add(entry)
                stored = True
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
            # The device tells again what isn't kept: stored all the same a little later, it would be told to the hall twice.
            with deciding:
                given_up = not stored
            if given_up:
                raise EventNotKept("the agent's loop hangs") from error
        except EventNotKept:
            raise
        except Exception as error:
            raise EventNotKept(type(error).__name__) from error
