"""Which irreversible commands this node has begun and how they ended, by id.

`begin` is on disk before the effect, `finish` before the answer. So a command that comes again gets the stored answer, and
one that was under way in a crash is known as such: `outcomeUnknown`, a person is asked, software never repeats it. Holds
codes only; a completion's `result` is not kept, so irreversible commands answer without one.
"""

import sqlite3
from dataclasses import dataclass

from api.bus.clock import Clock, system_clock
from api.bus.database import transaction
from api.messages.completion import Completion
from api.messages.words import CompletionCode

KEPT_MS = 7 * 24 * 3600 * 1000
"""Longer than any sender keeps asking (contract rule 2)."""


@dataclass(frozen=True, slots=True)
class Begun:
    """New: it is journalled now, do it."""


@dataclass(frozen=True, slots=True)
class Finished:
    """Done before: answer this again."""

    completion: Completion


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Begun by this process and still under way: acknowledge, the completion follows."""


class CommandJournal:
    """Rows in the caller's database (see `api.bus.database`); used on the thread that owns the connection."""

    def __init__(self, connection: sqlite3.Connection, clock: Clock = system_clock) -> None:
        self._connection = connection
        self._clock = clock

    def begin(self, command_id: str, name: str) -> Begun | Finished | Unfinished:
        """Note that the command starts now, unless it is known. On disk when this returns."""
        with transaction(self._connection):
            known = self.find(command_id)
            if known is None:
                self._connection.execute(
                    "INSERT INTO bus_journal (id, name, started_at) VALUES (?, ?, ?)", (command_id, name, self._clock())
                )
        return known or Begun()

    def find(self, command_id: str) -> Finished | Unfinished | None:
        """What is known of a command; None when it was never begun. Changes nothing."""
        row = self._connection.execute("SELECT code, error_code, detail FROM bus_journal WHERE id = ?", (command_id,)).fetchone()
        if row is None:
            return None
        code, error_code, detail = row
        if code is None:
            return Unfinished()
        return Finished(Completion(id=command_id, code=CompletionCode(code), error_code=error_code, detail=detail))

    def finish(self, command_id: str, completion: Completion) -> None:
        """Store how it ended. On disk when this returns; answer after it.

        Raises:
            ValueError: the command was never begun, or it has ended already.
        """
        with transaction(self._connection):
            changed = self._connection.execute(
                "UPDATE bus_journal SET completed_at = ?, code = ?, error_code = ?, detail = ? WHERE id = ? AND code IS NULL",
                (self._clock(), completion.code.value, completion.error_code, completion.detail, command_id),
            ).rowcount
            if changed != 1:
                raise ValueError(f"command {command_id} isn't under way")

    def unfinished_at_start(self) -> list[str]:
        """Ids that a crash left open, oldest first; from now on they are completed as `outcomeUnknown`.

        Called once, before the first `begin` of this process.
        """
        with transaction(self._connection):
            rows = self._connection.execute("SELECT id FROM bus_journal WHERE code IS NULL ORDER BY started_at, id").fetchall()
            self._connection.execute(
                "UPDATE bus_journal SET completed_at = ?, code = ?, error_code = ?, detail = ? WHERE code IS NULL",
                (self._clock(), CompletionCode.OUTCOME_UNKNOWN.value, "outcomeUnknown", "begun before a crash"),
            )
        return [command_id for (command_id,) in rows]

    def prune(self) -> int:
        """Forget what ended more than seven days ago; how many."""
        with transaction(self._connection):
            return self._connection.execute("DELETE FROM bus_journal WHERE completed_at < ?", (self._clock() - KEPT_MS,)).rowcount
