"""Two questions that are asked rarely: what was this command answered, and which outputs failed last. Read-only."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from api.messages.completion import Completion
from hall_controller.domain.deliveries import DeliveryState
from hall_controller.store import answers
from hall_controller.store.schema import connect_reader

_ANSWER = "SELECT answer FROM command WHERE id = ?"
_LAST_SETTLED = "SELECT device, state, MAX(event_seq) FROM delivery WHERE state != ? GROUP BY device"
"""SQLite takes the other columns from the row with the largest seq (https://sqlite.org/lang_select.html, bare columns)."""

Result = TypeVar("Result")


class Recollection:
    """A connection for each question, in a thread."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def stored_answer(self, command_id: str) -> Completion | None:
        """The durable answer to a command, None when its id was never seen."""
        return await self._ask(lambda connection: _answer(connection, command_id))

    async def failed_outputs(self) -> list[str]:
        """Devices (`node/device`) that didn't do the last thing they were asked."""
        return await self._ask(_failed)

    async def _ask(self, question: Callable[[sqlite3.Connection], Result]) -> Result:
        return await asyncio.to_thread(self._in_thread, question)

    def _in_thread(self, question: Callable[[sqlite3.Connection], Result]) -> Result:
        with closing(connect_reader(self._path)) as connection:
            return question(connection)


def _answer(connection: sqlite3.Connection, command_id: str) -> Completion | None:
    row = connection.execute(_ANSWER, (command_id,)).fetchone()
    return answers.decode(row[0]) if row is not None else None


def _failed(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(_LAST_SETTLED, (DeliveryState.PENDING.value,))
    return [device for device, state, _ in rows if state == DeliveryState.FAILED]
