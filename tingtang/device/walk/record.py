"""What a walk has found so far, on disk after each stop: an interrupted walk goes on where it was."""

import json
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from tingtang.device.errors import ToolError
from tingtang.device.walk.plan import Stop


class Outcome(StrEnum):
    OPEN = "open"
    """Not visited yet."""
    KEY = "key"
    """A key pressed at the place came from the device that was lit."""
    EYE = "eye"
    """Somebody saw it lit and said so."""
    FAULT = "fault"
    SKIPPED = "skipped"


PASSED = frozenset({Outcome.KEY, Outcome.EYE})


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Remark(_Model):
    """A sentence of the catalogue (`walk.found.<key>`) with its arguments."""

    key: str
    arguments: dict[str, str] = {}


class Visit(_Model):
    """One device."""

    device: str
    kind: str
    role: str
    window: int | None
    place: str
    wiring: str
    outcome: Outcome = Outcome.OPEN
    at_ms: int | None = None
    remarks: list[Remark] = []

    @property
    def passed(self) -> bool:
        return self.outcome in PASSED


class Walk(_Model):
    """The whole walk."""

    site: str
    node: str
    config: str
    who: str
    began_ms: int
    ended_ms: int | None = None
    next: int = 0
    visits: list[Visit]
    backups: list[str] = []
    """Files that were kept when a binding was changed."""

    @classmethod
    def begin(cls, *, site: str, node: str, config: Path, who: str, began_ms: int, stops: Sequence[Stop]) -> Self:
        visits = [Visit(device=s.device, kind=s.kind, role=s.role, window=s.window, place=s.place, wiring="") for s in stops]
        return cls(site=site, node=node, config=str(config), who=who, began_ms=began_ms, visits=visits)

    def fits(self, stops: Sequence[Stop]) -> bool:
        """It was a walk past the same devices."""
        return [visit.device for visit in self.visits] == [stop.device for stop in stops]

    def of(self, device: str) -> Visit | None:
        return next((visit for visit in self.visits if visit.device == device), None)

    @property
    def all_passed(self) -> bool:
        return all(visit.passed for visit in self.visits)


def state_file(config: Path) -> Path:
    """Beside the agent's file, where whoever may change bindings may write."""
    return config.with_name(f"{config.name}.walk.json")


def save(walk: Walk, path: Path) -> None:
    """
    Raises:
        OSError: the folder can't be written.
    """
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(json.dumps(walk.model_dump(mode="json"), ensure_ascii=False, indent=1), encoding="utf-8")
    fresh.replace(path)


def load(path: Path) -> Walk | None:
    """The walk that was interrupted; None when there is none, or the file isn't one."""
    try:
        return Walk.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def keep_beside(path: Path) -> Callable[[Walk], None]:
    """Puts a walk on disk; raises ToolError when the folder can't be written."""

    def keep(walk: Walk) -> None:
        try:
            save(walk, path)
        except OSError as error:
            raise ToolError("error.cantWrite", path=path, problem=error.strerror or error) from error

    return keep
