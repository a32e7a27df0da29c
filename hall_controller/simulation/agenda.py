"""What people and clerks do next, in order of time."""

from collections.abc import Callable
from heapq import heappop, heappush

Action = Callable[[], object]


class Agenda:
    """Actions by instant; those of one instant in the order they were put in."""

    def __init__(self) -> None:
        self._entries: list[tuple[int, int, Action]] = []
        self._count = 0

    def put(self, at: int, action: Action) -> None:
        self._count += 1
        heappush(self._entries, (at, self._count, action))

    def next_at(self) -> int | None:
        return self._entries[0][0] if self._entries else None

    def take(self) -> tuple[int, Action]:
        """
        Raises:
            IndexError: nothing is left to do.
        """
        at, _, action = heappop(self._entries)
        return at, action
