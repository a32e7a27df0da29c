"""How fast a simulated morning goes, and what it came to."""

from dataclasses import dataclass, field

from hall_controller.config import HallConfig
from tingtang.demo.citizen import Taken

SHORTEST_MIN = 1
"""What a hall's file can say of a service that lasts seconds."""


def with_quick_services(hall: HallConfig) -> HallConfig:
    """The hall with the service times of a simulated morning. The forecast goes by the file until it has seen enough services,
    and people who come every few seconds would be promised hours.
    """
    return hall.model_copy(
        update={"services": tuple(service.model_copy(update={"minutes": SHORTEST_MIN}) for service in hall.services)}
    )


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds. The defaults make a lively minute to look at; tests use shorter ones."""

    between_people: float = 5.0
    between_touches: float = 0.8
    shortest_service: float = 6.0
    longest_service: float = 18.0
    before_rating: float = 2.0
    slowest_clerk: float = 1.5
    """Clerks don't all press at the same moment when somebody comes."""
    away: float = 10.0
    """A citizen who fetches a paper or missed the call, a clerk who is called away."""
    share_that_rates: float = 0.75
    people: int | None = None
    """None: people keep coming."""
    before_opening: int = 2
    """The windows open when so many people have their numbers."""


@dataclass(slots=True)
class Tally:
    """What the morning came to: numbers, in the order it happened."""

    taken: list[Taken] = field(default_factory=list)
    booked: list[str] = field(default_factory=list)
    gave_up: list[str] = field(default_factory=list)
    classes: dict[str, str] = field(default_factory=dict)
    """Number to the class that was claimed, or that the guide made of it."""
    several: list[str] = field(default_factory=list)
    """Two things on one number."""
    topped: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    sent_on: list[str] = field(default_factory=list)
    paused: list[str] = field(default_factory=list)
    """Called to a window that then paused."""
    served: list[str] = field(default_factory=list)
    """Once for each leg."""
    rated: list[str] = field(default_factory=list)

    @property
    def numbers(self) -> list[str]:
        """Of everybody who was in the hall."""
        return [*(taken.number for taken in self.taken), *self.booked]
