"""What was erased each night, kept for three years as lines of JSON: numbers by rule, nobody in them."""

import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from tingtang.backup.folder import give_to_owner

FILE = "retention.jsonl"
NIGHTS_KEPT = 1_095
"""PIPL art. 56 asks three years of records."""


class Night(BaseModel):
    """One run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at_ms: int
    erased: dict[str, int]
    """Rows by rule."""
    overdue: dict[str, int]
    """Rows that should have been erased and are still there, by rule; only those that have any."""
    problems: dict[str, str] = {}
    """Files that couldn't be worked on, and the kind of error."""


def read_nights(data_dir: Path) -> list[Night]:
    """Oldest first; a line that was cut off by a power cut is passed over.

    Raises:
        OSError: the file is there and can't be read.
    """
    path = data_dir / FILE
    if not path.exists():
        return []
    nights = []
    for line in path.read_bytes().splitlines():
        try:
            nights.append(Night.model_validate_json(line))
        except ValidationError:
            continue
    return nights


def keep_night(data_dir: Path, night: Night) -> None:
    """On disk when this returns.

    Raises:
        OSError: the disk.
    """
    nights = [*read_nights(data_dir)[1 - NIGHTS_KEPT :], night]
    fresh = data_dir / f"{FILE}.new"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.writelines(one.model_dump_json() + "\n" for one in nights)
        file.flush()
        os.fsync(file.fileno())
    give_to_owner(fresh, data_dir)
    fresh.replace(data_dir / FILE)
