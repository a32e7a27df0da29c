"""Clerks: open their window, call, serve, take their break, go home."""

from dataclasses import dataclass
from functools import partial

from api.messages.hall_commands import (
    Arrive,
    CloseWindow,
    Finish,
    Miss,
    Next,
    OpenWindow,
    Pause,
    Recall,
    Reject,
    Resume,
    Transfer,
)
from api.messages.words import Refusal, Role, TicketState, WindowState
from api.ports import Actor
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.requests import Refused
from hall_controller.simulation.journeys import WindowDay
from hall_controller.simulation.people import People
from hall_controller.simulation.plan import DayPlan, Shift
from hall_controller.simulation.stage import Stage

_AT_WORK = (WindowState.CALLING, WindowState.SERVING, WindowState.RATING)
_BREAK = "break"
"""Reason of a pause."""
_ENDS_HERE = "replay"
"""Reason of a visit that ended before its planned legs, as it did on the real day."""


@dataclass(slots=True)
class _Desk:
    """What a clerk has in mind."""

    number: int
    clerk: Actor
    day: WindowDay
    shift: Shift | None = None
    opened_at: int = 0
    free_since: int | None = None
    """Waits for somebody to come."""
    presses: bool = False
    """Will press 下一位 in a moment."""
    break_ms: int = 0
    """A break is due, so long."""
    closing: bool = False
    busy_since: int | None = None


