"""限号: how many numbers some services give on some weekdays, in half a day or a window of time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quota:
    """At most so many numbers of these services together, issued in a span of the day."""

    name: str
    """The queue or the services as the hall's file names them."""
    services: frozenset[str]
    weekdays: frozenset[int]
    """Monday is 0."""
    start: int
    """Minute of the local day."""
    end: int
    """The span ends before this minute."""
    most: int

    def holds(self, weekday: int, minute: int) -> bool:
        """A number issued now counts in it."""
        return weekday in self.weekdays and self.start <= minute < self.end
