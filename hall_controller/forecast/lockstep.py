"""The runs of a rollout in lockstep: one vector operation moves every run by one call."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hall_controller.forecast.keys import LAST_TIE, NEWCOMER_TIE
from hall_controller.forecast.laws import Ints
from hall_controller.forecast.tables import FAR, LONGEST_MS, Bools, Tables

NO_KEY = np.int64(np.iinfo(np.int64).min)
URGENT = np.int64(1) << np.int64(62)
"""Above every credit: a line whose head was passed over too often."""
_NO_LEVEL = 1 << 30
_AFTER_ALL = 1 << 20
"""Added to the level of who came back and still lets others go first."""
PAUSES = 8
"""Draws for each window: with a single one a short service would come again and again."""
_LONGER = 0.25
"""Of the steps so far: a line that is called once an hour doesn't keep the others at work until its fifth newcomer."""
_LOOK_EVERY = 4
"""Steps between two looks at whether everything is known."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What chance decides, for R runs. The lockstep takes it over and writes to it."""

    joins: Ints
    """(R, N): when each ticket may be called first, ms after the snapshot."""
    keys: Ints
    """(R, N)."""
    lengths: Ints
    """(R, N): from its call until the window calls again."""
    free: Ints
    """(R, W): when each window calls next."""
    pauses: Ints
    """(R, PAUSES · W): how long a newcomer would keep a window that found nobody; W for each of some steps, then again."""

    @staticmethod
    def stacked(parts: Sequence["Drawn"]) -> "Drawn":
        """The runs of several draws under each other."""
        return Drawn(
            np.concatenate([part.joins for part in parts]),
            np.concatenate([part.keys for part in parts]),
            np.concatenate([part.lengths for part in parts]),
            np.concatenate([part.free for part in parts]),
            np.concatenate([part.pauses for part in parts]),
        )


