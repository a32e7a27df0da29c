"""What models of screens are made of."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.flow.intents import Intent


class Tone(StrEnum):
    """How a message feels; screens give it a colour and an icon, never a colour alone."""

    CALM = "calm"
    GOOD = "good"
    CAUTION = "caution"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Button:
    """Something to touch. `name` is stable over languages and layouts: tests and simulated citizens find it by that."""

    name: str
    text: str
    intent: Intent
    icon: str = ""
    hint: str = ""
    """A second, smaller line."""
    enabled: bool = True
    grey: bool = False
    """Not to be had now, and touched all the same: it leads to why, and to what else there is."""
    on: bool | None = None
    """A switch, and how it stands; None: it is none."""
    private: bool = False
    """Its text tells something about the person, such as one of their records: no loudspeaker says it."""


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str
    private: bool = False
    """About the person: no loudspeaker says it."""
