"""Which schema the hall's databases have: an older release can't open what a newer one has changed."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from api.process.layout import Layout, Role

MAGIC = b"SQLite format 3\0"
"""The first bytes of a database (https://www.sqlite.org/fileformat.html)."""
WAIT_S = 5.0


def schemas_of(layout: Layout) -> dict[str, int]:
    """Of the databases of controller and unit server, by their path; what can't be read is left out."""
    found = {}
    for role in (Role.CONTROLLER, Role.UNITS):
        folder = layout.data_of(role)
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            version = _schema(path)
            if version is not None:
                found[f"{role.value}/{path.name}"] = version
    return found


def _schema(path: Path) -> int | None:
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                return None
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=WAIT_S)
        try:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])
        finally:
            connection.close()
    except (OSError, sqlite3.Error):
        return None


def newer_schemas(before: Mapping[str, int], after: Mapping[str, int]) -> list[str]:
    """Databases that the new release has changed."""
    return sorted(name for name, version in after.items() if name in before and version > before[name])
