"""What must outlive a restart of the agent: people in the zone, alarms nobody has cleared."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from drivers.zone_door.watch import LATCHED

FORMAT = 1
MOST_PEOPLE = 100_000


@dataclass(frozen=True, slots=True)
class Kept:
    people: int = 0
    latched: tuple[str, ...] = ()


class DoorMemory:
    """One small file for each door, replaced in one step."""

    def __init__(self, folder: Path, device: str) -> None:
        self._path = folder / f"{device}.door.json"
        self._last: Kept | None = None

    def load(self) -> Kept:
        """What was kept; nothing when there is no file, or one that can't be read."""
        try:
            document = json.loads(self._path.read_bytes())
            people, latched = document["people"], document["latched"]
            usable = document["format"] == FORMAT and type(people) is int and 0 <= people <= MOST_PEOPLE
            kept = Kept(people, tuple(code for code in LATCHED if code in latched)) if usable else Kept()
        except (OSError, ValueError, KeyError, TypeError):
            kept = Kept()
        self._last = kept
        return kept

    def keep(self, kept: Kept) -> None:
        """Write what has changed.

        Raises:
            OSError: the disk refuses.
        """
        if kept == self._last:
            return
        part = self._path.with_suffix(".part")
        document = {"format": FORMAT, "people": kept.people, "latched": list(kept.latched)}
        with part.open("w", encoding="utf-8") as file:
            json.dump(document, file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._path)
        self._last = kept
