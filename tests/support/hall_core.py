"""A hall for the core's tests: a window with a rating pad, one without, one for another queue only, none for a third queue."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from api.messages.hall_commands import HallCommand, OpenWindow, Rate, Take
from api.messages.words import HandOver, Role, TicketState
from api.ports import Actor
from hall_controller.config import HallConfig
from hall_controller.domain.deliveries import Delivery
from hall_controller.domain.engine import execute, run_timers
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.requests import Request, no_chance
from hall_controller.domain.rules import Rules
from hall_controller.domain.state import Interval, Ticket, Window

MORNING = int(datetime(2025, 11, 21, 1, 0, tzinfo=UTC).timestamp() * 1000)
"""09:00 in the hall (UTC+8), a Friday."""

CLERK = Actor("clerk-1", Role.CLERK)
MANAGER = Actor("manager-1", Role.MANAGER)
KIOSK = Actor("kiosk-01", Role.DEVICE)

PAD_WINDOW, PLAIN_WINDOW, OTHER_WINDOW = 1, 2, 3


def core_config(**hall: Any) -> HallConfig:
    """`hall` overrides keys of the hall's section."""
    names = {"zh-CN": "名"}
    queues = [
        {"id": "a", "prefix": "A", "names": names},
        {"id": "b", "prefix": "B", "names": names, "first": 5, "last": 7},
        {"id": "c", "prefix": "C", "names": names},
    ]
    services = [{"id": f"s-{q}", "names": names, "department": names, "queue": q} for q in "abc"]
    windows = [
        {
            "number": PAD_WINDOW,
            "names": names,
            "queues": ["a"],
            "leds": ["agent/led-1"],
            "rating_pad": "agent/rating-1",
            "call_pad": "agent/callpad-1",
        },
        {"number": PLAIN_WINDOW, "names": names, "queues": ["a", "b"], "leds": ["agent/led-2"], "call_pad": "agent/callpad-2"},
        {"number": OTHER_WINDOW, "names": names, "queues": ["b"]},
    ]
    zones = [
        {
            "id": "main",
            "names": names,
            "speakers": ["agent/speaker-1"],
            "overview_leds": ["agent/overview-1", "agent/overview-2"],
        }
    ]
    document = {
        "hall": {"site": "610124-01", "names": names, **hall},
        "queues": queues,
        "services": services,
        "windows": windows,
        "zones": zones,
    }
    return HallConfig.model_validate(document)


def counted_ids() -> Callable[[], str]:
    """ULIDs that count up: the same in every run."""
    numbers = count(1)
    return lambda: f"01J{next(numbers):023d}"


@dataclass
class CoreHall:
    """The pure core with a clock that stands still and everything it brought about."""

    rules: Rules = field(default_factory=lambda: Rules(core_config()))
    now: int = MORNING

    def __post_init__(self) -> None:
        self.hall = Hall(self.rules)
        self.new_id = counted_ids()
        self.chance: Callable[[], float] = no_chance
        self.events: list[Event] = []
        self.deliveries: list[Delivery] = []
        self.intervals: list[Interval] = []
        self.told: list[Delivery] = []
        self.run_timers()

    def run_timers(self) -> list[EventKind]:
        step = run_timers(self.hall, self.now, self.new_id)
        self._take_down(step.events, step.deliveries)
        return [event.kind for event in step.events]

    def do(self, command: HallCommand, actor: Actor | None = None) -> dict[str, Any]:
        """The answer's result.

        Raises:
            Refused: a rule forbids it.
        """
        by_device = actor is None and isinstance(command, (Take, Rate))
        request = Request(self.new_id(), KIOSK if by_device else actor or MANAGER, command, self.now, self.new_id, self.chance)
        return self.execute(request)

    def execute(self, request: Request) -> dict[str, Any]:
        """The same for a request of the test's own."""
        step = execute(self.hall, request)
        self._take_down(step.events, step.deliveries)
        self.told = step.deliveries
        return step.result

    def _take_down(self, events: list[Event], deliveries: list[Delivery]) -> None:
        self.events += events
        self.deliveries += deliveries
        self.intervals += self.hall.changes.intervals
        self.hall.changes.clear()

    def later(self, seconds: float) -> list[EventKind]:
        """Let time pass; the timers that ran out."""
        self.now += int(seconds * 1000)
        return self.run_timers()

    def take(self, service: str = "s-a", hand_over: HandOver = HandOver.SCREEN) -> str:
        return str(self.do(Take(service=service, hand_over=hand_over))["ticket"]["id"])

    def open(self, *windows: int) -> None:
        for window in windows:
            self.do(OpenWindow(window=window), CLERK)

    def ticket(self, ident: str) -> Ticket:
        return self.hall.tickets[ident]

    def state(self, ident: str) -> TicketState:
        return self.hall.tickets[ident].state

    def window(self, number: int) -> Window:
        return self.hall.windows[number]

    def kinds(self) -> list[EventKind]:
        return [event.kind for event in self.events]
