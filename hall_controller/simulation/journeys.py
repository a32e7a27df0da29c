"""What became of each person and each window of a simulated day."""

from bisect import bisect_left, insort
from collections import Counter
from dataclasses import dataclass, field

from hall_controller.simulation.plan import Citizen

Place = tuple[int, int]
"""By arrival: instant of issue, number of the person."""


@dataclass(slots=True)
class Journey:
    """One person's day."""

    citizen: Citizen
    queue: str
    issued_at: int | None = None
    """None: got no number."""
    refused: str = ""
    """Why not."""
    called_at: int | None = None
    """The first call."""
    served: bool = False
    cancelled: bool = False
    no_show: bool = False
    left_without_a_word: bool = False
    expired: bool = False
    passed_over: int = 0
    """Later numbers of the same queue that were called before its first call."""
    forecast: tuple[int, int, int] | None = None
    """What the number promised: low, expected, high, instants."""

    @property
    def waited_ms(self) -> int | None:
        """From the number to the first call; None: never called."""
        return None if self.called_at is None or self.issued_at is None else self.called_at - self.issued_at


@dataclass(slots=True)
class WindowDay:
    """How one window spent its day, ms."""

    number: int
    open_ms: int = 0
    paused_ms: int = 0
    busy_ms: int = 0
    """From a call until the window is idle again."""
    served: int = 0

    @property
    def utilisation(self) -> float:
        """Busy share of the time a clerk was there and not on a break."""
        staffed = self.open_ms - self.paused_ms
        return self.busy_ms / staffed if staffed else 0.0


@dataclass(slots=True)
class DayResult:
    """A whole day under one rule."""

    journeys: list[Journey]
    windows: dict[int, WindowDay]
    ended_at: int = 0
    """Last finish or no-show, ms since midnight."""
    operations: int = 0
    """Commands and timers the hall carried out."""
    reasons: Counter[str] = field(default_factory=Counter)
    """Calls by why this ticket: `turn`, `bound`, `only` and so on."""


@dataclass(slots=True)
class OvertakeCounter:
    """Counts who is passed over: people of one queue, by arrival, until their first call."""

    _waiting: dict[str, list[tuple[Place, Journey]]] = field(default_factory=dict)

    def joins(self, journey: Journey) -> None:
        insort(self._waiting.setdefault(journey.queue, []), (_place(journey), journey), key=lambda entry: entry[0])

    def called(self, journey: Journey) -> None:
        """For the first time: everybody earlier in its queue is passed over once more."""
        place = self._leave(journey)
        for _, earlier in self._waiting[journey.queue][:place]:
            earlier.passed_over += 1

    def leaves(self, journey: Journey) -> None:
        """Without a call."""
        self._leave(journey)

    def _leave(self, journey: Journey) -> int:
        waiting = self._waiting[journey.queue]
        place = bisect_left(waiting, _place(journey), key=lambda entry: entry[0])
        del waiting[place]
        return place


def _place(journey: Journey) -> Place:
    return journey.issued_at or 0, journey.citizen.number
