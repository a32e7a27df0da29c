"""Citizens: take a number, wait, lose patience, come back, rate."""

from collections import Counter
from functools import partial

from api.messages.hall_commands import Back, Cancel, Rate, Take
from api.messages.words import HandOver, RatingLevel, RatingOutcome, Role, TicketState
from api.ports import Actor
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.requests import Refused
from hall_controller.simulation.journeys import Journey, OvertakeCounter
from hall_controller.simulation.plan import Citizen, DayPlan, Leg
from hall_controller.simulation.stage import Stage

_PAD = Actor("rating-pad", Role.DEVICE)


class People:
    """Everybody of one day, and what became of them."""

    def __init__(self, stage: Stage, plan: DayPlan, midnight: int) -> None:
        self._stage = stage
        self._kiosks = [Actor(f"kiosk-{number:02d}", Role.DEVICE) for number in range(1, plan.kiosks + 1)]
        self._by_ticket: dict[str, Journey] = {}
        self._leg: dict[str, int] = {}
        self._gone: set[str] = set()
        """Tickets whose people aren't in the hall (any more)."""
        self._overtakes = OvertakeCounter()
        self.journeys: list[Journey] = []
        self.reasons: Counter[str] = Counter()
        for citizen in plan.citizens:
            stage.agenda.put(midnight + citizen.arrives, partial(self._arrive, citizen))
        stage.listen(self._called, EventKind.TICKET_CALLED)
        stage.listen(self._missed, EventKind.TICKET_MISSED)
        stage.listen(self._finished, EventKind.TICKET_FINISHED, EventKind.TICKET_REJECTED)
        stage.listen(self._next_leg, EventKind.TICKET_TRANSFERRED, EventKind.LEG_BEGUN)
        stage.listen(self._closed, EventKind.TICKET_NO_SHOW, EventKind.TICKET_CANCELLED, EventKind.TICKET_EXPIRED)

    def is_there(self, ticket: str) -> bool:
        """The person would come to the window now."""
        return ticket not in self._gone

    def leg(self, ticket: str) -> Leg:
        """The service that is due; a visit that goes on longer than planned takes as long as its last."""
        legs = self._by_ticket[ticket].citizen.legs
        return legs[min(self._leg[ticket], len(legs) - 1)]

    def next_leg(self, ticket: str) -> Leg | None:
        """What comes after it, elsewhere."""
        legs, present = self._by_ticket[ticket].citizen.legs, self._leg[ticket]
        return legs[present + 1] if present + 1 < len(legs) else None

    def _arrive(self, citizen: Citizen) -> None:
        at, service = self._stage.at, citizen.legs[0].service
        rule = self._stage.hall.rules.services[service]
        journey = Journey(citizen, rule.queue)
        self.journeys.append(journey)
        kiosk = self._kiosks[citizen.number % len(self._kiosks)]
        take = Take(
            service=service,
            ticket_class=citizen.ticket_class,
            hand_over=HandOver.SCREEN,
            holder=f"simulated-{citizen.number:08d}",
        )
        try:
            events = self._stage.do(kiosk, take)
        except Refused as refused:
            journey.refused = refused.refusal.value
            return
        body = next(event.body for event in events if event.kind is EventKind.TICKET_ISSUED)
        ticket: str = body["ticket"]
        forecast = body.get("forecast")
        journey.issued_at = at
        journey.forecast = None if forecast is None else (forecast[0], forecast[1], forecast[2])
        self._by_ticket[ticket], self._leg[ticket] = journey, 0
        self._overtakes.joins(journey)
        if citizen.absent:
            self._gone.add(ticket)
        elif citizen.patience_ms is not None:
            self._stage.agenda.put(at + citizen.patience_ms, partial(self._lose_patience, ticket))

    def _lose_patience(self, ticket: str) -> None:
        journey = self._by_ticket[ticket]
        if journey.called_at is not None or self._stage.hall.tickets[ticket].state is not TicketState.WAITING:
            return
        if journey.citizen.says_so:
            self._stage.do(self._kiosks[0], Cancel(ticket=ticket))
        else:
            self._gone.add(ticket)
            journey.left_without_a_word = True

    def _called(self, event: Event) -> None:
        journey = self._by_ticket[event.body["ticket"]]
        self.reasons[event.body["why"]["reason"]] += 1
        if journey.called_at is None:
            journey.called_at = event.at
            self._overtakes.called(journey)

    def _missed(self, event: Event) -> None:
        ticket: str = event.body["ticket"]
        back_after = self._by_ticket[ticket].citizen.back_after_ms
        if back_after is not None and not self._stage.hall.tickets[ticket].came_back:
            self._stage.agenda.put(event.at + back_after, partial(self._come_back, ticket))

    def _come_back(self, ticket: str) -> None:
        """Too late, or after the hall closed: the hall says no and the person goes home."""
        self._gone.discard(ticket)
        try:
            self._stage.do(self._kiosks[0], Back(ticket=ticket))
        except Refused:
            self._gone.add(ticket)

    def _finished(self, event: Event) -> None:
        ticket: str = event.body["ticket"]
        self._by_ticket[ticket].served = True
        rating_ms, ask = self.leg(ticket).rating_ms, event.body.get("ask")
        if ask is not None and rating_ms is not None:
            self._stage.agenda.put(event.at + rating_ms, partial(self._rate, ask))

    def _rate(self, ask: str) -> None:
        question = self._stage.hall.asks.get(ask)
        if question is not None and question.outcome is None and not question.cancelled:
            self._stage.do(_PAD, Rate(ask=ask, outcome=RatingOutcome.SUBMITTED, level=RatingLevel.GOOD))

    def _next_leg(self, event: Event) -> None:
        self._leg[event.body["ticket"]] += 1

    def _closed(self, event: Event) -> None:
        journey = self._by_ticket[event.body["ticket"]]
        journey.no_show |= event.kind is EventKind.TICKET_NO_SHOW
        journey.cancelled |= event.kind is EventKind.TICKET_CANCELLED
        journey.expired |= event.kind is EventKind.TICKET_EXPIRED
        if journey.called_at is None:
            self._overtakes.leaves(journey)
