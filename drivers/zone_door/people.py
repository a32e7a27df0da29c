"""How many people are in the zone, by a sensor that gives a pulse for each one in and out. Pure."""

from drivers.zone_door.wiring import Seen

COUNTER_RANGE = 0x1_0000
MOST_AT_ONCE = 200
"""More people between two looks aren't people: the board was restarted and its counters with it."""


class PeopleCounter:
    """Args: people: as last kept; limit: 0 is none."""

    def __init__(self, people: int, limit: int) -> None:
        self.people = people
        self.limit = limit
        self._before: Seen | None = None

    @property
    def full(self) -> bool:
        return 0 < self.limit <= self.people

    def lost_sight(self) -> None:
        """The board is away; its counters may start anew."""
        self._before = None

    def empty(self) -> None:
        """A person has looked: nobody is inside. Sensors miscount, and the mistakes add up."""
        self.people = 0

    def look(self, seen: Seen) -> bool:
        """The next look; whether the number changed."""
        before, self._before = self._before, seen
        if before is None:
            return False
        if seen.counted is not None and before.counted is not None:
            entered, left = (_since(old, new) for old, new in zip(before.counted, seen.counted, strict=True))
        else:
            entered, left = int(seen.enter and not before.enter), int(seen.leave and not before.leave)
        people = max(0, self.people + entered - left)
        changed, self.people = people != self.people, people
        return changed


def _since(old: int, new: int) -> int:
    passed = (new - old) % COUNTER_RANGE
    return passed if passed <= MOST_AT_ONCE else 0
