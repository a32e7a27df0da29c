"""A hall of several queues, levels and skills on the real core, for comparing rollouts with what the core then does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Any

import numpy as np

from api.messages.hall_commands import Arrive, Finish, HallCommand, Next, OpenWindow, Take
from api.messages.words import HandOver, Refusal, Role, TicketClass
from api.ports import Actor
from hall_controller.config import HallConfig
from hall_controller.domain.engine import execute, run_timers
from hall_controller.domain.events import Event
from hall_controller.domain.hall import Hall
from hall_controller.domain.requests import Refused, Request
from hall_controller.domain.rules import Rules
from hall_controller.domain.state import Order
from hall_controller.forecast.from_hall import Bands, bands_of, snapshots
from hall_controller.forecast.history import History
from hall_controller.forecast.laws import TAIL, Laws
from hall_controller.forecast.snapshot import Snapshot

BEGIN = 1_764_637_200_000
"""2025-12-02 09:00 in China, a Tuesday, UTC ms."""
MINUTE_MS = 60_000
POSTPONED_MS = 45 * MINUTE_MS
MANAGER = Actor("manager-1", Role.MANAGER)
KIOSK = Actor("kiosk-01", Role.DEVICE)


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody who took a number before the rollout."""

    at_s: int
    service: str
    ticket_class: TicketClass
    fate: str = ""
    """`top`: moved to the front; `back`: was missed and came back, others go first; `later`: postponed."""


def hall_config(windows: Sequence[dict[str, Any]], discipline: dict[str, Any], back_after: int = 2) -> HallConfig:
    """Queues a, b, c; queue a has a service that needs the skill `x`. Windows are keys of their sections."""
    names = {"zh-CN": "名"}
    return HallConfig.model_validate(
        {
            "hall": {"site": "610124-01", "names": names, "recall_gap_s": 0, "back_after": back_after},
            "queues": [{"id": q, "prefix": q.upper(), "names": names, "opens": "00:00", "closes": "24:00"} for q in "abc"],
            "services": [
                {"id": f"s-{q}", "names": names, "department": names, "queue": q, "minutes": 5 + place}
                for place, q in enumerate("abc")
            ]
            + [{"id": "s-x", "names": names, "department": names, "queue": "a", "minutes": 9, "skill": "x"}],
            "windows": [{"number": number, "names": names, **window} for number, window in enumerate(windows, start=1)],
            "staff": [{"name": "nobody", "card": "0123456789abcdef", "skills": ["x"]}],
            "discipline": discipline,
        }
    )


class ForecastHall:
    """Time is given with each thing that happens."""

    def __init__(self, config: HallConfig) -> None:
        self.hall = Hall(Rules(config))
        self.history = History()
        self.observers: list[Callable[[Hall, Event], None]] = []
        self._numbers = count(1)
        self.at = BEGIN
        self._take_in(run_timers(self.hall, BEGIN, self.new_id).events)

    def new_id(self) -> str:
        return f"01J{next(self._numbers):023d}"

    def do(self, command: HallCommand, actor: Actor = MANAGER) -> str:
        ident = self.new_id()
        self._take_in(execute(self.hall, Request(ident, actor, command, self.at, self.new_id)).events)
        return ident

    def _take_in(self, events: list[Event]) -> None:
        for event in events:
            self.history.follow(self.hall, event)
            for observe in self.observers:
                observe(self.hall, event)
        self.hall.changes.clear()

    def take(self, service: str, ticket_class: TicketClass) -> str:
        return self.do(Take(service=service, ticket_class=ticket_class, hand_over=HandOver.SCREEN), KIOSK)

    def come(self, people: Sequence[Came]) -> None:
        """In order of their instants; those for whom there is no window go home."""
        for person in people:
            self.at = BEGIN + person.at_s * 1000
            try:
                ident = self.take(person.service, person.ticket_class)
            except Refused as refused:
                if refused.refusal is not Refusal.NO_WINDOW_TODAY:
                    raise
                continue
            if person.fate == "top":
                self._put(ident, front=self.hall.seq)
            elif person.fate == "later":
                self._put(ident, shifted_ms=POSTPONED_MS)
            elif person.fate == "back":
                self._put(ident, behind=self.hall.rules.back_after)

    def _put(self, ident: str, *, front: int = 0, behind: int = 0, shifted_ms: int = 0) -> None:
        """What moving to the top, coming back after a miss and postponing do to a waiting ticket."""
        ticket = self.hall.tickets[ident]
        self.hall.lift(ticket)
        reference, seq, tie = ticket.order
        ticket.order = reference + shifted_ms, seq, tie
        ticket.front, ticket.behind = front, behind
        self.hall.settle(ticket)

    def open_all(self) -> None:
        for number, window in self.hall.windows.items():
            if window.clerk is None:
                self.do(OpenWindow(window=number))

    def snapshots(self) -> list[Snapshot]:
        """As if nobody would come any more."""
        return snapshots(self.hall, History(), self.bands(), self.at)

    def bands(self) -> Bands:
        return bands_of(self.hall.discipline, self.hall.rules.overtakes_max)

    def next(self, window: int) -> str | None:
        """Id of the ticket called."""
        try:
            self.do(Next(window=window))
        except Refused as refused:
            if refused.refusal is not Refusal.NOBODY_WAITING:
                raise
            return None
        return self.hall.windows[window].ticket

    def serve_all(self, windows: Sequence[int], minutes: dict[str, int]) -> list[tuple[int, int, Order, str]]:
        """Every window calls as soon as it is free, the earlier in `windows` first; services take exactly their minutes.

        Instant after now (ms), window, order and id of each call; ends when nobody is left.
        """
        began, calls = self.at, []
        free = [(0, place) for place in range(len(windows))]
        heapify(free)
        while free:
            at, place = heappop(free)
            self.at = began + at
            number = windows[place]
            if self.hall.windows[number].ticket is not None:
                self.do(Arrive(window=number))
                self.do(Finish(window=number))
            ident = self.next(number)
            if ident is not None:
                ticket = self.hall.tickets[ident]
                calls.append((at, number, ticket.order, ident))
                heappush(free, (at + minutes[ticket.service] * MINUTE_MS, place))
        return calls


def certain_laws(snapshot: Snapshot, minutes: dict[str, int]) -> Laws:
    """Every service takes exactly its minutes; what isn't named takes 7."""
    return Laws(
        {one.service: np.full(TAIL, minutes.get(one.service, 7) * MINUTE_MS) for one in snapshot.services}, uncertain=False
    )
