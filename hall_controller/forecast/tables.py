"""A snapshot as arrays: L lines, C columns, W windows, N places.

A column is a head that a window compares: of those who wait in a line by the rule, of those in it who were moved to the front,
each of those who came back and let others go first, of those who will come. A line's newcomer is no column: he changes nothing
before his own call, so one rollout serves the newcomers of all lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from hall_controller.forecast.columns import FRONT_LEVEL, NO_QUEUE, Columns
from hall_controller.forecast.keys import ACCUMULATING, NEWCOMER_TIE, UNBOUNDED, Keys, places_in_order
from hall_controller.forecast.laws import Ints
from hall_controller.forecast.snapshot import Line, Snapshot, Waiting

Bools = NDArray[np.bool_]

FAR = np.int64(UNBOUNDED)
"""Never, ms."""
LONGEST_MS = 6 * 3_600_000
"""Nobody is told of a wait beyond this."""
MS_PER_H = 3_600_000
_SLACK_MS = 20 * 60_000
"""Arrivals are drawn for longer than the work in line would take."""


@dataclass(frozen=True, slots=True)
class Coming:
    """Those of one line who are still to come: places `first` to `first + count`."""

    line: int
    """Its index."""
    first: int
    count: int
    base: int
    factor: int


@dataclass(frozen=True, slots=True)
class Tables:
    levels: Ints
    """(W, C): level of the window for the column; 0: may not call it."""
    line_levels: Ints
    """(W, L)."""
    slopes: Ints
    """(C,), key per ms."""
    line_slopes: Ints
    newcomers: Ints
    """(L,): a newcomer's intercept."""
    bounds: Ints
    """(C,)."""
    line_bounds: Ints
    queues: Ints
    """(C,): index of the queue."""
    overtaking: Bools
    """(C,): a call may pass over earlier ones of the queue. Whoever has the queue's least precedence passes nobody, and calls
    outside the rule don't count."""
    starts: Ints
    """(C,): the column's first place."""
    joins: Ints
    """(N,): when it may be called first, ms after the snapshot; FAR: drawn, or nobody."""
    keys: Ints
    """(N,): intercept."""
    services: Ints
    """(N,): index in the snapshot's services."""
    behind: Ints
    """(N,): calls of its queue before it stands by the rule."""
    passed: Ints
    """(N,)."""
    ties: Ints
    """(N,): place in the order of all who wait now."""
    passes: Bools
    """(N, places of who waits now): whom the call of a place passes over."""
    passes_newcomer: Bools
    """(N, L)."""
    partial: bool
    """A window may call some lines of a queue and not others: it passes over only those it compared."""
    column_of: Ints
    """(N,)."""
    postponed: bool
    """Somebody's reference is still to come, under a rule of credit."""
    coming: tuple[Coming, ...]
    queues_behind: tuple[Ints, ...]
    """Of each queue in which somebody lets others go first: its columns. They stand by the rule once nobody else is left."""

    @property
    def columns_now(self) -> int:
        """Columns of those who wait now; they come first."""
        return len(self.starts) - len(self.coming)

    @property
    def places_now(self) -> int:
        return int(self.passes.shape[1])

    @property
    def graded(self) -> bool:
        """Whether a window prefers some columns to others whatever their keys."""
        return bool((self.levels[self.levels > 0] != FRONT_LEVEL + 1).any()) or self.held_back

    @property
    def bounded(self) -> bool:
        return bool((self.bounds < FAR).any())

    @property
    def held_back(self) -> bool:
        return bool(self.behind.any())


def tabulate(snapshot: Snapshot) -> Tables:
    keys, lines = Keys(snapshot.discipline), snapshot.lines
    queue_index = {queue: place for place, queue in enumerate(dict.fromkeys(line.queue for line in lines))}
    queues = [queue_index[line.queue] for line in lines]
    index_of = {history.service: place for place, history in enumerate(snapshot.services)}
    columns = Columns()
    _lay_out_waiting(columns, snapshot, keys, index_of, queues)
    coming = _lay_out_coming(columns, snapshot, keys, index_of)
    line_levels = np.zeros((len(snapshot.windows), len(lines)), dtype=np.int64)
    for place, window in enumerate(snapshot.windows):
        for index, level in window.levels:
            line_levels[place, index] = FRONT_LEVEL + level
    fronts = np.array(columns.fronts, dtype=np.bool_)
    line_queues, column_of, ties = _ints(queues), _ints(columns.column_of), _ints(columns.ties)
    place_queues = line_queues[columns.lines][column_of][:, None]
    now = coming[0].first if coming else len(columns.keys)
    passes = (place_queues == _ints(columns.queue_of)[:now]) & (ties[:, None] > ties[:now])
    passes_newcomer = (place_queues == line_queues) & (ties > NEWCOMER_TIE)[:, None]
    levels = line_levels[:, columns.lines]
    levels[(levels > 0) & fronts] = FRONT_LEVEL
    return Tables(
        levels=levels,
        line_levels=line_levels,
        slopes=_ints(columns.slopes),
        line_slopes=_ints([keys.slope(line) for line in lines]),
        newcomers=_ints([keys.intercept(line, 0, NEWCOMER_TIE) for line in lines]),
        bounds=_ints([keys.bound(lines[index]) for index in columns.lines]),
        line_bounds=_ints([keys.bound(line) for line in lines]),
        queues=_ints([queues[index] for index in columns.lines]),
        overtaking=~fronts & np.array(_overtaking(snapshot, keys), dtype=np.bool_)[columns.lines],
        starts=_ints(columns.starts),
        joins=_ints(columns.joins),
        keys=_ints(columns.keys),
        services=_ints(columns.services),
        behind=_ints(columns.behind),
        passed=_ints(columns.passed),
        ties=ties,
        passes=passes,
        passes_newcomer=passes_newcomer,
        partial=_partial(line_levels, line_queues),
        column_of=column_of,
        postponed=snapshot.discipline.rule == ACCUMULATING
        and any(ticket.order[0] > snapshot.at for line in snapshot.lines for ticket in line.waiting),
        coming=coming,
        queues_behind=_queues_behind(columns, _ints([queues[index] for index in columns.lines])),
    )


