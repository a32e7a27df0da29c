"""Invented people and drawn attacks as presenters: what can be tried without anybody and without a camera. All synthetic."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from drivers.emulators.persons.attacks import Attack, Detail, Species
from drivers.emulators.persons.motion import Follower
from drivers.emulators.persons.scenes import Scene, Stage, View
from kiosk.vision.messages import Guidance

if TYPE_CHECKING:
    from kiosk.vision.faces import Pixels

PEOPLE = 24
FPS = 7.0
"""As a Raspberry Pi 4 manages with everything at work."""
LIMIT_S = 40.0
HEAD_DEGREES = 30.0
PAPER_DEGREES = (35.0, 45.0, 55.0)
"""A sheet turned as far as a head shows too little; an attacker turns it further."""
PERSON = "person"
TURNED_FURTHER = frozenset({Species.BENT_PRINT, Species.TURNED_PHOTO, Species.FILLED_FRAME})
ASKED = {Guidance.TURN_LEFT: 1.0, Guidance.TURN_RIGHT: -1.0}


class Show(Protocol):
    def draw(self, yaw: float, at_s: float) -> "Pixels": ...


@dataclass(frozen=True, slots=True)
class Case:
    """One presentation, by numbers only."""

    species: str
    """`person`, or a `Species`."""
    person: int
    picture: str
    seed: int
    degrees: float
    radius_mm: float = 0.0
    """Of a bent print, hollow when negative; 0: the seed chooses."""


def cases(species: str, count: int) -> list[Case]:
    """`count` different ones: another person, picture, background, bend and angle each time."""
    pictures = "bca" if species == PERSON else "abc"
    found = []
    for number in range(count):
        further = species in TURNED_FURTHER
        degrees = PAPER_DEGREES[number % len(PAPER_DEGREES)] if further else HEAD_DEGREES
        picture = pictures[(number // PEOPLE) % len(pictures)]
        found.append(Case(species, number % PEOPLE + 1, picture, number + 1, degrees))
    return found


class Drawn:
    """Implements `Presenter`."""

    def __init__(self, case: Case) -> None:
        self._degrees = case.degrees
        self._follower = Follower()
        self._show: Show
        if case.species == PERSON:
            self._show = Stage(Scene.FRONT, case.person, View(seed=case.seed), picture=case.picture)
        else:
            self._show = Attack(
                Species(case.species), Detail(case.person, seed=case.seed, radius_mm=case.radius_mm), view=case.picture
            )

    def at(self, degrees: float, at_s: float) -> "Pixels":
        """One frame, turned by as much, whatever was asked."""
        return self._show.draw(degrees, at_s)

    def frames(self) -> "Iterator[tuple[Pixels, float]]":
        for number in range(round(LIMIT_S * FPS)):
            at_s = number / FPS
            yield self._show.draw(self._follower.yaw_at(at_s), at_s), at_s

    def asked(self, guidance: Guidance, at_s: float) -> None:
        self._follower.ask(ASKED.get(guidance, 0.0) * self._degrees, at_s)
