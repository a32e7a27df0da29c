"""Rates of the accumulating rule that meet a hall's targets as far as they can be met.

What people wait in all is fixed by arrivals, services and windows; rates only share it out (Kleinrock's conservation law). So
the class with the widest target is the one that pays: its rate stays, and each other class gets the rate at which it just
meets its own target, which leaves as much as possible to the one that pays.

The start is Kleinrock's formula, corrected by what the hall's own days showed under the present rates (a hall has many
queues, peaks and breaks; the formula one window and none of these). From there each round raises the rates of groups that
waited longer than their target and lowers those that waited less, on the hall's own days.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import log

from api.messages.words import TicketClass
from hall_controller.simulation.closed_form import Stream, accumulating_waits

Rates = dict[TicketClass, float]
"""Points a minute."""
Measure = Callable[[Rates], Mapping[TicketClass, float]]
"""Runs the hall's days under these rates: the wait of each group, by its leader, minutes."""

ROUNDS = 6
MOST_AT_ONCE = 4.0
"""A rate changes by no more than this factor from one set to the next: where waits hardly follow, as with windows that are busy
all morning, it would run away."""
GAIN = 1.2
"""Power of wait over target by which a rate is corrected: a wait falls by rather less than its rate rises."""
WIDEST = 1_000.0
"""Most that one rate may be of another: long before it is as good as strict priority."""
FIRST = 100.0
"""Rate of a group over all others when it is tried how little it could wait at best."""
AIM = 0.99
"""Part of a target that is aimed at, so that it is met and not just missed."""
CLOSE = 0.03
"""A wait within 3 % of its target is close enough: another week differs by more."""
UNCHANGED = 0.01
"""Waits that differ by no more than 1 % from those of the last set are the same."""
SAME_RATE = 0.01
"""Rates that differ by no more than 1 % are one."""
_FORMULA_ROUNDS = 300
_FORMULA_STEP = 0.3
_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Group:
    """Classes with one rate."""

    leader: TicketClass
    """The class that the target names, else the first."""
    members: tuple[TicketClass, ...]
    target: float | None
    """Minutes; None: nobody named one, the group gets what is left."""

    def ratio(self, wait: float) -> float:
        """Of wait to target; 0 without one."""
        return 0.0 if self.target is None else wait / self.target

    def is_missed(self, wait: float) -> bool:
        """By more than days differ."""
        return self.ratio(wait) > 1 + CLOSE


@dataclass(frozen=True, slots=True)
class Trial:
    """One set of rates and what came of it."""

    name: str
    rates: Rates
    waits: dict[TicketClass, float]
    """By leader, minutes."""

    def miss(self, groups: Sequence[Group]) -> float:
        """0 when every target is met, else the sum over the missed ones of the logarithm of wait over target."""
        return sum(log(max(1.0, group.ratio(self.waits[group.leader]))) for group in groups)

    def excess(self, groups: Sequence[Group]) -> float:
        """Minutes of the group that pays: decides between trials that miss the same."""
        return self.waits[groups[-1].leader]


@dataclass(frozen=True, slots=True)
class Fit:
    """What was found."""

    groups: tuple[Group, ...]
    """By target; the last one pays."""
    trials: tuple[Trial, ...]
    """The present rates first, then in the order they were tried."""
    best: Trial
    least: dict[TicketClass, float] = field(default_factory=dict)
    """For each target that isn't met: the least its group could wait, going before everybody else."""

    def unmet(self) -> list[Group]:
        return [group for group in self.groups if group.is_missed(self.best.waits[group.leader])]


def group_classes(targets: Mapping[TicketClass, float], present: Rates) -> tuple[Group, ...]:
    """A class without a target joins one that has the same rate now; all others are the rest, without a target.

    Raises:
        ValueError: there is no target, or one isn't positive, or nobody is left who could wait longer.
    """
    if not targets or min(targets.values()) <= 0:
        raise ValueError("targets are minutes above 0, at least one")
    members = {leader: [leader] for leader in targets}
    rest: list[TicketClass] = []
    for other in TicketClass:
        if other in targets:
            continue
        leader = next((named for named in targets if abs(present[named] / present[other] - 1) <= SAME_RATE), None)
        (rest if leader is None else members[leader]).append(other)
    groups = [
        Group(leader, tuple(members[leader]), targets[leader]) for leader in sorted(targets, key=lambda kind: targets[kind])
    ]
    if rest:
        groups.append(Group(TicketClass.WALK_IN if TicketClass.WALK_IN in rest else rest[0], tuple(rest), None))
    if len(groups) == 1:
        raise ValueError("one target for all classes: rates can't change what everybody waits together")
    return tuple(groups)


