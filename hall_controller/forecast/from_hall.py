"""The hall as snapshots: one for each group of places and windows that belong together."""

from collections.abc import Callable
from dataclasses import dataclass

from api.messages.words import TicketClass, WindowState
from hall_controller.domain.discipline import Discipline
from hall_controller.domain.hall import Hall
from hall_controller.domain.state import Place, Ticket, Window
from hall_controller.forecast import snapshot as values
from hall_controller.forecast.history import ARRIVALS_KEPT_MS, History
from hall_controller.forecast.laws import FEW

USUAL = "queue:"
"""Before a queue's id: the mixture of its services, which a newcomer of whom nothing is known follows."""
ARRIVALS_SEEN_MIN_MS = 5 * 60_000
"""A shorter time since opening tells no rate."""
_MS_PER_MIN = 60_000
_MS_PER_H = 3_600_000
_BUSY = (WindowState.CALLING, WindowState.SERVING, WindowState.RATING)
_STATES = {WindowState.IDLE: "idle", WindowState.PAUSED: "paused", **dict.fromkeys(_BUSY, "busy")}


@dataclass(frozen=True, slots=True)
class Bands:
    """Classes that the rule treats alike stand in one line; a band is named after its first class."""

    of: dict[TicketClass, str]
    discipline: values.Discipline

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.of.values()))


def bands_of(discipline: Discipline, bounds: dict[TicketClass, int]) -> Bands:
    """The classes' bands, and the discipline told by bands. 0 is no bound."""
    first: dict[tuple[int, int, int], str] = {}
    of: dict[TicketClass, str] = {}
    rates, ranks, limits = {}, {}, {}
    for ticket_class in TicketClass:
        rate, rank, bound = discipline.rates[ticket_class], discipline.ranks[ticket_class], bounds.get(ticket_class, 0)
        band = of[ticket_class] = first.setdefault((rate, rank, bound), ticket_class.value)
        rates[band], ranks[band] = rate, rank
        if bound:
            limits[band] = bound
    told = values.Discipline(discipline.rule.value, tuple(rates.items()), tuple(ranks.items()), tuple(limits.items()))
    return Bands(of, told)


def snapshots(hall: Hall, history: History, bands: Bands, at: int) -> list[values.Snapshot]:
    """One for each group at which a window is open. Windows that are closed, offline or out of order aren't in it."""
    return [snapshot_of(hall, history, bands, at, group) for group in groups(hall)]


def snapshot_for(hall: Hall, history: History, bands: Bands, at: int, place: Place) -> values.Snapshot:
    """Of the group that a place belongs to.

    Raises:
        LookupError: no open window serves it.
    """
    for group in groups(hall):
        if any(place in level for window in group for _, level in hall.access(window.number)):
            return snapshot_of(hall, history, bands, at, group)
    raise LookupError(f"no open window serves {place}")


def groups(hall: Hall) -> list[list[Window]]:
    """Open windows; those that share a queue belong together, and so on. A clerk's own place joins windows only while somebody
    stands there.
    """
    group_of: dict[Place, int] = {}
    found: dict[int, tuple[list[Window], list[Place]]] = {}
    for number in hall.rules.windows:
        window = hall.windows[number]
        if window.state not in _STATES:
            continue
        places = [place for _, level in hall.access(number) for place in level if place[0] == "queue" or hall.places.get(place)]
        touched = {group_of[place] for place in places if place in group_of}
        if touched:
            # The largest takes in the others, so that no place is moved often.
            first, *others = sorted(touched, key=lambda name: -len(found[name][1]))
            found[first][0].append(window)
            fresh = [place for place in places if place not in group_of]
            for name in others:
                windows, of_other = found.pop(name)
                found[first][0].extend(windows)
                fresh += of_other
            found[first][1].extend(fresh)
            group_of.update(dict.fromkeys(fresh, first))
        else:
            found[number] = ([window], places)
            group_of.update(dict.fromkeys(places, number))
    return [windows for windows, _ in found.values()]


