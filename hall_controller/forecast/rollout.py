"""When would newcomers be called? Many runs of the real rule from the present state, side by side.

Each run has its own clock. A step takes, in every run, the window that is free next and lets it call by the rule. A newcomer of
line l would be called at the first step at which the window may call l and his key is the largest; the k-th one behind him at
the (k+1)-th such step. Pure: all randomness comes from the generator that is given.
"""

from collections.abc import Sequence

import numpy as np

from hall_controller.forecast.keys import TIE_BITS
from hall_controller.forecast.laws import Beliefs, Ints, Laws
from hall_controller.forecast.lockstep import PAUSES, Drawn, Lockstep
from hall_controller.forecast.snapshot import Snapshot
from hall_controller.forecast.tables import MS_PER_H, Tables, tabulate

PAUSE_LEFT_MS = 10 * 60_000
"""Mean of what is left of a pause for which no return was given: a clerk's break is 15 to 20 minutes."""


def rollout(
    snapshot: Snapshot, laws: Laws, rng: np.random.Generator, runs: int, further: int = 0, lines: Sequence[int] | None = None
) -> Ints:
    """Instants, ms after the snapshot, of the calls of the next newcomer of each line and of `further` ones behind him.

    `lines` are indexes of those asked about, None for all. Shape (lines, 1 + further, runs); `FAR` where nobody would call
    within `LONGEST_MS`.
    """
    asked = np.arange(len(snapshot.lines)) if lines is None else np.array(lines, dtype=np.int64)
    tables = tabulate(snapshot)
    race = Lockstep(tables, draw(snapshot, tables, laws, rng, runs), asked, further)
    race.run()
    return race.instants()


def draw(snapshot: Snapshot, tables: Tables, laws: Laws, rng: np.random.Generator, runs: int) -> Drawn:
    """Everything that chance decides. `tables` are the snapshot's, or of one that differs in its arrivals only."""
    beliefs = laws.beliefs(rng, runs)
    joins = np.tile(tables.joins, (runs, 1))
    keys = np.tile(tables.keys, (runs, 1))
    _draw_arrivals(snapshot, tables, rng, joins, keys)
    index = np.array([laws.index[history.service] for history in snapshot.services], dtype=np.int64)
    lengths = laws.draw(rng, index[tables.services], beliefs)
    between = _changeovers(snapshot, rng, lengths.shape)
    if between is not None:
        lengths += between
    free = _free_from(snapshot, laws, rng, beliefs, runs)
    pauses = laws.draw(rng, np.tile(_own_services(snapshot, laws, tables), PAUSES), beliefs)
    return Drawn(joins, keys, lengths, free, pauses)


def _draw_arrivals(snapshot: Snapshot, tables: Tables, rng: np.random.Generator, joins: Ints, keys: Ints) -> None:
    """Poisson arrivals at the late rate, with the late ages."""
    for coming in tables.coming:
        line = snapshot.lines[coming.line]
        if line.arrivals_per_h <= 0:
            continue
        places = slice(coming.first, coming.first + coming.count)
        shape = (joins.shape[0], coming.count)
        gaps = rng.standard_exponential(shape) * (MS_PER_H / line.arrivals_per_h)
        joined = np.cumsum(gaps, axis=1).astype(np.int64) + 1
        ages = np.array(line.ages, dtype=np.int64)
        references = joined - rng.choice(ages, shape) if len(ages) else joined
        joins[:, places] = joined
        keys[:, places] = coming.base - ((coming.factor * references) << TIE_BITS)


def _changeovers(snapshot: Snapshot, rng: np.random.Generator, shape: tuple[int, ...]) -> Ints | None:
    """How long a free window takes to call somebody who waits; None: no time at all."""
    if not snapshot.changeovers:
        return None
    return rng.choice(np.array(snapshot.changeovers, dtype=np.int64), shape)


def _free_from(snapshot: Snapshot, laws: Laws, rng: np.random.Generator, beliefs: Beliefs, runs: int) -> Ints:
    """When each window calls next, ms after the snapshot, shape (runs, windows)."""
    windows = snapshot.windows
    free = np.zeros((runs, len(windows)), dtype=np.int64)
    busy = [place for place, window in enumerate(windows) if window.state == "busy"]
    services = np.array([laws.index[windows[place].service] for place in busy], dtype=np.int64)
    elapsed = np.array([max(0, snapshot.at - windows[place].since) for place in busy], dtype=np.int64)
    free[:, busy] = laws.draw_rest(rng, services, elapsed, beliefs)
    for place, window in enumerate(windows):
        if window.state == "paused":
            left = (window.back_at or 0) - snapshot.at
            free[:, place] = left if left > 0 else rng.standard_exponential(runs) * PAUSE_LEFT_MS
    between = _changeovers(snapshot, rng, free.shape)
    return free if between is None else free + between


def _own_services(snapshot: Snapshot, laws: Laws, tables: Tables) -> Ints:
    """For each window a service that its newcomers come for."""
    first = tables.line_levels.argmax(axis=1)
    return np.array([laws.index[snapshot.lines[line].service] for line in first.tolist()], dtype=np.int64)
