"""What the journal says of each number of a day: when it was called, served, missed, passed on."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from api.messages.words import CallReason, TicketClass
from hall_controller.domain.day import DAY_CLOSED_REASON
from hall_controller.domain.events import Event, EventKind

UNKNOWN_REASON = "unknown"
"""Of calls that an older version of the hall made."""
_BY_HAND = frozenset({CallReason.CHOSEN.value, CallReason.TOP.value})


@dataclass(slots=True)
class LegTrack:
    """One stop."""

    service: str
    called_at: int | None = None
    arrived_at: int | None = None
    finished_at: int | None = None
    at_window_ms: int = 0
    """Served so far, before it was put on hold."""
    walk_ms: int = 0
    rating_ms: int | None = None
    cut_off: bool = False
    """The day was closed while it went on."""

    @property
    def service_ms(self) -> int | None:
        """None: never served to the end."""
        return None if self.finished_at is None or self.cut_off else self.at_window_ms


@dataclass(slots=True)
class TicketTrack:
    """One number; instants are UTC ms."""

    ticket: str
    seq: int
    ticket_class: TicketClass
    joined_at: int
    """Stood in line from then on."""
    legs: list[LegTrack]
    first_called_at: int | None = None
    missed_at: int | None = None
    """The first miss."""
    miss_after_ms: int | None = None
    back_at: int | None = None
    cancelled_at: int | None = None
    """Before any call."""
    no_show: bool = False
    expired: bool = False
    forecast: tuple[int, int, int] | None = None


@dataclass(slots=True)
class Tracks:
    """All numbers of one day, from its events in order."""

    tickets: dict[str, TicketTrack] = field(default_factory=dict)
    day_closed_at: int | None = None
    rule_changes: list[Event] = field(default_factory=list)
    by_hand: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    """Calls by why this ticket."""
    _asks: dict[str, LegTrack] = field(default_factory=dict)
    _booked: dict[str, Event] = field(default_factory=dict)

    def hear(self, event: Event) -> None:
        """The next event."""
        kind, body = event.kind, event.body
        if kind is EventKind.TICKET_ISSUED:
            self._joins(event, body)
        elif kind is EventKind.TICKET_BOOKED:
            self._booked[body["ticket"]] = event
        elif kind is EventKind.TICKET_CHECKED_IN or kind is EventKind.SLOT_REACHED:
            self._checked_in(event)
        elif kind is EventKind.DAY_CLOSED:
            self.day_closed_at = event.at
        elif kind is EventKind.RULE_SET:
            self.rule_changes.append(event)
        elif kind is EventKind.TICKET_RATED:
            self._rated(event)
        else:
            track = self.tickets.get(body.get("ticket", ""))
            if track is not None:
                self._moves(track, event)

    def _joins(self, event: Event, body: dict[str, Any]) -> None:
        forecast = body.get("forecast")
        self.tickets[body["ticket"]] = TicketTrack(
            body["ticket"],
            event.seq,
            TicketClass(body["ticket_class"]),
            event.at,
            [LegTrack(body["service"])],
            forecast=None if forecast is None else (forecast[0], forecast[1], forecast[2]),
        )

    def _checked_in(self, event: Event) -> None:
        """A booked person stands in line from the check-in; one who was early, from a moment before the slot."""
        booked = self._booked.get(event.body["ticket"])
        if booked is not None and event.body.get("state", "waiting") == "waiting":
            self._joins(event, {**booked.body, "forecast": event.body.get("forecast")})

    def _rated(self, event: Event) -> None:
        leg = self._asks.pop(event.body["ask"], None)
        if leg is not None and leg.finished_at is not None and event.body["outcome"] in ("SUBMITTED", "DECLINED"):
            leg.rating_ms = event.at - leg.finished_at

    def _moves(self, track: TicketTrack, event: Event) -> None:
        kind, body, leg = event.kind, event.body, track.legs[-1]
        if kind is EventKind.TICKET_CALLED:
            leg.called_at = event.at
            if track.first_called_at is None:
                track.first_called_at = event.at
            reason = (body.get("why") or {}).get("reason", UNKNOWN_REASON)
            self.reasons[reason] += 1
            self.by_hand += reason in _BY_HAND or body["source"] == "direct"
        elif kind is EventKind.TICKET_ARRIVED and leg.called_at is not None:
            leg.walk_ms = event.at - leg.called_at
            leg.arrived_at = event.at
        elif kind in (EventKind.TICKET_FINISHED, EventKind.TICKET_REJECTED):
            self._stops(leg, event.at)
            leg.finished_at = event.at
            leg.cut_off = body["reason"] == DAY_CLOSED_REASON
            if body.get("ask") is not None:
                self._asks[body["ask"]] = leg
        elif kind is EventKind.TICKET_HELD:
            self._stops(leg, event.at)
        elif kind is EventKind.FINISH_UNDONE:
            if body.get("leg_begun"):
                track.legs.pop()
                leg = track.legs[-1]
            leg.finished_at, leg.arrived_at = None, event.at
        elif kind in (EventKind.TICKET_TRANSFERRED, EventKind.LEG_BEGUN, EventKind.TICKET_REACTIVATED):
            if leg.finished_at is None and leg.arrived_at is not None:
                self._stops(leg, event.at)
                leg.finished_at = event.at
            track.legs.append(LegTrack(body["leg"]["service"] if "leg" in body else body["service"]))
            track.expired = track.no_show = False
        elif kind is EventKind.TICKET_MISSED:
            if track.missed_at is None and leg.called_at is not None:
                track.missed_at, track.miss_after_ms = event.at, event.at - leg.called_at
        elif kind is EventKind.TICKET_CAME_BACK:
            track.back_at = event.at
        elif kind is EventKind.TICKET_NO_SHOW:
            track.no_show = True
        elif kind is EventKind.TICKET_EXPIRED:
            track.expired = True
        elif kind is EventKind.TICKET_CANCELLED:
            if track.first_called_at is None:
                track.cancelled_at = event.at
        elif kind is EventKind.TICKET_VOIDED and track.first_called_at is None:
            # Withdrawn, or never handed over: nobody stood in line for it.
            del self.tickets[track.ticket]

    def _stops(self, leg: LegTrack, at: int) -> None:
        if leg.arrived_at is not None:
            leg.at_window_ms += at - leg.arrived_at
            leg.arrived_at = None
