"""Profiles of pads with a screen that speak JSON. No public standard exists: a profile names every field."""

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.content.rating_labels import MOST_LABELS
from drivers.profiles import Profile
from drivers.rating_pad.json_frames import Encoding, Framing
from drivers.rating_pad.templates import placeholders

Template = dict[str, Any]
"""A message as the pad wants it; `{ticket}` and the like stand for values."""
STAFF_VALUES = frozenset({"name", "number", "post", "stars"})
ALWAYS = frozenset({"id", "window"})
"""`id`: a number that is new for each message."""
ASK_VALUES = ALWAYS | STAFF_VALUES | {"ask", "ticket", "seconds", "levels"}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Sent(_Part):
    """What the host sends; an empty table where the pad has no such message."""

    ask: Template
    over: Template = {}
    """The ask has ended without the pad."""
    show_staff: Template = {}
    ping: Template = {}
    acknowledge: Template = {}
    """The hall has the rating: the pad needn't tell it again."""
    identify: Template = {}

    @model_validator(mode="after")
    def _placeholders_are_known(self) -> Self:
        allowed = {
            "ask": ASK_VALUES,
            "over": ALWAYS | {"ask"},
            "show_staff": ALWAYS | STAFF_VALUES,
            "ping": ALWAYS,
            "acknowledge": ALWAYS | {"ask"},
            "identify": ALWAYS | {"label", "seconds"},
        }
        for name, known in allowed.items():
            unknown = placeholders(getattr(self, name)) - known
            if unknown:
                raise ValueError(f"{name}: no {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}")
        return self


class HeardTaken(_Part):
    """The pad's answer to what the host sends."""

    match: dict[str, Any]
    """Fields and values by which such a message is known. Fields within fields are written `data.value`."""
    of: str = ""
    """The field that repeats the `{id}` of what is answered; empty: the answer doesn't say."""


class HeardRating(_Part):
    """A rating."""

    match: dict[str, Any]
    ask: str = ""
    """Field with the `{ask}`; empty: the pad doesn't say which ask it answers."""
    level: str
    labels: str = ""
    """Field with the codes of the ticked reasons: a list, or text with commas."""


class Heard(_Part):
    taken: HeardTaken | None = None
    """None: the pad answers nothing, and is unknown until it is heard."""
    rated: HeardRating


class LevelNames(_Part):
    """How the items of `{levels}` are called."""

    code: str = "code"
    text: str = "text"
    labels: str = "labels"
    """Empty: the pad gets no labels."""
    label_code: str = "code"
    label_text: str = "text"


class LcdProfile(Profile):
    protocol: Literal["lcd-json"]
    framing: Framing = "lines"
    encoding: Encoding = "utf-8"
    level_map: str
    """Name in `api/content/rating_maps.json`."""
    declined_code: int | None = None
    """The level code by which the pad says that the person declined."""
    most_labels: int = Field(default=MOST_LABELS, ge=0, le=MOST_LABELS)
    """Labels of one level that the pad can show."""
    same_label_count: bool = False
    """The pad wants as many labels for each level."""
    send: Sent
    heard: Heard
    level_names: LevelNames = LevelNames()
