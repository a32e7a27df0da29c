"""The floor plan as a picture's parts."""

from dataclasses import dataclass

from kiosk.view_models.parts import Button


@dataclass(frozen=True, slots=True)
class MapArea:
    """A rectangle with its name, in parts of the plan's width and depth from the lower left."""

    text: str
    x: float
    y: float
    width: float
    depth: float


@dataclass(frozen=True, slots=True)
class MapMark:
    """Something people look for, on the plan and in the list beside it."""

    icon: str
    text: str
    where: str
    """How far it is; empty on other floors."""
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class MapModel:
    title: str
    text: str
    shape: float
    """The plan's width over its depth."""
    areas: tuple[MapArea, ...]
    marks: tuple[MapMark, ...]
    here: tuple[float, float] | None
    """Where the kiosk stands, when it is on this floor."""
    here_text: str
    floors: tuple[Button, ...]
    """None when there is only one."""
