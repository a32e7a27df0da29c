"""Who is next: the rule, the bound on overtaking, and why.

The rule compares the heads of the lines (place, class) that a window may call from; within a line the earlier reference is
always first. Credits are integers (micro-points a minute × milliseconds), so every machine and every replay decides alike.
Accumulating priority: L. Kleinrock, "A delay dependent queue discipline", 1964; D. A. Stanford, P. Taylor, I. Ziedins, 2014.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from api.messages.words import GREEN_CHANNEL, RuleName, TicketClass
from hall_controller.domain.state import Order

MICRO = 1_000_000
_MS_PER_MIN = 60_000

Score = tuple[int, Order]
"""The smallest goes first."""


@dataclass(frozen=True, slots=True)
class Discipline:
    """One rule with its numbers."""

    rule: RuleName
    rates: dict[TicketClass, int]
    """Micro-points a minute."""
    ranks: Mapping[TicketClass, int]
    """`strict`: 0 goes before 1."""
    targets_ms: Mapping[TicketClass, int]
    """`earliestDue`: the class's target wait."""
    ratio_k: int = 3
    """`ratio`: so many of the green channel, then one other."""

    def score(self, ticket_class: TicketClass, order: Order, at: int, green_streak: int = 0) -> Score:
        """How early the head of a line is to be called at `at`.

        Args:
            green_streak: calls of the green channel since the last other one at this window; `ratio` only.
        """
        rule = self.rule
        if rule is RuleName.ACCUMULATING:
            # As `_credit`: each head of each line is asked for it at each call.
            return -self.rates[ticket_class] * max(0, at - order[0]), order
        if rule is RuleName.FIFO:
            return 0, order
        if rule is RuleName.STRICT:
            return self.ranks[ticket_class], order
        if rule is RuleName.EARLIEST_DUE:
            return order[0] + self.targets_ms[ticket_class], order
        green_turn = green_streak < self.ratio_k
        return int((ticket_class in GREEN_CHANNEL) is not green_turn), order

    def points(self, ticket_class: TicketClass, order: Order, at: int) -> float | None:
        """The credit as people read it; None under a rule without credit."""
        if self.rule is not RuleName.ACCUMULATING:
            return None
        return round(self._credit(ticket_class, order, at) / (MICRO * _MS_PER_MIN), 3)

    def _credit(self, ticket_class: TicketClass, order: Order, at: int) -> int:
        """Micro-points × ms a minute. A reference to come (a slot, a postponement) has none yet."""
        return self.rates[ticket_class] * max(0, at - order[0])


def micro_rates(rates: Mapping[TicketClass, float]) -> dict[TicketClass, int]:
    """Points a minute as micro-points, the form that is compared and stored."""
    return {ticket_class: round(rate * MICRO) for ticket_class, rate in rates.items()}


def ranks_of(first: Iterable[TicketClass]) -> dict[TicketClass, int]:
    """Named classes in their order, then the rest of the green channel, appointments, walk-ins."""
    named = list(dict.fromkeys(first))
    ranks = {ticket_class: place for place, ticket_class in enumerate(named)}
    for ticket_class in TicketClass:
        after = 0 if ticket_class in GREEN_CHANNEL else 1 if ticket_class is TicketClass.APPOINTMENT else 2
        ranks.setdefault(ticket_class, len(named) + after)
    return ranks


def why_body(
    discipline: Discipline,
    reason: str,
    ticket_class: TicketClass,
    order: Order,
    at: int,
    *,
    level: int,
    passed: int,
    next_best: tuple[str, TicketClass, Order] | None,
) -> dict[str, Any]:
    """A `WhyView` as plain values, to be stored with the call."""
    body: dict[str, Any] = {
        "rule": discipline.rule.value,
        "reason": reason,
        "ticket_class": ticket_class.value,
        "waited_ms": max(0, at - order[0]),
        "points": discipline.points(ticket_class, order, at),
        "level": level,
        "passed": passed,
        "next_best": None,
    }
    if next_best is not None:
        label, other_class, other_order = next_best
        body["next_best"] = {
            "number": label,
            "ticket_class": other_class.value,
            "waited_ms": max(0, at - other_order[0]),
            "points": discipline.points(other_class, other_order, at),
        }
    return body
