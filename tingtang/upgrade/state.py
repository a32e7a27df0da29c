"""Where a unit's upgrade stands, in one small file that is replaced whole: readable after any power cut."""

import os
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from api.releases.orders import Outcome, Trouble
from hall_controller.releases.shelf import sync_folder

FILE_NAME = "state.json"
FOLDER_MODE = 0o700


class Phase(StrEnum):
    IDLE = "idle"
    CHANGING = "changing"
    """Towards `new`: the link may name the old release still, or the new one that isn't known to be well yet."""
    GOING_BACK = "goingBack"
    """Towards `old`, because `new` isn't well."""


class UpgradeState(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    phase: Phase = Phase.IDLE
    order: str = ""
    """The last order that was begun."""
    old: str | None = None
    new: str | None = None
    earlier: str | None = None
    """The release before `old`: what `previous` names again after going back."""
    gate_s: int = 0
    unwell_before: bool = False
    """Something was wrong before the change already, so it isn't held against the new release."""
    schemas: dict[str, int] = {}
    """Of the hall's databases before the change, by file name."""
    cuts: int = 0
    """How often this change was cut short."""
    outcome: Outcome = Outcome.STAYED
    """Of `order`."""
    trouble: Trouble = Trouble.NONE
    detail: str = ""


class StateFile:
    """Args: folder: `Layout.upgrade`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME

    def load(self) -> UpgradeState:
        """What was saved last. A file that can't be read tells nothing: the links say what runs.

        Raises:
            OSError: the disk refuses to be read.
        """
        try:
            return UpgradeState.model_validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return UpgradeState()
        except ValidationError:
            return UpgradeState()

    def save(self, state: UpgradeState) -> UpgradeState:
        """On the disk when it returns.

        Raises:
            OSError: the disk is full or refuses it; the file before is whole.
        """
        self._path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        following = self._path.with_suffix(".next")
        with following.open("wb") as file:
            file.write(state.model_dump_json().encode())
            file.flush()
            os.fsync(file.fileno())
        following.replace(self._path)
        sync_folder(self._path.parent)
        return state
