"""The asks of one pad that have no told outcome yet, in a file: an agent that is killed goes on with them after its restart.

Written by renaming, so a kill leaves the old or the new content. It isn't flushed to the disk: after a power cut the person is
gone anyway, and the hall ends the ask by itself.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from api.messages.words import RatingLevel, RatingOutcome
from drivers.core.errors import DeviceError


class KeptAsk(BaseModel):
    """One line of the book."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    ask: str
    window: int
    ends_at_ms: int
    """UTC milliseconds: monotonic clocks start anew with the host."""
    outcome: RatingOutcome | None = None
    """Known, and perhaps not told yet."""
    level: RatingLevel | None = None
    labels: tuple[str, ...] = ()


_BOOK = TypeAdapter(tuple[KeptAsk, ...])


class AskNotKept(DeviceError):
    """The file can't be written: the ask isn't begun, since a restart would forget it."""

    default_reason = "agent.eventNotKept"


class OpenAsks:
    """Args: folder: the agent's data folder. device: its id."""

    def __init__(self, folder: Path, device: str) -> None:
        self._path = folder / f"{device}-asks.json"
        self._written: bytes | None = None

    def load(self) -> tuple[KeptAsk, ...]:
        """What an earlier run left; nothing when the file is missing or can't be read."""
        try:
            return _BOOK.validate_json(self._path.read_bytes())
        except (OSError, ValidationError):
            return ()

    def save(self, asks: Sequence[KeptAsk]) -> None:
        """Keep exactly these.

        Raises:
            AskNotKept: the disk refuses.
        """
        content = _BOOK.dump_json(tuple(asks))
        if content == self._written:
            return
        fresh = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(content)
            os.replace(fresh, self._path)
        except OSError as error:
            raise AskNotKept(f"{self._path}: {error.strerror}") from error
        self._written = content