class Lockstep:
    """R runs over L lines, C columns, W windows, N places. `lines` are those whose newcomers are asked about."""

    def __init__(self, tables: Tables, drawn: Drawn, lines: Ints, further: int, *, watch: bool = False) -> None:
        joins, keys, free = drawn.joins, drawn.keys, drawn.free
        runs, windows = free.shape
        self._tables = tables
        self._joins, self._keys, self._lengths = joins.ravel(), keys.ravel(), drawn.lengths.ravel()
        self._free, self._pauses = free, drawn.pauses.ravel()
        self._taken_until = np.zeros(runs * windows, dtype=np.int64)
        self._row_pause = np.arange(runs, dtype=np.int64) * drawn.pauses.shape[1]
        self._row_w = np.arange(runs, dtype=np.int64) * windows
        self._row_c = np.arange(runs, dtype=np.int64) * len(tables.starts)
        self._row_n = np.arange(runs, dtype=np.int64) * joins.shape[1]
        self._position = np.tile(tables.starts, (runs, 1))
        self._head_key = keys[:, tables.starts].copy()
        self._head_join = joins[:, tables.starts].copy()
        self._may = tables.levels > 0
        self._line_levels = tables.line_levels[:, lines]
        self._line_may = self._line_levels > 0
        self._line_slopes, self._newcomers = tables.line_slopes[lines], tables.newcomers[lines]
        self._line_bounds, self._passes_newcomer = tables.line_bounds[lines], tables.passes_newcomer[:, lines]
        self._further, self._steps = further, 0
        self._known = np.zeros((runs, len(lines)), dtype=np.int64)
        self._known[:, ~self._line_may.any(axis=0)] = further + 1
        self._instants = np.full((runs, len(lines), further + 1), FAR)
        self._graded, self._bounded, self._held_back = tables.graded, tables.bounded, tables.held_back
        # Being passed over counts for those who wait now: their columns and places come before those of who will come.
        self._columns_now, now = tables.columns_now, tables.places_now
        self._bounds_now = tables.bounds[: self._columns_now]
        self._place_bounds = tables.bounds[tables.column_of[:now]]
        self._may_now = self._may[:, tables.column_of[:now]]
        self._passed = np.tile(tables.passed[:now], (runs, 1))
        self._anyone_urgent = bool((self._passed >= self._place_bounds).any())
        self._row_p = np.arange(runs, dtype=np.int64) * now
        self._newcomer_passed = np.zeros((runs, len(lines)), dtype=np.int64)
        self._calls = np.zeros((runs, int(tables.queues.max(initial=0)) + 1), dtype=np.int64)
        self.calls: list[tuple[Ints, Ints, Ints]] | None = [] if watch else None
        """When watched: of each step instant, index of the window and place called (-1: nobody), all (R,)."""

    def run(self) -> None:
        """Until every line's first newcomer was called in every run, and a little longer for those behind him; when watched,
        until nobody is left.
        """
        most = 4 * (len(self._tables.keys) + self._free.shape[1] * (self._further + 2))
        first_known = False
        for step in range(most):
            if step % _LOOK_EVERY == 0:
                if self._all_know(self._further) or int(self._free.min()) > LONGEST_MS:
                    return
                if self.calls is None and not first_known and self._all_know(0):
                    first_known = True
                    most = min(most, step + round(step * _LONGER) + _LOOK_EVERY)
            if step >= most:
                return
            self._steps = step
            self._step()

    def instants(self) -> Ints:
        """Shape (lines asked for, 1 + further, R)."""
        return self._instants.transpose(1, 2, 0)

    def _all_know(self, further: int) -> bool:
        return bool((self._known > further).all())

    def _step(self) -> None:
        tables = self._tables
        window = self._free.argmin(axis=1)
        at_window = self._row_w + window
        now = np.minimum(self._free.ravel().take(at_window), LONGEST_MS + 1)
        clock = now[:, None]
        may = self._may.take(window, axis=0)
        there = self._head_join <= clock
        there &= may
        key = tables.slopes * clock
        key += self._head_key
        if tables.postponed:
            # A reference to come has no credit yet: the order decides.
            key = np.maximum(key, LAST_TIE - tables.ties.take(self._position))
        if self._anyone_urgent:
            key = self._urgent_first(key)
        level = None
        if self._graded:
            levels = np.where(there, self._levels_at(window, there), _NO_LEVEL)
            level = levels.min(axis=1)
            there &= levels == level[:, None]
            if self._held_back:
                # Among those who let others go first the earliest is called, whatever the class.
                key = np.where(levels > _AFTER_ALL, -tables.ties.take(self._position), key)
        key = np.where(there, key, NO_KEY)
        column = key.argmax(axis=1)
        at_column = self._row_c + column
        best = key.ravel().take(at_column)
        found = best != NO_KEY
        self._note_newcomers(window, at_window, now, best, found, level)
        place = self._position.ravel().take(at_column)
        at_place = self._row_n + place
        if self._bounded or self._held_back:
            self._count(found, window, column, place, best)
        if self.calls is not None:
            self.calls.append((now, window, np.where(found, place, -1)))
        then = now + self._lengths.take(at_place)
        if not found.all():
            coming = np.where(may, self._head_join, FAR).min(axis=1)
            taken = self._taken_until.take(at_window)
            at_pause = self._row_pause + window + (self._steps % PAUSES) * self._free.shape[1]
            taken = np.where(now >= taken, now + self._pauses.take(at_pause), taken)
            self._taken_until.put(at_window, np.where(found, 0, taken))
            then = np.where(found, then, np.minimum(coming, taken))
            place = place + found
            at_place = at_place + found
        else:
            place = place + 1
            at_place = at_place + 1
        self._free.put(at_window, then)
        self._position.put(at_column, place)
        self._head_key.put(at_column, self._keys.take(at_place))
        self._head_join.put(at_column, self._joins.take(at_place))

    def _note_newcomers(self, window: Ints, at_window: Ints, now: Ints, best: Ints, found: Bools, level: Ints | None) -> None:
        """Lines whose newcomer this window would have called; at an idle window once for each service it could have done."""
        key = self._line_slopes * now[:, None]
        key += self._newcomers
        if self._bounded:
            urgent = self._newcomer_passed >= self._line_bounds
            key = np.where(urgent, URGENT + (LAST_TIE - NEWCOMER_TIE), key)
        would = key > best[:, None]
        if level is not None:
            own, its = self._line_levels.take(window, axis=0), level[:, None]
            would = np.where(own == its, would, own < its)
        would &= self._line_may.take(window, axis=0)
        would &= self._known <= self._further
        would &= (found | (now >= self._taken_until.take(at_window)))[:, None]
        run, line = would.nonzero()
        if len(run):
            known = self._known[run, line]
            self._instants[run, line, known] = now[run]
            self._known[run, line] = known + 1

    def _levels_at(self, window: Ints, there: Bools) -> Ints:
        """Levels of the columns for each run's window. Who lets others go first stands by the rule once nobody else of the queue
        is there for the window.
        """
        levels = self._tables.levels.take(window, axis=0)
        if not self._held_back:
            return levels
        behind = self._tables.behind[self._position]
        held = self._calls[:, self._tables.queues] < behind
        # A newcomer of the queue would be somebody else; that he sends them back again isn't computed for his own forecast.
        for columns in self._tables.queues_behind:
            stands = there[:, columns] & ~held[:, columns]
            held[:, columns] &= stands.any(axis=1, keepdims=True)
        return np.where(held, _AFTER_ALL + levels, levels)

    def _urgent_first(self, key: Ints) -> Ints:
        """Heads that were passed over too often come before all credit, the earliest first."""
        position = self._position[:, : self._columns_now]
        passed = self._passed.ravel().take(self._row_p[:, None] + position)
        urgent = URGENT + (LAST_TIE - self._tables.ties.take(position))
        key[:, : self._columns_now] = np.where(passed >= self._bounds_now, urgent, key[:, : self._columns_now])
        return key

    def _count(self, found: Bools, window: Ints, column: Ints, place: Ints, best: Ints) -> None:
        """After a call: the calls of its queue, and whom it passed over in the lines that the window compared."""
        tables = self._tables
        if self._held_back:
            run = found.nonzero()[0]
            self._calls[run, tables.queues.take(column[run])] += 1
        if not self._bounded:
            return
        run = (found & (tables.overtaking.take(column) | (best >= URGENT))).nonzero()[0]
        if not len(run):
            return
        place, may = place[run], self._line_may.take(window[run], axis=0)
        over = tables.passes.take(place, axis=0)
        if tables.partial:
            over &= self._may_now.take(window[run], axis=0)
        passed = self._passed[run] + over
        self._passed[run] = passed
        self._anyone_urgent = self._anyone_urgent or bool((passed >= self._place_bounds).any())
        may &= self._passes_newcomer.take(place, axis=0)
        may &= self._known[run] == 0
        self._newcomer_passed[run] += may