def formula_rates(groups: Sequence[Group], streams: Sequence[Stream], start: Trial) -> list[float]:
    """Rates for the groups by the formula, which is first brought into agreement with what `start` showed."""
    rates = [start.rates[group.leader] for group in groups]
    corrections = [
        start.waits[group.leader] / max(wait, 1e-9) for group, wait in zip(groups, _formula(streams, rates), strict=True)
    ]
    payer = rates[-1]
    for _ in range(_FORMULA_ROUNDS):
        waits = [wait * by for wait, by in zip(_formula(streams, rates), corrections, strict=True)]
        for place, group in enumerate(groups[:-1]):
            wished = rates[place] * group.ratio(waits[place]) ** _FORMULA_STEP
            rates[place] = _within(wished, start.rates[group.leader], payer)
    return rates


def corrected_rates(groups: Sequence[Group], last: Trial) -> list[float]:
    """By what came of the last set."""
    payer = last.rates[groups[-1].leader]
    rates = [
        _within(last.rates[group.leader] * (group.ratio(last.waits[group.leader]) / AIM) ** GAIN, last.rates[group.leader], payer)
        for group in groups[:-1]
    ]
    return [*rates, payer]


def _within(wished: float, present: float, payer: float) -> float:
    lowest, highest = max(present / MOST_AT_ONCE, payer / WIDEST), min(present * MOST_AT_ONCE, payer * WIDEST)
    return min(max(wished, lowest), highest)


def fit_rates(
    groups: Sequence[Group],
    present: Rates,
    streams: Sequence[Stream],
    measure: Measure,
    *,
    rounds: int = ROUNDS,
) -> Fit:
    """Search.

    Args:
        streams: arrivals and services of each group at one window as busy as the hall's.
        rounds: most sets of rates to try beside the present one.
    """
    trials: list[Trial] = []

    def attempt(name: str, rates: Rates) -> Trial:
        measured = measure(rates)
        trials.append(Trial(name, rates, {group.leader: measured[group.leader] for group in groups}))
        return trials[-1]

    last = attempt("present", dict(present))
    tried = [last]
    if not any(group.is_missed(last.waits[group.leader]) for group in groups):
        return Fit(tuple(groups), (last,), last)
    for number in range(1, rounds + 1):
        wished = formula_rates(groups, streams, last) if number == 1 else corrected_rates(groups, last)
        rates = _all_rates(groups, wished)
        if rates == last.rates:
            break
        before, last = last, attempt("formula" if number == 1 else f"corrected {number - 1}", rates)
        tried.append(last)
        if _is_settled(groups, last) or _changes_nothing(before, last):
            break
    best = min(tried, key=lambda trial: (round(trial.miss(groups), 2), round(log(max(trial.excess(groups), 1e-3)), 2)))
    least = {
        group.leader: attempt(f"{group.leader.value} first", _first(groups, group, best.rates)).waits[group.leader]
        for group in groups
        if group.is_missed(best.waits[group.leader])
    }
    return Fit(tuple(groups), tuple(trials), best, least)


def _formula(streams: Sequence[Stream], rates: Sequence[float]) -> list[float]:
    return accumulating_waits([replace(stream, rate=rate) for stream, rate in zip(streams, rates, strict=True)])


def _is_settled(groups: Sequence[Group], trial: Trial) -> bool:
    """Every group but the one that pays is at its target."""
    return all(abs(group.ratio(trial.waits[group.leader]) - AIM) <= CLOSE for group in groups[:-1])


def _changes_nothing(before: Trial, after: Trial) -> bool:
    """Rates are as far apart as they can have an effect: something else decides, such as the bounds on overtaking."""
    return all(abs(after.waits[leader] - wait) <= UNCHANGED * wait for leader, wait in before.waits.items())


def _all_rates(groups: Sequence[Group], rates: Sequence[float]) -> Rates:
    """Of each class, to three digits: what stands in a file should be readable."""
    return {member: float(f"{rate:.{_DIGITS}g}") for group, rate in zip(groups, rates, strict=True) for member in group.members}


def _first(groups: Sequence[Group], first: Group, rates: Rates) -> Rates:
    """The group before all others, whose rates stay as they are among themselves."""
    top = max(rate for kind, rate in rates.items() if kind not in first.members) * FIRST
    return {member: top if group is first else rates[member] for group in groups for member in group.members}
