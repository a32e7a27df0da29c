"""What befalls the people of a simulated morning: dealt out in turn, so that a short morning shows everything too."""

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from api.messages.words import TicketClass
from hall_controller.config import HallConfig, ServiceSection


class Incident(Enum):
    """What can befall a citizen at a window, once."""

    MISSES = auto()
    """Isn't there when called, and comes back."""
    FORGETS = auto()
    """Left a paper outside; the window holds the number meanwhile."""
    SENT_ON = auto()
    """Must see another window."""
    CLERK_LEAVES = auto()
    """The clerk is called away right after calling this number, and pauses the window."""


@dataclass(frozen=True, slots=True)
class Story:
    """One citizen's morning; what isn't said goes smoothly."""

    claims: TicketClass | None = None
    """Shows a card at the guide's counter."""
    several_legs: bool = False
    """Comes for something that goes on at other windows."""
    topped: bool = False
    """Staff has a reason to put this number before all others."""
    incidents: frozenset[Incident] = frozenset()


def _story(*incidents: Incident, claims: TicketClass | None = None, several_legs: bool = False, topped: bool = False) -> Story:
    return Story(claims, several_legs, topped, frozenset(incidents))


STORIES = (
    _story(),
    _story(claims=TicketClass.ELDERLY),
    _story(several_legs=True),
    _story(Incident.MISSES),
    _story(claims=TicketClass.DISABLED, topped=True),
    _story(Incident.FORGETS),
    _story(),
    _story(claims=TicketClass.VETERAN, several_legs=True),
    _story(Incident.SENT_ON),
    _story(Incident.CLERK_LEAVES),
    _story(Incident.MISSES, claims=TicketClass.PREGNANT_INFANT),
    _story(Incident.FORGETS, several_legs=True),
)


def stories() -> Iterator[Story]:
    """For one person after the other, without end."""
    return itertools.cycle(STORIES)


def errand(story: Story, services: Sequence[ServiceSection], dice: random.Random) -> ServiceSection:
    """What the person comes for; a hall without visits of several legs has other errands."""
    fitting = [service for service in services if bool(service.then) is story.several_legs]
    return dice.choice(fitting or list(services))


def queues_called(hall: HallConfig, windows: Sequence[int]) -> frozenset[str]:
    """Queues that these windows call."""
    called: set[str] = set()
    for window in hall.windows:
        if window.number in windows:
            called.update(queue.id for queue in hall.queues) if window.any_service else called.update(window.queues)
    return frozenset(called)


def servable(hall: HallConfig, windows: Sequence[int]) -> list[ServiceSection]:
    """Services whose whole visit these windows can serve."""
    called = queues_called(hall, windows)
    skills = {skill for window in hall.windows if window.number in windows for skill in window.skills}
    services = {service.id: service for service in hall.services}

    def can(service: ServiceSection) -> bool:
        return service.queue in called and (service.skill is None or service.skill in skills)

    return [service for service in hall.services if can(service) and all(can(services[later]) for later in service.then)]
