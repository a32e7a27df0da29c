"""Who is next, as whole numbers: the largest key is called.

Every rule is a line in time, `slope · t + intercept`, in whole numbers as in the core. The last `TIE_BITS` bits hold the place
in the order, so that one comparison settles equal credit as well. Instants are ms after the snapshot.
"""

from hall_controller.forecast.snapshot import Discipline, Line, Order, Snapshot

ACCUMULATING, STRICT = "accumulating", "strict"
"""Rules by name; every other one is first come, first served."""
TIE_BITS = 13
"""Rate (1e6 per minute) · time (12 h in ms) · 2^13 is far from 2^63."""
LAST_TIE = (1 << TIE_BITS) - 1
"""Of everybody who is yet to come."""
NEWCOMER_TIE = LAST_TIE - 256
"""Of a newcomer of now: behind all who wait, but for those whose reference is still to come: a slot, a postponement."""
UNBOUNDED = 1 << 60
_RANK_MS = 1 << 36
"""Ranks lie further apart than any two instants, ms (two years)."""


class Keys:
    """Slopes and intercepts under one discipline."""

    def __init__(self, discipline: Discipline) -> None:
        self._rule = discipline.rule
        self._rates = dict(discipline.rates)
        self._ranks = dict(discipline.ranks)
        self._bounds = dict(discipline.bounds)

    def slope(self, line: Line) -> int:
        """Key per ms."""
        return self.factor(line) << TIE_BITS if self._rule == ACCUMULATING else 0

    def base(self, line: Line) -> int:
        rank = self._ranks.get(line.ticket_class, 0) if self._rule == STRICT else 0
        return (-rank * _RANK_MS) << TIE_BITS

    def factor(self, line: Line) -> int:
        """How much an older reference counts, per ms."""
        return self._rates.get(line.ticket_class, 0) if self._rule == ACCUMULATING else 1

    def intercept(self, line: Line, reference: int, tie: int) -> int:
        return self.base(line) - ((self.factor(line) * reference) << TIE_BITS) + LAST_TIE - tie

    def bound(self, line: Line) -> int:
        return self._bounds.get(line.ticket_class, UNBOUNDED)

    def precedence(self, line: Line) -> int:
        """Who comes later and has the least precedence is never called before anybody who came earlier."""
        if self._rule == ACCUMULATING:
            return self.factor(line)
        return -self._ranks.get(line.ticket_class, 0) if self._rule == STRICT else 0


def places_in_order(snapshot: Snapshot) -> dict[Order, int]:
    """Place of each waiting ticket in the order of the group, from 0."""
    orders = sorted(ticket.order for line in snapshot.lines for ticket in line.waiting)
    came = [order for order in orders if order[0] <= snapshot.at]
    places = {order: min(place, NEWCOMER_TIE - 1) for place, order in enumerate(came)}
    to_come = enumerate(orders[len(came) :], start=NEWCOMER_TIE + 1)
    return places | {order: min(place, LAST_TIE - 1) for place, order in to_come}
