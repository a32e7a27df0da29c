"""What may be read of the hall, as the contract's view models. Pure: state and time in, models out."""

from typing import Any

from api.messages.views import (
    CallView,
    CatalogueView,
    DeskView,
    ForecastView,
    HallBoard,
    ManagerView,
    QueueView,
    RatingView,
    RulesView,
    ServiceView,
    TicketView,
    WaitingTicket,
    WhyView,
    WindowView,
)
from api.messages.words import TicketClass, TicketState, WindowState
from hall_controller.domain.blocks import block_views
from hall_controller.domain.discipline import MICRO
from hall_controller.domain.emergency import emergency_view
from hall_controller.domain.facts import RuleInForce
from hall_controller.domain.finishing import is_as_finished
from hall_controller.domain.guard_views import alert_views, listed_views, warnings
from hall_controller.domain.hall import Hall
from hall_controller.domain.holding import may_take_back
from hall_controller.domain.opening import gives_until, opens_at
from hall_controller.domain.rules import QueueRule, ServiceRule
from hall_controller.domain.state import Ticket, Window
from hall_controller.domain.turns import in_turn
from hall_controller.domain.window_details import window_details

_CALLS_NOBODY = (WindowState.CLOSED, WindowState.PAUSED, WindowState.FAULT, WindowState.OFFLINE)
_UNDOABLE_IN = (WindowState.IDLE, WindowState.RATING, WindowState.FAULT, WindowState.OFFLINE)

WAITING_SHOWN = 20
"""Lines of a clerk's waiting list."""
RATINGS_SHOWN = 20
_NO_NUMBER_YET = (TicketState.BOOKED, TicketState.LAPSED)
"""Bookings that nobody checked in: not numbers of today's hall."""
_MS_PER_MIN = 60_000


FORM = 2
"""Of the catalogue: counts up when it says more of the same hall, since kiosks keep what they know."""


def ticket_body(hall: Hall, ticket: Ticket) -> dict[str, Any]:
    """A `TicketView` as plain values, as answers carry it."""
    waiting = ticket.state is TicketState.WAITING
    return {
        "id": ticket.id,
        "number": ticket.label,
        "queue": ticket.queue,
        "service": ticket.service,
        "ticket_class": ticket.ticket_class._value_,
        "state": ticket.state._value_,
        "issued_at": ticket.issued_at,
        "state_since": ticket.state_since,
        "window": ticket.window,
        "calls": ticket.calls,
        "ahead": _ahead(hall, ticket) if waiting else _ahead_of_new(hall, ticket),
        "copies": ticket.copies,
        "legs": ticket.legs,
        "items": list(ticket.items),
        "to_come": [leg.service for leg in ticket.plan],
        "results": {item: outcome for past in ticket.past for item, outcome in past.results.items()},
        "slot": ticket.slot,
        "forecast": _promised(ticket),
        "marked": ticket.marked,
    }


def _promised(ticket: Ticket) -> dict[str, int] | None:
    if ticket.forecast is None:
        return None
    low, expected, high = ticket.forecast
    return {"low": low, "expected": expected, "high": high}


def _ahead(hall: Hall, ticket: Ticket) -> int:
    """People of its queue with an earlier reference: what a number in hand lets one expect, whatever the classes."""
    if ticket.reserved is None and ticket.reserved_clerk is None:
        queue = hall.queue_of(ticket)
        places = [hall.places.get(("queue", queue, skill)) for skill in hall.rules.skills_of(queue)]
    else:
        places = [hall.places.get(hall.place_of(ticket))]
    return sum([line.ahead(ticket.order) for place in places if place is not None for line in place.classes.values()])


def _ahead_of_new(hall: Hall, ticket: Ticket) -> int | None:
    """The paper is printed before the ticket stands in line: it says who is before it all the same."""
    return _ahead(hall, ticket) if ticket.state is TicketState.ISSUING else None


def ticket_view(hall: Hall, ident: str) -> TicketView | None:
    ticket = hall.find(ident)
    return TicketView.model_validate(ticket_body(hall, ticket)) if ticket is not None else None


def hall_board(hall: Hall, at: int) -> HallBoard:
    return HallBoard(
        site=hall.rules.site,
        names=hall.rules.names,
        seq=hall.seq,
        at=at,
        queues=queue_views(hall, at),
        windows=window_views(hall),
        calls=tuple(
            CallView(seq=call.seq, number=call.label, window=call.window, at=call.at, times=call.times)
            for call in reversed(hall.calls)
        ),
        emergency=emergency_view(hall),
    )


