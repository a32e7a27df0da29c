"""Where rollouts, the units' last reports and what people ordered are kept: a side file, one transaction for each change.

Two processes use it: the unit server, and `tingtang upgrade` on the same machine. Every change reads, decides and writes within
one transaction, so neither overwrites the other's.
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.releases.orders import Report, Wanted
from hall_controller.releases.progress import heard, ticked, wanted
from hall_controller.releases.rollout import ACTIVE, Rollout, RolloutState
from hall_controller.releases.steering import NotNow, replaced
from hall_controller.side_file import open_side_file

FILE_NAME = "rollouts.sqlite"
SCHEMA_VERSION = 1
KEPT_LINES = 5_000
"""Of the journal: some hundred rollouts."""

_SCHEMA = """
CREATE TABLE rollout (number INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE unit (node TEXT PRIMARY KEY, heard_ms INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE machine (node TEXT PRIMARY KEY, serial TEXT NOT NULL, since_ms INTEGER NOT NULL);
CREATE TABLE line (number INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, by TEXT NOT NULL, text TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class SeenUnit:
    node: str
    heard_ms: int
    report: Report


@dataclass(frozen=True, slots=True)
class Machine:
    """Which machine shall be a unit."""

    serial: str
    since_ms: int


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened."""

    at_ms: int
    by: str
    text: str


class RolloutStore:
    """Args: folder: of the unit server's data. now_ms: UTC."""

    def __init__(self, folder: Path, now_ms: Callable[[], int]) -> None:
        self._path = folder / FILE_NAME
        self._now_ms = now_ms
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def open(self) -> None:
        """
        Raises:
            SideFileError: a newer version wrote it.
            sqlite3.Error, OSError: it can't be opened.
        """
        self._connection = open_side_file(self._path, _SCHEMA, SCHEMA_VERSION)
        folder = self._path.parent.stat()
        if os.geteuid() == 0 and folder.st_uid != self._path.stat().st_uid:
            # Made by a person's command first: the server's account must be able to write it and its companions too.
            for path in self._path.parent.glob(f"{FILE_NAME}*"):
                os.chown(path, folder.st_uid, folder.st_gid)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def rollout(self) -> Rollout | None:
        """The newest one, as it stands at this time."""
        with self._transaction() as connection:
            return self._settled(connection)

    def units(self) -> tuple[SeenUnit, ...]:
        """Every unit that ever asked, by name."""
        with self._transaction() as connection:
            rows = connection.execute("SELECT node, heard_ms, body FROM unit ORDER BY node").fetchall()
        return tuple(SeenUnit(node, heard_ms, Report.model_validate_json(body)) for node, heard_ms, body in rows)

    def lines(self, most: int = 50) -> tuple[Line, ...]:
        """What happened last, oldest first."""
        with self._transaction() as connection:
            rows = connection.execute("SELECT at_ms, by, text FROM line ORDER BY number DESC LIMIT ?", (most,)).fetchall()
        return tuple(Line(*row) for row in reversed(rows))

    def plan(self, rollout: Rollout, by: str) -> None:
        """Put a new rollout in place of one that is over.

        Raises:
            NotNow: one is still going on.
        """
        with self._transaction() as connection:
            before = self._settled(connection)
            if before is not None and before.state in ACTIVE:
                raise NotNow(f"the rollout of {before.version} is {before.state.value}: abort it or take it back first")
            running = {
                node: Report.model_validate_json(body).version for node, body in connection.execute("SELECT node, body FROM unit")
            }
            units = tuple(unit.model_copy(update={"running": running.get(unit.node)}) for unit in rollout.units)
            connection.execute("INSERT INTO rollout (body) VALUES (?)", (_body(rollout.model_copy(update={"units": units})),))
            self._note(connection, by, f"planned {rollout.version}: " + ", ".join(stage.name for stage in rollout.stages))

    def change(self, step: Callable[[Rollout], Rollout], by: str, text: str) -> Rollout:
        """What a person does.

        Raises:
            NotNow: there is no rollout, or it can't be done with it.
        """
        with self._transaction() as connection:
            rollout = self._settled(connection)
            if rollout is None:
                raise NotNow("there is no rollout: plan one first (tingtang upgrade plan --help)")
            changed = ticked(step(rollout), self._now_ms())
            self._save(connection, rollout, changed)
            self._note(connection, by, text)
            return changed

    def ask(self, node: str) -> Wanted:
        """What this unit shall run."""
        with self._transaction() as connection:
            rollout = self._settled(connection)
            return Wanted() if rollout is None else wanted(rollout, node, self._now_ms())

    def report(self, node: str, report: Report) -> None:
        """Keep what a unit says of itself, and let the rollout go on by it."""
        with self._transaction() as connection:
            now_ms = self._now_ms()
            connection.execute(
                "INSERT INTO unit (node, heard_ms, body) VALUES (?, ?, ?) "
                "ON CONFLICT (node) DO UPDATE SET heard_ms = excluded.heard_ms, body = excluded.body",
                (node, now_ms, report.model_dump_json()),
            )
            rollout = self._settled(connection)
            if rollout is not None:
                self._save(connection, rollout, ticked(heard(rollout, node, report, now_ms), now_ms))

    def replace(self, node: str, serial: str, by: str) -> None:
        """From now on another machine is this unit: what the one before reported says nothing any more.

        Args:
            serial: of the new machine's board; empty: not known.
        """
        with self._transaction() as connection:
            connection.execute("DELETE FROM unit WHERE node = ?", (node,))
            connection.execute(
                "INSERT INTO machine (node, serial, since_ms) VALUES (?, ?, ?) "
                "ON CONFLICT (node) DO UPDATE SET serial = excluded.serial, since_ms = excluded.since_ms",
                (node, serial, self._now_ms()),
            )
            rollout = self._settled(connection)
            if rollout is not None:
                self._save(connection, rollout, replaced(rollout, node))
            self._note(connection, by, f"{node} gets another machine {serial}".rstrip())

    def machine(self, node: str) -> Machine | None:
        """The machine that took this unit's place last; None: the first one is there still."""
        with self._transaction() as connection:
            row = connection.execute("SELECT serial, since_ms FROM machine WHERE node = ?", (node,)).fetchone()
        return Machine(*row) if row is not None else None

    def _settled(self, connection: sqlite3.Connection) -> Rollout | None:
        row = connection.execute("SELECT body FROM rollout ORDER BY number DESC LIMIT 1").fetchone()
        if row is None:
            return None
        rollout = Rollout.model_validate_json(row[0])
        now = ticked(rollout, self._now_ms())
        self._save(connection, rollout, now)
        return now

    def _save(self, connection: sqlite3.Connection, before: Rollout, after: Rollout) -> None:
        if after == before:
            return
        connection.execute("UPDATE rollout SET body = ? WHERE number = (SELECT max(number) FROM rollout)", (_body(after),))
        for text in changes(before, after):
            self._note(connection, "hall", text)

    def _note(self, connection: sqlite3.Connection, by: str, text: str) -> None:
        connection.execute("INSERT INTO line (at_ms, by, text) VALUES (?, ?, ?)", (self._now_ms(), by, text))
        connection.execute("DELETE FROM line WHERE number <= (SELECT max(number) FROM line) - ?", (KEPT_LINES,))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            connection = self._connection
            if connection is None:
                raise RuntimeError("the store isn't open")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")


def _body(rollout: Rollout) -> str:
    return rollout.model_dump_json()


def changes(before: Rollout, after: Rollout) -> list[str]:
    """What became different, one line each, for the journal."""
    texts = []
    for old, new in zip(before.units, after.units, strict=True):
        if old.state is not new.state:
            why = f" ({new.trouble})" if new.trouble else ""
            texts.append(f"{new.node}: {old.state.value} → {new.state.value}{why}")
    if after.stage != before.stage:
        texts.append(f"stage {after.stages[after.stage].name} begins")
    if after.state is not before.state and before.state is not RolloutState.PLANNED:
        texts.append(f"rollout {after.version} is {after.state.value}")
    return texts