class Clerks:
    """All windows of one day."""

    def __init__(self, stage: Stage, plan: DayPlan, people: People, midnight: int) -> None:
        self._stage, self._people, self._plan = stage, people, plan
        self._desks = {shift.window: self._desk(shift.window) for shift in plan.shifts}
        self._free: set[int] = set()
        self.last_at = midnight
        """When somebody was last at a window, or missed."""
        agenda = stage.agenda
        for shift in plan.shifts:
            desk = self._desks[shift.window]
            agenda.put(midnight + shift.opens, partial(self._open, desk, shift))
            for begin, end in shift.breaks:
                agenda.put(midnight + begin, partial(self._break_due, desk, shift, end - begin))
            agenda.put(midnight + shift.closes, partial(self._shift_over, desk, shift))
        stage.listen(self._called, EventKind.TICKET_CALLED)
        stage.listen(self._arrived, EventKind.TICKET_ARRIVED)
        stage.listen(
            self._served,
            EventKind.TICKET_FINISHED,
            EventKind.TICKET_MISSED,
            EventKind.TICKET_RETURNED,
            EventKind.TICKET_REJECTED,
            EventKind.TICKET_TRANSFERRED,
        )
        stage.listen(self._rated, EventKind.TICKET_RATED)
        stage.listen(self._at_desk, EventKind.WINDOW_OPENED, EventKind.WINDOW_RESUMED, EventKind.TIDAL_OPENED)
        stage.listen(self._joined, *_JOINS)

    def days(self) -> dict[int, WindowDay]:
        """What each window did; after the day was closed."""
        for desk in self._desks.values():
            self._count_busy(desk, self._stage.at)
            if desk.shift is not None:
                self._count_open(desk, self._stage.at)
        return {number: desk.day for number, desk in self._desks.items()}

    def _desk(self, number: int) -> _Desk:
        return _Desk(number, Actor(f"clerk-{number}", Role.CLERK), WindowDay(number))

    def _state(self, desk: _Desk) -> WindowState:
        return self._stage.hall.windows[desk.number].state

    def _open(self, desk: _Desk, shift: Shift) -> None:
        """A clerk of an earlier shift who still serves somebody hands over a moment later."""
        at = self._stage.at
        if desk.shift is not None:
            desk.closing = True
            self._stage.agenda.put(at + self._plan.habits.notices_ms, partial(self._open, desk, shift))
            return
        desk.shift, desk.closing, desk.break_ms, desk.opened_at = shift, False, 0, at
        self._stage.do(desk.clerk, OpenWindow(window=desk.number))

    def _break_due(self, desk: _Desk, shift: Shift, length_ms: int) -> None:
        if desk.shift is shift:
            desk.break_ms = length_ms
            self._if_free(desk)

    def _shift_over(self, desk: _Desk, shift: Shift) -> None:
        if desk.shift is shift:
            desk.closing = True
            self._if_free(desk)

    def _if_free(self, desk: _Desk) -> None:
        if desk.free_since is not None:
            self._press(desk)

    def _press_at(self, desk: _Desk, at: int) -> None:
        self._not_free(desk)
        if not desk.presses:
            desk.presses = True
            self._stage.agenda.put(at, partial(self._press, desk))

    def _press(self, desk: _Desk) -> None:
        """What the clerk does with a free moment: the break, the way home, the next citizen."""
        desk.presses = False
        state = self._state(desk)
        if state is WindowState.RATING:
            if not desk.break_ms and not desk.closing:
                self._stage.do(desk.clerk, Next(window=desk.number))
        elif state is WindowState.IDLE:
            self._not_free(desk)
            if desk.break_ms:
                self._pause(desk)
            elif desk.shift is None or (desk.closing and not desk.shift.stays) or not self._calls_next(desk):
                self._wait_or_close(desk)

    def _calls_next(self, desk: _Desk) -> bool:
        try:
            self._stage.do(desk.clerk, Next(window=desk.number))
        except Refused as refused:
            if refused.refusal is not Refusal.NOBODY_WAITING:
                raise
            return False
        return True

    def _wait_or_close(self, desk: _Desk) -> None:
        if not desk.closing:
            desk.free_since = self._stage.at
            self._free.add(desk.number)
            return
        self._stage.do(desk.clerk, CloseWindow(window=desk.number))
        self._count_open(desk, self._stage.at)
        desk.shift = None

    def _leaves(self, desk: _Desk) -> bool:
        return desk.break_ms > 0 or (desk.closing and (desk.shift is None or not desk.shift.stays))

    def _pause(self, desk: _Desk) -> None:
        """The whole break, also when it begins late. Who goes home closes a window that is paused."""
        if not desk.break_ms:
            self._stage.do(desk.clerk, Pause(window=desk.number, reason=_BREAK))
            self._wait_or_close(desk)
            return
        back_at = self._stage.at + desk.break_ms
        self._stage.do(desk.clerk, Pause(window=desk.number, reason=_BREAK, back_at=back_at))
        desk.day.paused_ms += desk.break_ms
        desk.break_ms = 0
        self._stage.agenda.put(back_at, partial(self._resume, desk))

    def _resume(self, desk: _Desk) -> None:
        if self._state(desk) is WindowState.PAUSED:
            self._stage.do(desk.clerk, Resume(window=desk.number))

    def _at_desk(self, event: Event) -> None:
        """The clerk has come, is back, or may help another queue from now on."""
        desk = self._desks[event.body["window"]]
        if self._state(desk) is WindowState.IDLE:
            self._press_at(desk, event.at)

    def _called(self, event: Event) -> None:
        desk, ticket = self._desks[event.body["window"]], event.body["ticket"]
        self._not_free(desk)
        # Who was called by the key that ended the last service begins a new busy time all the same.
        self._count_busy(desk, event.at)
        desk.busy_since = event.at
        if self._stage.hall.rules.windows[desk.number].auto_call and self._leaves(desk):
            # The hall calls to this window by itself: who leaves pauses it, and the number goes back to its place.
            self._pause(desk)
            return
        agenda, habits = self._stage.agenda, self._plan.habits
        if self._people.is_there(ticket):
            agenda.put(event.at + self._people.leg(ticket).walk_ms, partial(self._arrive, desk, ticket))
            return
        for number in range(1, habits.recalls + 1):
            if number * habits.recall_every_ms < habits.miss_after_ms:
                agenda.put(event.at + number * habits.recall_every_ms, partial(self._recall, desk, ticket))
        agenda.put(event.at + habits.miss_after_ms, partial(self._miss, desk, ticket))

    def _holds(self, desk: _Desk, ticket: str, state: TicketState) -> bool:
        hall = self._stage.hall
        return hall.windows[desk.number].ticket == ticket and hall.tickets[ticket].state is state

    def _arrive(self, desk: _Desk, ticket: str) -> None:
        if self._holds(desk, ticket, TicketState.CALLED):
            self._stage.do(desk.clerk, Arrive(window=desk.number))

    def _recall(self, desk: _Desk, ticket: str) -> None:
        """A hall may allow fewer recalls, or none so soon: then the clerk just waits."""
        if not self._holds(desk, ticket, TicketState.CALLED):
            return
        try:
            self._stage.do(desk.clerk, Recall(window=desk.number))
        except Refused as refused:
            if refused.refusal not in (Refusal.RECALLS_USED_UP, Refusal.TOO_SOON):
                raise

    def _miss(self, desk: _Desk, ticket: str) -> None:
        if self._holds(desk, ticket, TicketState.CALLED):
            self._stage.do(desk.clerk, Miss(window=desk.number))

    def _arrived(self, event: Event) -> None:
        desk, ticket = self._desks[event.body["window"]], event.body["ticket"]
        self._stage.agenda.put(event.at + self._people.leg(ticket).service_ms, partial(self._finish, desk, ticket))

    def _finish(self, desk: _Desk, ticket: str) -> None:
        if not self._holds(desk, ticket, TicketState.SERVING):
            return
        following, planned = self._people.next_leg(ticket), self._stage.hall.tickets[ticket].plan
        desk.day.served += 1
        if following is not None and not planned:
            self._pass_on(desk, following.service)
        elif planned and following is None:
            self._stage.do(desk.clerk, Reject(window=desk.number, reason=_ENDS_HERE))
        else:
            self._stage.do(desk.clerk, Finish(window=desk.number))

    def _pass_on(self, desk: _Desk, service: str) -> None:
        """A leg that the visit plans begins by itself; this one is the clerk's transfer."""
        try:
            self._stage.do(desk.clerk, Transfer(window=desk.number, service=service))
        except Refused:
            # Nobody serves it any more today: the visit ends here.
            self._stage.do(desk.clerk, Finish(window=desk.number))

    def _served(self, event: Event) -> None:
        """The window is free, or the rating pad asks: the clerk presses 下一位 after the usual moment."""
        desk = self._desks[event.body["window"]]
        self.last_at = event.at
        if self._state(desk) not in _AT_WORK:
            self._count_busy(desk, event.at)
        if desk.shift is not None:
            self._press_at(desk, event.at + self._people.leg(event.body["ticket"]).between_ms)

    def _rated(self, event: Event) -> None:
        desk = self._desks[event.body["window"]]
        if self._state(desk) is WindowState.IDLE:
            self._count_busy(desk, event.at)
            if not desk.presses:
                self._press_at(desk, event.at)

    def _joined(self, event: Event) -> None:
        """Somebody waits: the best of the free windows calls in a moment (least else it could do, then longest free)."""
        ticket = self._stage.hall.tickets[event.body["ticket"]]
        if ticket.state is not TicketState.WAITING:
            return
        hall = self._stage.hall
        able = [self._desks[number] for number in self._free if hall.may_call(number, ticket)]
        if able:
            chosen = min(able, key=lambda desk: (self._breadth(desk), desk.free_since or 0, desk.number))
            self._press_at(chosen, event.at + self._plan.habits.notices_ms)

    def _breadth(self, desk: _Desk) -> int:
        """How much else the window could do."""
        rule = self._stage.hall.rules.windows[desk.number]
        return len(rule.queues) + len(rule.skills)

    def _not_free(self, desk: _Desk) -> None:
        desk.free_since = None
        self._free.discard(desk.number)

    def _count_busy(self, desk: _Desk, at: int) -> None:
        if desk.busy_since is not None:
            desk.day.busy_ms += at - desk.busy_since
            desk.busy_since = None

    def _count_open(self, desk: _Desk, at: int) -> None:
        desk.day.open_ms += at - desk.opened_at


_JOINS = (
    EventKind.TICKET_ISSUED,
    EventKind.TICKET_HANDED_OVER,
    EventKind.TICKET_CAME_BACK,
    EventKind.TICKET_TRANSFERRED,
    EventKind.TICKET_RETURNED,
    EventKind.LEG_BEGUN,
    EventKind.TICKET_UNHELD,
    EventKind.TICKET_REACTIVATED,
    EventKind.SLOT_REACHED,
)
"""Events after which somebody may be waiting who wasn't before."""
