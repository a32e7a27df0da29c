"""The hall's floor plan as data: a TOML file, measures in metres from the lower left corner of each floor.

A hall draws it once (`docs/kiosk/hall-map.md`); the kiosk marks its own place and says how far everything is.
"""

from math import hypot
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from api.messages.base import Id
from api.messages.names import Names
from api.process.settings_file import Section, load_file

Amenity = Literal[
    "info",
    "toilet",
    "accessible-toilet",
    "water",
    "nursing-room",
    "first-aid",
    "seats",
    "charging",
    "copying",
    "bank",
    "lift",
    "stairs",
    "exit",
]
AMENITIES: tuple[Amenity, ...] = get_args(Amenity)
Metres = Annotated[float, Field(ge=0, le=1_000)]
AMENITIES_MAX = 12
"""Of one floor: so many stand in the list below the plan."""
AREAS_MAX = 20


class Area(Section):
    """A part of the floor: windows, a waiting area, a self-service zone."""

    id: Id
    names: Names
    x: Metres
    y: Metres
    width: Metres
    depth: Metres


class Mark(Section):
    """Something people look for."""

    kind: Amenity
    x: Metres
    y: Metres
    names: Names = Field(default_factory=dict)
    """Left out: what such a thing is called everywhere."""


class Floor(Section):
    id: Id
    names: Names
    width: Metres
    depth: Metres
    areas: Annotated[tuple[Area, ...], Field(max_length=AREAS_MAX)] = ()
    marks: Annotated[tuple[Mark, ...], Field(max_length=AMENITIES_MAX)] = ()

    @model_validator(mode="after")
    def _inside(self) -> Self:
        for area in self.areas:
            if area.x + area.width > self.width or area.y + area.depth > self.depth:
                raise ValueError(f"{area.id} reaches beyond the floor {self.id}")
        for mark in self.marks:
            if mark.x > self.width or mark.y > self.depth:
                raise ValueError(f"{mark.kind} lies beyond the floor {self.id}")
        return self


class Here(Section):
    """Where this kiosk stands."""

    floor: Id
    x: Metres
    y: Metres


class HallPlan(Section):
    floors: Annotated[tuple[Floor, ...], Field(min_length=1, max_length=4)]
    here: Here

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if self.here.floor not in {floor.id for floor in self.floors}:
            raise ValueError(f"here: there is no floor {self.here.floor}")
        return self

    @property
    def own_floor(self) -> int:
        """Index of the floor that this kiosk stands on."""
        return next(index for index, floor in enumerate(self.floors) if floor.id == self.here.floor)

    def metres_to(self, floor: Floor, mark: Mark) -> int | None:
        """As the crow flies, in whole metres; None on another floor."""
        return round(hypot(mark.x - self.here.x, mark.y - self.here.y)) if floor.id == self.here.floor else None


def read_plan(path: Path) -> HallPlan:
    """
    Raises:
        ConfigurationError: the file can't be read, or isn't a plan; the text names file, section and key.
    """
    return load_file(path, HallPlan)
