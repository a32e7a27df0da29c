"""Who and what the depth gate is tried with: one set to choose its limits by, and another one to measure it. All drawn.

The sets share nobody: people with odd numbers choose, people with even numbers measure; seeds (background, noise, sway), angles
and bends differ too. Whoever changes a limit looks at `TUNING` alone.
"""

import random
from dataclasses import dataclass

from drivers.emulators.persons.attacks import Species
from tingtang.vision.generated import PEOPLE, PERSON, Case

PICTURES = "abc"


@dataclass(frozen=True, slots=True)
class DepthSet:
    """How one set is made. The same each time."""

    name: str
    first_person: int
    """1: the odd ones; 2: the even ones."""
    seed: int
    people: int
    """Turns of people."""
    flat: int
    bent: int
    head_degrees: tuple[float, ...]
    sheet_degrees: tuple[float, ...]
    radii_mm: tuple[float, float]
    """Of the bend about an upright axis. Three of four bulge toward the camera, the fourth is hollow."""

    def cases(self) -> list[Case]:
        chance = random.Random(self.seed)
        found = [self._case(PERSON, number, self.head_degrees) for number in range(self.people)]
        found += [self._case(Species.TURNED_PHOTO, number, self.sheet_degrees) for number in range(self.flat)]
        for number in range(self.bent):
            radius = chance.uniform(*self.radii_mm) * (1 if number % 4 else -1)
            found.append(self._case(Species.BENT_PRINT, number, self.sheet_degrees, radius))
        return found

    def _case(self, species: str, number: int, degrees: tuple[float, ...], radius_mm: float = 0.0) -> Case:
        several = PEOPLE // 2
        person = self.first_person + 2 * (number % several)
        picture = PICTURES[(number // several) % len(PICTURES)]
        angle = degrees[(number + number // several) % len(degrees)]
        return Case(str(species), person, picture, self.seed + number, angle, radius_mm)


TUNING = DepthSet("tuning", 1, 500, 36, 20, 84, (26.0, 30.0, 35.0), (26.0, 33.0, 40.0, 48.0, 56.0), (65.0, 240.0))
MEASURING = DepthSet("measuring", 2, 70_000, 72, 66, 96, (25.0, 28.0, 32.0, 37.0), (29.0, 37.0, 44.0, 52.0, 60.0), (60.0, 260.0))