def snapshot_of(hall: Hall, history: History, bands: Bands, at: int, windows: list[Window]) -> values.Snapshot:
    """One group of open windows with everybody they may call."""
    places = dict.fromkeys(place for window in windows for _, level in hall.access(window.number) for place in level)
    services: dict[str, values.ServiceHistory] = {}

    def law(service: str, queue: str) -> str:
        if service not in services:
            services[service] = _history(hall, history, service, queue)
        return service

    lines: list[values.Line] = []
    lines_at: dict[Place, list[int]] = {}
    for place in places:
        standing = _by_band(hall, bands, place)
        if place[0] != "queue" and not standing:
            continue
        for band in bands.names if place[0] == "queue" else standing:
            tickets = standing.get(band, [])
            arrivals_per_h, ages = _arrivals(history, bands, place, band, at)
            queue = place[1] if place[0] == "queue" else tickets[0].queue
            lines_at.setdefault(place, []).append(len(lines))
            lines.append(
                values.Line(
                    place,
                    band,
                    place[1] if place[0] == "queue" else "",
                    tuple(_waiting(ticket, law(ticket.service, ticket.queue)) for ticket in tickets),
                    law(USUAL + queue, queue),
                    arrivals_per_h,
                    ages,
                )
            )
    windows_now = [_window(hall, history, window, lines_at, law) for window in windows]
    windows_now.sort(key=lambda window: (len(window.levels), window.since))
    return values.Snapshot(
        at, tuple(lines), tuple(windows_now), bands.discipline, tuple(services.values()), tuple(history.changeovers), hall.seq
    )


def _by_band(hall: Hall, bands: Bands, key: Place) -> dict[str, list[Ticket]]:
    place = hall.places.get(key)
    found: dict[str, list[Ticket]] = {}
    if place is not None:
        for ticket in place.all():
            found.setdefault(bands.of[ticket.ticket_class], []).append(ticket)
    for tickets in found.values():
        tickets.sort(key=lambda ticket: ticket.order)
    return found


def _waiting(ticket: Ticket, service: str) -> values.Waiting:
    return values.Waiting(ticket.order, service, ticket.passed, ticket.behind, ticket.front)


def _arrivals(history: History, bands: Bands, place: Place, band: str, at: int) -> tuple[float, tuple[int, ...]]:
    """Arrivals an hour of late, and how old their references were."""
    since = max(at - ARRIVALS_KEPT_MS, history.counted_from)
    late = [
        age
        for ticket_class, name in bands.of.items()
        if name == band
        for joined_at, age in history.arrivals.get((place, ticket_class.value), ())
        if joined_at >= since
    ]
    per_h = len(late) * _MS_PER_H / max(ARRIVALS_SEEN_MIN_MS, at - since)
    return per_h, tuple(late) if any(late) else ()


def _history(hall: Hall, history: History, service: str, queue: str) -> values.ServiceHistory:
    """A service's own lengths; while they are few those of its queue, in proportion to the configured times."""
    rules = hall.rules.services
    of_queue = history.by_queue.get(queue, ())
    if service.startswith(USUAL):
        # A queue may have hundreds of services; they are looked through only while nothing better is known.
        minutes = [rule.minutes for rule in rules.values() if rule.queue == queue] if len(of_queue) < FEW else []
        expected = sum(minutes) / len(minutes) if minutes else 1
        return values.ServiceHistory(service, tuple(stay.duration for stay in of_queue), round(expected * _MS_PER_MIN))
    own = history.by_service.get(service, ())
    minutes_now = rules[service].minutes if service in rules else 1
    if len(own) < FEW:
        own_share = [
            round(stay.duration * minutes_now / rules[stay.service].minutes) for stay in of_queue if stay.service in rules
        ]
        return values.ServiceHistory(service, tuple(own_share), minutes_now * _MS_PER_MIN)
    return values.ServiceHistory(service, tuple(own), minutes_now * _MS_PER_MIN)


def _window(
    hall: Hall, history: History, window: Window, lines_at: dict[Place, list[int]], law: Callable[[str, str], str]
) -> values.WindowNow:
    levels = sorted(
        (index, level) for level, places in hall.access(window.number) for place in places for index in lines_at.get(place, ())
    )
    state, since, service = _STATES[window.state], window.since, ""
    if window.state in _BUSY:
        known = history.busy.get(window.number)
        if known is not None:
            since, service = known[0], law(known[2], known[1])
        elif window.ticket is not None:
            # The call was before this run.
            ticket = hall.tickets[window.ticket]
            since, service = ticket.called_at or window.since, law(ticket.service, ticket.queue)
    return values.WindowNow(window.number, tuple(levels), state, since, service, window.back_at)
