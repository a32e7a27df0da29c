"""The real hall on a clock that jumps from one thing to the next."""

from collections import deque
from collections.abc import Callable
from itertools import count

from api.messages.hall_commands import HallCommand
from api.ports import Actor
from hall_controller.domain.due import next_due_at
from hall_controller.domain.engine import execute, run_timers
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.requests import Request
from hall_controller.simulation.agenda import Agenda

Listener = Callable[[Event], None]


def counted_ids() -> Callable[[], str]:
    """ULIDs that count up: the same in every run."""
    numbers = count(1)
    return lambda: f"01J{next(numbers):023d}"


class Stage:
    """Carries out commands at simulated instants (UTC ms) and tells listeners what happened, after each action."""

    def __init__(self, hall: Hall, begins_at: int) -> None:
        self.hall = hall
        self.at = begins_at
        self.agenda = Agenda()
        self.operations = 0
        self.new_id = counted_ids()
        self._listeners: dict[EventKind, list[Listener]] = {}
        self._untold: deque[Event] = deque()
        self._timers_at = begins_at

    def listen(self, listener: Listener, *kinds: EventKind) -> None:
        for kind in kinds:
            self._listeners.setdefault(kind, []).append(listener)

    def do(self, actor: Actor, command: HallCommand) -> list[Event]:
        """Now.

        Raises:
            Refused: a rule of the hall forbids it; nothing changed.
        """
        self.operations += 1
        step = execute(self.hall, Request(self.new_id(), actor, command, self.at, self.new_id))
        self._happened(step.events)
        return step.events

    def run(self, until: int, on_time: Callable[[int], None]) -> None:
        """Everything on the agenda up to `until`, with the hall's own timers in between; `on_time` hears each instant."""
        self._run_timers()
        while (at := self.agenda.next_at()) is not None and at <= until:
            while self._timers_at <= at:
                self.at = max(self.at, self._timers_at)
                self._run_timers()
            self.at, action = self.agenda.take()
            action()
            self._tell()
            self._timers_at = next_due_at(self.hall)
            on_time(self.at)

    def _run_timers(self) -> None:
        self.operations += 1
        step = run_timers(self.hall, self.at, self.new_id)
        self._happened(step.events)
        self._tell()
        self._timers_at = next_due_at(self.hall)

    def _happened(self, events: list[Event]) -> None:
        self._untold += events
        self.hall.changes.clear()

    def _tell(self) -> None:
        while self._untold:
            event = self._untold.popleft()
            for listener in self._listeners.get(event.kind, ()):
                listener(event)