def desk_view(hall: Hall, number: int, at: int) -> DeskView | None:
    rule = hall.rules.windows.get(number)
    if rule is None:
        return None
    window = hall.window(number)
    ticket = hall.tickets[window.ticket] if window.ticket is not None else None
    first = in_turn(hall, number, at, WAITING_SHOWN)
    undo_until = window.finished_at + hall.rules.undo_finish_ms
    finished = hall.tickets.get(window.finished or "")
    undoable = finished is not None and at <= undo_until and window.state in _UNDOABLE_IN and is_as_finished(finished, window)
    return DeskView(
        seq=hall.seq,
        at=at,
        window=window_view(hall, window),
        clerk=window.clerk,
        ticket=TicketView.model_validate(ticket_body(hall, ticket)) if ticket is not None else None,
        service_names=service_names(hall, ticket.service) if ticket is not None else None,
        next_kept=window.next_kept,
        rating_until=hall.asks[window.ask].until if window.ask is not None else None,
        undo_until=undo_until if undoable else None,
        waiting=tuple(waiting_ticket(hall, waiting, at) for waiting in first[:WAITING_SHOWN]),
        waiting_total=hall.waiting_for(number),
        held=tuple(waiting_ticket(hall, held, at) for held in _oldest_first(hall.held) if may_take_back(hall, number, held)),
        missed=tuple(
            waiting_ticket(hall, missed, at) for missed in _oldest_first(hall.missed) if hall.queue_of(missed) in rule.queues
        ),
        served_today=window.served,
        emergency=emergency_view(hall),
        why=WhyView.model_validate(window.why) if window.why is not None else None,
        items=tuple(_service_view(hall, ident, at) for ident in ticket.items) if ticket is not None else (),
        to_come=tuple(_service_view(hall, leg.service, at) for leg in ticket.plan) if ticket is not None else (),
        tidal=window.tidal,
        fault=window.fault,
    )


def _oldest_first(tickets: dict[str, Ticket]) -> list[Ticket]:
    return sorted(tickets.values(), key=lambda ticket: (ticket.state_since, ticket.seq))


def manager_view(hall: Hall, at: int) -> ManagerView:
    rated = sorted((ask for ask in hall.asks.values() if ask.outcome is not None), key=lambda ask: -ask.rated_seq)
    return ManagerView(
        seq=hall.seq,
        at=at,
        windows=window_views(hall),
        queues=queue_views(hall, at),
        ratings=tuple(
            RatingView(
                ticket=ask.ticket,
                number=hall.tickets[ask.ticket].label if ask.ticket in hall.tickets else "",
                window=ask.window,
                outcome=ask.outcome,
                level=ask.level,
                at=ask.rated_at,
            )
            for ask in rated[:RATINGS_SHOWN]
            if ask.outcome is not None
        ),
        issued_today=sum(ticket.state not in _NO_NUMBER_YET for ticket in hall.tickets.values()),
        served_today=sum(window.served for window in hall.windows.values()),
        waiting_now=sum(len(place) for place in hall.places.values()),
        emergency=emergency_view(hall),
        rules=rules_view(hall),
        alerts=alert_views(hall),
        blocks=block_views(hall),
        listed=listed_views(hall),
        warnings=warnings(hall, at),
        details=window_details(hall),
    )


def rules_view(hall: Hall) -> RulesView:
    """The rule in force, in numbers."""
    discipline = hall.discipline
    in_force = hall.facts.get(RuleInForce, "hall")
    return RulesView(
        rule=discipline.rule,
        since=in_force.since if in_force is not None else hall.day_opened_at,
        rates={ticket_class: rate / MICRO for ticket_class, rate in discipline.rates.items()},
        overtakes_max=hall.rules.overtakes_max,
        back_after=hall.rules.back_after,
        hall_names=hall.rules.names,
        strict_order=tuple(sorted(TicketClass, key=lambda ticket_class: discipline.ranks[ticket_class])),
        back_within_min=hall.rules.back_within_ms // _MS_PER_MIN,
        recalls_max=hall.rules.recalls_max,
        postpones_max=hall.rules.postpones_max,
        postpone_max_min=hall.rules.postpone_max_min,
        items_max=hall.rules.items_max,
    )


