"""A rollout as a value: the stages, and how far each unit has come. Operations are in `steering` and `progress`."""

from datetime import datetime, time
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from api.messages.base import Id, Milliseconds
from api.releases.manifest import Version
from api.releases.orders import MOST_GATE_S

MOST_STAGES = 40
MOST_UNITS = 2_000
SETTLE_S = 900
"""Well for so long before the next stage: three questions of a unit."""
GATE_S = 60
MOST_SETTLE_S = 7 * 24 * 3_600


class RolloutState(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    PAUSED = "paused"
    """Who has changed stays so; nobody else changes."""
    STOPPED = "stopped"
    """A unit failed: as paused, until somebody has looked."""
    DONE = "done"
    GOING_BACK = "goingBack"
    WENT_BACK = "wentBack"
    ABORTED = "aborted"
    """Given up: each unit stays with what it runs."""


ACTIVE = frozenset({RolloutState.RUNNING, RolloutState.PAUSED, RolloutState.STOPPED, RolloutState.GOING_BACK})


class UnitState(StrEnum):
    WAITING = "waiting"
    """Its stage's turn hasn't come."""
    ORDERED = "ordered"
    """It shall change and hasn't said yet that it is well."""
    WELL = "well"
    FAILED = "failed"
    SKIPPED = "skipped"
    """Left out by a person; it follows when the rollout is done."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Stage(_Value):
    name: str = Field(min_length=1, max_length=40)
    nodes: tuple[Id, ...] = Field(min_length=1, max_length=MOST_UNITS)


class Hours(_Value):
    """When units may change; over midnight when `start` is later than `end`."""

    start: time
    end: time
    timezone: str = "Asia/Shanghai"

    @field_validator("timezone")
    @classmethod
    def _is_known(cls, name: str) -> str:
        """Else every question of a unit would fail, hours after the order was given."""
        try:
            ZoneInfo(name)
        except (LookupError, OSError, ValueError):
            raise ValueError(f"there is no time zone {name!r}") from None
        return name

    def open_at(self, now_ms: int) -> bool:
        local = datetime.fromtimestamp(now_ms / 1000, ZoneInfo(self.timezone)).time()
        if self.start <= self.end:
            return self.start <= local < self.end
        return local >= self.start or local < self.end


class Unit(_Value):
    node: Id
    state: UnitState = UnitState.WAITING
    tries: int = 0
    """Orders given to it in this rollout."""
    before: Version | None = None
    """What it ran when it was ordered to change: where it goes back to."""
    running: Version | None = None
    heard_ms: Milliseconds | None = None
    well_reports: int = 0
    """In a row."""
    ill_reports: int = 0
    """In a row."""
    trouble: str = ""
    detail: str = ""


class Rollout(_Value):
    id: str
    version: Version
    stages: tuple[Stage, ...] = Field(min_length=1, max_length=MOST_STAGES)
    settle_s: int = Field(default=SETTLE_S, ge=0, le=MOST_SETTLE_S)
    """How long a whole stage must be well before the next one begins."""
    gate_s: int = Field(default=GATE_S, ge=0, le=MOST_GATE_S)
    """How long each unit watches itself before it says it is well."""
    hours: Hours | None = None
    """Left out: at any time."""
    made_ms: Milliseconds
    state: RolloutState = RolloutState.PLANNED
    stage: int = 0
    """The stage in work."""
    well_since_ms: Milliseconds | None = None
    """Since when all of that stage were seen well."""
    units: tuple[Unit, ...] = ()

    @model_validator(mode="after")
    def _each_unit_in_one_stage(self) -> Self:
        nodes = [node for stage in self.stages for node in stage.nodes]
        twice = sorted({node for node in nodes if nodes.count(node) > 1})
        if twice:
            raise ValueError(f"{twice[0]} stands in two stages")
        if [unit.node for unit in self.units] != nodes:
            raise ValueError("units and stages don't name the same nodes")
        return self

    def unit(self, node: str) -> Unit | None:
        return next((unit for unit in self.units if unit.node == node), None)

    def order_of(self, unit: Unit) -> str:
        return f"{self.id}-{unit.tries}"

    def in_stage(self) -> tuple[Unit, ...]:
        """The units of the stage in work."""
        nodes = frozenset(self.stages[self.stage].nodes)
        return tuple(unit for unit in self.units if unit.node in nodes)

    def with_unit(self, changed: Unit) -> "Rollout":
        units = tuple(changed if unit.node == changed.node else unit for unit in self.units)
        return self.model_copy(update={"units": units})


def new_rollout(
    ident: str, version: str, stages: tuple[Stage, ...], now_ms: int, *, settle_s: int = SETTLE_S, gate_s: int = GATE_S,
    hours: Hours | None = None,
) -> Rollout:  # fmt: skip
    """A planned rollout; nothing happens until it is started.

    Raises:
        ValueError: a node stands in two stages, or a number is out of its range.
    """
    units = tuple(Unit(node=node) for stage in stages for node in stage.nodes)
    return Rollout(
        id=ident, version=version, stages=stages, settle_s=settle_s, gate_s=gate_s, hours=hours, made_ms=now_ms, units=units
    )
