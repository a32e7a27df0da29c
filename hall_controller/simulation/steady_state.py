"""A queue that never ends, for the comparison with theory: Poisson arrivals, and the hall's own lines and choice.

No day, no people: tickets join the hall's places, and `choose` picks for whichever window is free, as it does for a call.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapreplace
from random import Random
from statistics import fmean

from api.messages.words import TicketClass, TicketState
from hall_controller.domain.choosing import choose
from hall_controller.domain.hall import Hall
from hall_controller.domain.rules import Rules
from hall_controller.domain.state import Ticket

_DAY = "2025-11-21"
_BEGINS_AT = 1_763_654_400_000
"""Midnight of that day at UTC+8; only differences matter."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """One class of an endless day, ms."""

    ticket_class: TicketClass
    mean_gap_ms: float
    service_mean_ms: float
    service_shape: int
    """Erlang distribution of so many phases: CV² = 1/shape; 1 is exponential."""


@dataclass(frozen=True, slots=True)
class SteadyWaits:
    """Of one run, ms."""

    by_class: dict[TicketClass, float]
    """Mean wait."""
    fifo: float
    """Mean wait of the same people, had they been served in their order: what the rule's waits are compared by."""
    waited_share: float
    """Of people who waited at all, first come, first served."""
    arrivals_per_ms: float
    service_mean_ms: float
    """What chance brought, everybody counted."""


def steady_waits(rules: Rules, queue: str, streams: Sequence[Arrivals], people: int, rng: Random) -> SteadyWaits:
    """Let `people` people through, the first tenth uncounted.

    The FIFO wait of the same arrivals and services (Kiefer and Wolfowitz's recursion) comes along: its expectation is known,
    so its deviation in this run takes most of the chance out of the rule's waits.
    """
    hall = Hall(rules)
    hall.day = _DAY
    free_at = [float(_BEGINS_AT)] * len(rules.queues[queue].windows)
    fifo_free_at = list(free_at)
    windows = dict(enumerate(rules.queues[queue].windows))
    waits: dict[TicketClass, list[int]] = {stream.ticket_class: [] for stream in streams}
    fifo_waits: list[float] = []
    services: dict[str, float] = {}
    idle = [(at, number) for number, at in enumerate(free_at)]
    uncounted = people // 10
    crowd = _people(streams, people, rng)
    for number, (at, stream, service_ms) in enumerate(crowd):
        while idle[0][0] <= at and hall.places and len(hall.places["queue", queue, ""]):
            _serve(hall, idle, windows, services, waits, uncounted)
        if idle[0][0] < at:
            idle = sorted((max(free, at), window) for free, window in idle)
        _join(hall, queue, number + 1, at, stream.ticket_class)
        services[str(number + 1)] = service_ms
        begins = max(at, fifo_free_at[0])
        heapreplace(fifo_free_at, begins + service_ms)
        if number >= uncounted:
            fifo_waits.append(begins - at)
    while len(hall.places["queue", queue, ""]):
        _serve(hall, idle, windows, services, waits, uncounted)
    return SteadyWaits(
        {kind: fmean(own) for kind, own in waits.items()},
        fmean(fifo_waits),
        sum(wait > 0 for wait in fifo_waits) / len(fifo_waits),
        people / (crowd[-1][0] - _BEGINS_AT),
        fmean(service_ms for _, _, service_ms in crowd),
    )


def _people(streams: Sequence[Arrivals], people: int, rng: Random) -> list[tuple[int, Arrivals, float]]:
    """Instant, class and service of each, in order of arrival."""
    rates = [1 / stream.mean_gap_ms for stream in streams]
    at, found = float(_BEGINS_AT), []
    for stream in rng.choices(list(streams), weights=rates, k=people):
        at += rng.expovariate(sum(rates))
        found.append((round(at), stream, rng.gammavariate(stream.service_shape, stream.service_mean_ms / stream.service_shape)))
    return found


def _serve(
    hall: Hall,
    idle: list[tuple[float, int]],
    windows: dict[int, int],
    services: dict[str, float],
    waits: dict[TicketClass, list[int]],
    uncounted: int,
) -> None:
    """The window that is free first takes whom the hall chooses."""
    at, place = idle[0]
    choice = choose(hall, windows[place], round(at))
    if choice is None:
        raise LookupError("somebody waits, and the hall finds nobody")
    ticket = choice.ticket
    hall.move(ticket, TicketState.DONE, round(at))
    hall.changes.clear()
    del hall.tickets[ticket.id]
    if ticket.seq > uncounted:
        waits[ticket.ticket_class].append(round(at) - ticket.reference)
    heapreplace(idle, (at + services.pop(ticket.id), place))


def _join(hall: Hall, queue: str, number: int, at: int, ticket_class: TicketClass) -> None:
    hall.add(
        Ticket(
            id=str(number),
            seq=number,
            day=_DAY,
            prefix="",
            number=number,
            label=str(number),
            queue=queue,
            service="",
            ticket_class=ticket_class,
            language="",
            state=TicketState.WAITING,
            order=(at, number, 0),
            issued_at=at,
            state_since=at,
        )
    )