def catalogue_view(hall: Hall, at: int) -> CatalogueView:
    """The version changes with the configuration and whenever a queue opens or closes, not with every ticket."""
    queues = queue_views(hall, at)
    open_queues = {queue.id for queue in queues if queue.open}
    openness = "".join("1" if queue.open else "0" for queue in queues)
    return CatalogueView(
        version=f"{hall.rules.version}-{FORM}-{int(f'1{openness}', 2):x}",
        hall_names=hall.rules.names,
        services=tuple(_service_view_of(service, open_queues) for service in hall.rules.services.values()),
        queues=queues,
        packages=hall.rules.packages,
    )


def _service_view_of(service: ServiceRule, open_queues: set[str]) -> ServiceView:
    return ServiceView(
        id=service.id,
        names=service.names,
        department=service.department,
        queue=service.queue,
        minutes=service.minutes,
        open=service.queue in open_queues,
        anonymous=service.anonymous,
        bookable=service.bookable,
        identity=service.identity,
        pinyin=service.pinyin,
    )


def _service_view(hall: Hall, ident: str, at: int) -> ServiceView:
    """A service that left the configuration during the day keeps its id as its name."""
    service = hall.rules.services.get(ident)
    if service is None:
        unnamed = {"zh-CN": ident}
        return ServiceView(id=ident, names=unnamed, department=unnamed, queue="", minutes=0, open=False)
    open_now = gives_until(hall, hall.rules.queues[service.queue], at) is not None
    return _service_view_of(service, {service.queue} if open_now else set())


def queue_views(hall: Hall, at: int) -> tuple[QueueView, ...]:
    return tuple(_queue_view(hall, rule, at) for rule in hall.rules.queues.values())


def _queue_view(hall: Hall, rule: QueueRule, at: int) -> QueueView:
    closes_at = gives_until(hall, rule, at) if rule.windows else None
    return QueueView(
        id=rule.id,
        prefix=rule.prefix,
        names=rule.names,
        waiting=hall.waiting_in(rule.id),
        open_windows=_open_windows(hall, rule),
        open=closes_at is not None,
        forecast=_walk_in_forecast(hall, rule, at) if closes_at is not None else None,
        closes_at=closes_at,
        opens_at=opens_at(hall, rule, at) if rule.windows and closes_at is None else None,
        booking_prefix=rule.booking_prefix if rule.booking is not None else "",
    )


def _walk_in_forecast(hall: Hall, rule: QueueRule, at: int) -> ForecastView | None:
    place = "queue", rule.id, ""
    promise = hall.forecasts.promise(place, TicketClass.WALK_IN, at, hall.joined[place])
    return None if promise is None else ForecastView(low=promise[0], expected=promise[1], high=promise[2])


def _open_windows(hall: Hall, rule: QueueRule) -> int:
    """Windows that call it now, those that only help for a while with them."""
    windows = [hall.window(number) for number in rule.windows]
    windows += [window for window in hall.windows.values() if rule.id in window.tidal and window.number not in rule.windows]
    return sum(1 for window in windows if window.state not in _CALLS_NOBODY)


def window_views(hall: Hall) -> tuple[WindowView, ...]:
    return tuple(window_view(hall, hall.window(number)) for number in sorted(hall.rules.windows))


def window_view(hall: Hall, window: Window) -> WindowView:
    rule = hall.rules.windows[window.number]
    return WindowView(
        number=window.number,
        names=rule.names,
        state=window.state,
        ticket=hall.tickets[window.ticket].label if window.ticket is not None else None,
        pause_reason=window.pause_reason,
        back_at=window.back_at,
        queues=(*rule.queues, *window.tidal),
    )


def waiting_ticket(hall: Hall, ticket: Ticket, at: int) -> WaitingTicket:
    return WaitingTicket(
        id=ticket.id,
        number=ticket.label,
        ticket_class=ticket.ticket_class,
        service_names=service_names(hall, ticket.service),
        waited_s=max(0, at - ticket.reference) // 1000,
        passed=ticket.passed,
        behind=ticket.behind,
        owner=ticket.owner,
        back_at=ticket.back_at,
        reason=ticket.reason,
    )


def service_names(hall: Hall, ident: str) -> dict[str, str]:
    """Its names; a service that left the configuration during the day keeps its id as its name."""
    service = hall.rules.services.get(ident)
    return service.names if service is not None else {"zh-CN": ident}