def _queues_behind(columns: Columns, queues: Ints) -> tuple[Ints, ...]:
    behind = {queue for queue, calls in zip(columns.queue_of, columns.behind, strict=True) if calls and queue != NO_QUEUE}
    return tuple(np.flatnonzero(queues == queue) for queue in sorted(behind))


def _lay_out_waiting(columns: Columns, snapshot: Snapshot, keys: Keys, index_of: dict[str, int], queues: list[int]) -> None:
    ties = places_in_order(snapshot)
    for index, line in enumerate(snapshot.lines):
        queue = queues[index] if line.queue else NO_QUEUE

        def lay_out(tickets: Sequence[Waiting], index: int = index, line: Line = line, queue: int = queue) -> None:
            columns.begin(index, keys.slope(line))
            # A line goes first as soon as anybody in it was passed over too often: its head stands for all behind it.
            passed = list(accumulate((ticket.passed for ticket in reversed(tickets)), max))[::-1]
            for ticket, most in zip(tickets, passed, strict=True):
                tie = ties[ticket.order]
                key = keys.intercept(line, ticket.order[0] - snapshot.at, tie)
                columns.wait(key, index_of[ticket.service], ticket.behind, most, tie, queue)
            columns.end()

        # Every column costs each run each step: a line in which nobody stands has none, but the first, so that there is one.
        standing = [ticket for ticket in line.waiting if not ticket.behind and not ticket.front]
        if standing or not index:
            lay_out(standing)
        # Each of them is let back by himself.
        for ticket in line.waiting:
            if ticket.behind and not ticket.front:
                lay_out([ticket])
        if fronts := [ticket for ticket in line.waiting if ticket.front]:
            columns.begin(index, 0, front=True)
            for ticket in sorted(fronts, key=lambda ticket: ticket.front):
                columns.wait(-ticket.front, index_of[ticket.service], 0, 0, ties[ticket.order], NO_QUEUE)
            columns.end()


def _lay_out_coming(columns: Columns, snapshot: Snapshot, keys: Keys, index_of: dict[str, int]) -> tuple[Coming, ...]:
    """Who comes later with the least precedence is never called before a newcomer of now, unless a window prefers his line or
    his reference lies before his arrival: those are left out.
    """
    lines, coming = snapshot.lines, []
    graded = any(level > 1 for window in snapshot.windows for _, level in window.levels)
    least = min((keys.precedence(line) for line in lines), default=0)
    span_ms = _span_ms(snapshot)
    for index, line in enumerate(lines):
        if line.arrivals_per_h <= 0 or not (graded or any(line.ages) or keys.precedence(line) > least):
            continue
        count = _enough(line.arrivals_per_h * span_ms / MS_PER_H)
        columns.begin(index, keys.slope(line))
        coming.append(Coming(index, len(columns.keys), count, keys.base(line), keys.factor(line)))
        columns.leave_open(count, index_of[line.service])
        columns.end()
    return tuple(coming)


def _overtaking(snapshot: Snapshot, keys: Keys) -> list[bool]:
    least: dict[str, int] = {}
    for line in snapshot.lines:
        least[line.queue] = min(least.get(line.queue, keys.precedence(line)), keys.precedence(line))
    return [keys.precedence(line) > least[line.queue] or not line.queue for line in snapshot.lines]


def _partial(line_levels: Ints, line_queues: Ints) -> bool:
    may = line_levels > 0
    return any(
        bool((may[:, line_queues == queue].any(axis=1) != may[:, line_queues == queue].all(axis=1)).any())
        for queue in set(line_queues.tolist())
    )


def _span_ms(snapshot: Snapshot) -> float:
    """About how long the people in line keep the windows at work, with the double for safety."""
    usual = {one.service: sum(one.durations) / len(one.durations) if one.durations else one.expected for one in snapshot.services}
    work = sum(usual[ticket.service] for line in snapshot.lines for ticket in line.waiting)
    return float(min(LONGEST_MS, 2 * work / max(1, len(snapshot.windows)) + _SLACK_MS))


def _enough(mean: float) -> int:
    """More arrivals than almost every run needs: five standard deviations above the mean."""
    return int(mean + 5 * mean**0.5 + 2)


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)
