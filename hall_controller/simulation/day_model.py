"""A kind of day at a hall, as its TOML file describes it: who comes when, for how long, and how windows are staffed.

A model names no hall: queues without an entry share the tickets by what their windows can do. Files are in `days/`.
"""

from typing import Annotated, Self

from pydantic import Field, model_validator

from api.messages.base import Id
from api.messages.words import TicketClass
from api.process.settings_file import Section
from hall_controller.config_times import TimeOfDay, minute_of

HalfHour = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):(00|30)$")]
Share = Annotated[float, Field(ge=0, le=1)]
Weight = Annotated[float, Field(ge=0)]

HALF_HOUR_MIN = 30


class Law(Section):
    """A lognormal duration: positive, with a long tail, as measured services are."""

    mean: float = Field(gt=0)
    """In the unit that the section names."""
    cv: float = Field(default=0.6, ge=0, le=5)
    """Standard deviation over mean; 0: always the mean."""


class QueueLoad(Section):
    """How a queue differs from what its windows can do."""

    load: Weight = 1.0
    """Tickets as a multiple of the queue's even part."""
    arrivals: dict[HalfHour, Weight] = Field(default_factory=dict)
    """Its own profile; empty: the day's."""


class ServiceTimes(Section):
    """Duration at the window."""

    scale: float = Field(default=1.0, gt=0, le=10)
    """Real mean as a multiple of the minutes that the hall's file promises for a service."""
    cv: float = Field(default=0.6, ge=0, le=5)
    services: dict[Id, Law] = Field(default_factory=dict)
    """Laws of single services, minutes."""


class Absence(Section):
    """People who aren't there when called."""

    no_show: Share = 0.05
    """Left without a word before their call, however short the wait."""
    back: Share = 0.4
    """Of those: come back after they were missed."""
    back_after_min: Law = Law(mean=6)
    patience_min: Law | None = None
    """How long people wait before they leave; None: for ever."""
    say_so: Share = 0.2
    """Of those who lose patience: cancel instead of just going."""


class AtWindow(Section):
    """Between the key and the service, seconds."""

    walk_s: Law = Law(mean=20, cv=0.4)
    """From the call to the window."""
    recalls: int = Field(default=2, ge=0, le=10)
    recall_every_s: float = Field(default=15, gt=0)
    miss_after_s: float = Field(default=45, gt=0)
    """From the call to the key 过号."""
    between_s: Law = Law(mean=8, cv=0.5)
    """From a finish to the next call when somebody waits."""
    rating_s: Law = Law(mean=5, cv=0.5)
    rated: Share = 0.7
    """Answer on the rating pad; the others let it time out."""


class Break(Section):
    at: TimeOfDay
    minutes: int = Field(ge=1, le=240)
    windows: Share = 1.0
    """Share of the windows that take it at this time; breaks of one `round` go round the windows."""
    round: str = "lunch"


class DayModel(Section):
    """One kind of day."""

    names: dict[str, str]
    date: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")] = "2025-11-21"
    """A working day: the hall's calendar applies."""
    tickets: int = Field(ge=1, le=50_000)
    """For a hall of `for_windows` windows; another hall gets its part."""
    for_windows: int = Field(ge=1, le=999)
    windows_open: TimeOfDay = "08:30"
    windows_close: TimeOfDay = "17:30"
    """From then on a window closes when nobody waits for it."""
    day_ends: TimeOfDay = "19:00"
    """Who still waits then expires."""
    kiosks: int = Field(default=8, ge=1, le=200)
    uneven: float = Field(default=0.15, ge=0, le=2)
    """CV of the queues' loads around what their windows can do."""
    arrivals: dict[HalfHour, Weight]
    classes: dict[TicketClass, Weight]
    queues: dict[Id, QueueLoad] = Field(default_factory=dict)
    service: ServiceTimes = ServiceTimes()
    absence: Absence = Absence()
    window: AtWindow = AtWindow()
    breaks: tuple[Break, ...] = ()

    @model_validator(mode="after")
    def _is_a_day(self) -> Self:
        profiles = {"arrivals": self.arrivals}
        profiles |= {f"queues.{name}.arrivals": queue.arrivals for name, queue in self.queues.items() if queue.arrivals}
        problems = [f"{name}: all weights are 0" for name, profile in profiles.items() if not sum(profile.values())]
        if not sum(self.classes.values()):
            problems.append("classes: all weights are 0")
        if not minute_of(self.windows_open) < minute_of(self.windows_close) <= minute_of(self.day_ends):
            problems.append("windows_open, windows_close, day_ends: must follow each other")
        rounds = {name: sum(pause.windows for pause in self.breaks if pause.round == name) for name in self._rounds()}
        problems += [f"breaks: round {name!r} has more than all windows" for name, share in rounds.items() if share > 1 + 1e-9]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _rounds(self) -> list[str]:
        return list(dict.fromkeys(pause.round for pause in self.breaks))
