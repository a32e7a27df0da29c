"""The columns of a rollout while they are being laid out: heads of lines, each with the tickets behind it."""

from dataclasses import dataclass, field

from hall_controller.forecast.keys import LAST_TIE, UNBOUNDED

NO_QUEUE = -1
FRONT_LEVEL = 1
"""Before every level of a window's list; level n of the list is n + 1 here."""


@dataclass(slots=True)
class Columns:
    """Lists that grow side by side; a place is one ticket, each column is closed by an empty place."""

    lines: list[int] = field(default_factory=list)
    """By column: index of its line."""
    starts: list[int] = field(default_factory=list)
    slopes: list[int] = field(default_factory=list)
    fronts: list[bool] = field(default_factory=list)
    joins: list[int] = field(default_factory=list)
    """By place, as all that follow."""
    keys: list[int] = field(default_factory=list)
    services: list[int] = field(default_factory=list)
    behind: list[int] = field(default_factory=list)
    passed: list[int] = field(default_factory=list)
    ties: list[int] = field(default_factory=list)
    queue_of: list[int] = field(default_factory=list)
    column_of: list[int] = field(default_factory=list)

    def begin(self, line: int, slope: int, *, front: bool = False) -> None:
        self.lines.append(line)
        self.starts.append(len(self.keys))
        self.slopes.append(slope)
        self.fronts.append(front)

    def wait(self, key: int, service: int, behind: int, passed: int, tie: int, queue: int) -> None:
        self._place(1, 0, key, service, behind, passed, tie, queue)

    def leave_open(self, count: int, service: int) -> None:
        """Places that are filled in each run by itself."""
        self._place(count, UNBOUNDED, 0, service, 0, 0, LAST_TIE, NO_QUEUE)

    def end(self) -> None:
        self.leave_open(1, 0)

    def _place(self, count: int, join: int, key: int, service: int, behind: int, passed: int, tie: int, queue: int) -> None:
        self.joins += [join] * count
        self.keys += [key] * count
        self.services += [service] * count
        self.behind += [behind] * count
        self.passed += [passed] * count
        self.ties += [tie] * count
        self.queue_of += [queue] * count
        self.column_of += [len(self.lines) - 1] * count
