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
    """Takes the kiosk's way for people with a claim."""
    claim_fails: bool = False
    """Has no card for it: the guide makes it an ordinary number, which keeps its age."""
    several_things: bool = False
    """Wants two things on one number."""
    several_legs: bool = False
    """Comes for something that goes on at other windows."""
    topped: bool = False
    """Staff has a reason to put this number before all others."""
    incidents: frozenset[Incident] = frozenset()


STORIES = (
    Story(),
    Story(claims=TicketClass.ELDERLY),
    Story(several_legs=True),
    Story(incidents=frozenset({Incident.MISSES})),
    Story(claims=TicketClass.DISABLED, topped=True),
    Story(incidents=frozenset({Incident.FORGETS})),
    Story(several_things=True),
    Story(claims=TicketClass.VETERAN, several_legs=True),
    Story(incidents=frozenset({Incident.SENT_ON})),
    Story(incidents=frozenset({Incident.CLERK_LEAVES})),
    Story(claims=TicketClass.PREGNANT_INFANT, incidents=frozenset({Incident.MISSES})),
    Story(claims=TicketClass.MILITARY, claim_fails=True, incidents=frozenset({Incident.FORGETS})),
)


def stories() -> Iterator[Story]:
    """For one person after the other, without end."""
    return itertools.cycle(STORIES)


def errands(story: Story, services: Sequence[ServiceSection], dice: random.Random) -> list[ServiceSection]:
    """What the person comes for; a hall without visits of several legs has other errands."""
    fitting = [service for service in services if bool(service.then) is story.several_legs]
    first = dice.choice(fitting or list(services))
    others = [other for other in services if story.several_things and _go_together(first, other)]
    return [first, dice.choice(others)] if others else [first]


def _go_together(first: ServiceSection, other: ServiceSection) -> bool:
    """On one number: things of one department that don't exclude each other."""
    excluded = first.conflict_group is not None and first.conflict_group == other.conflict_group
    return other.id != first.id and other.department == first.department and not excluded


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
