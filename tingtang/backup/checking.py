"""Is an unpacked backup what it says, and would a hall start from it? Each problem in words; an empty list is a good backup.

What a waiting hall needs is quick: files, tables, the ledger's chain to its last record. Replaying the whole ledger (`audit`)
takes minutes after a year; a drill does it, and `tingtang audit` beside the working controller.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from api.process.settings_file import ConfigurationError
from hall_controller.config import HallConfig, load_hall_config
from hall_controller.settings import hall_file
from hall_controller.store.audit import audit
from hall_controller.store.ledger import verify
from hall_controller.store.schema import connect_reader
from tingtang.backup.manifest import DATA, HallPoint, Manifest
from tingtang.backup.snapshots import rows_of

_AT = "SELECT hash FROM event WHERE seq = ?"
_LAST = "SELECT max(seq) FROM event"


def check(folder: Path, manifest: Manifest) -> tuple[HallConfig | None, list[str]]:
    """
    Args:
        folder: holds the parts as they were unpacked, nothing changed since.

    Returns:
        the hall's configuration from the backup, and what is wrong.
    """
    problems = list(_database_problems(folder, manifest))
    try:
        config = load_hall_config(folder / manifest.site_file)
    except ConfigurationError as error:
        return None, [*problems, str(error)]
    problems += ledger_problems(hall_file(folder / DATA), manifest.hall)
    return config, problems


def replay_problems(folder: Path, config: HallConfig) -> list[str]:
    """What the ledger, replayed from its first record, and the state of the hall don't agree on."""
    return audit(hall_file(folder / DATA), config)


def _database_problems(folder: Path, manifest: Manifest) -> Iterator[str]:
    for record in manifest.files:
        if record.rows is None:
            continue
        try:
            with closing(connect_reader(folder / record.path)) as connection:
                found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
                if found != "ok":
                    yield f"{record.path}: {found}"
                if row := connection.execute("PRAGMA foreign_key_check").fetchone():
                    yield f"{record.path}: a row of {row[0]} names one that isn't there"
                if (rows := rows_of(connection)) != record.rows:
                    yield f"{record.path}: has {rows}, the backup's list says {record.rows}"
        except sqlite3.Error as error:
            yield f"{record.path}: can't be read: {error}"


def ledger_problems(hall: Path, point: HallPoint) -> Iterator[str]:
    """Whether this ledger is whole and ends where the backup says."""
    try:
        with closing(connect_reader(hall)) as connection:
            broken = verify(connection)
            last = connection.execute(_LAST).fetchone()[0] or 0
            digest = connection.execute(_AT, (point.seq,)).fetchone()
    except sqlite3.Error as error:
        yield f"the hall's file can't be read: {error}"
        return
    if broken is not None:
        yield f"ledger record {broken.seq}: {broken.problem}"
    elif last != point.seq:
        yield f"the ledger ends at record {last}, the backup's list says {point.seq}"
    elif point.seq and bytes(digest[0]).hex() != point.hash:
        yield f"ledger record {point.seq} isn't the one of the backup's list"


def is_of(hall: Path, point: HallPoint) -> bool:
    """Whether the working hall's ledger went through this point: the backup is of this hall, and nothing before it was changed.

    Raises:
        sqlite3.Error: the file can't be read.
    """
    with closing(connect_reader(hall)) as connection:
        digest = connection.execute(_AT, (point.seq,)).fetchone()
    return not point.seq or (digest is not None and bytes(digest[0]).hex() == point.hash)
