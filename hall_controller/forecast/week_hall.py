"""The hall of a week model: the real core on simulated instants."""

from itertools import count

from api.messages.hall_commands import Arrive, Finish, HallCommand, Miss, Next, OpenWindow, Take
from api.messages.words import HandOver, Refusal, Role, TicketClass
from api.ports import Actor
from hall_controller.config import HallConfig
from hall_controller.domain.engine import execute, run_timers
from hall_controller.domain.events import Event
from hall_controller.domain.hall import Hall
from hall_controller.domain.requests import Refused, Request
from hall_controller.domain.rules import Rules
from hall_controller.domain.state import Ticket
from hall_controller.forecast.history import History
from hall_controller.forecast.week_model import WeekModel

_SITE = "610124-01"


def config_of(model: WeekModel) -> HallConfig:
    """A queue for each service, windows pool after pool."""
    pools = [pool for pool in model.pools for _ in range(pool.windows)]
    return HallConfig.model_validate(
        {
            "hall": {"site": _SITE, "names": {"en": "Model"}, "recall_gap_s": 0},
            "queues": [
                {
                    "id": service.id,
                    "prefix": chr(ord("A") + place),
                    "names": {"en": service.id},
                    "last": 99_999,
                    "digits": 5,
                    "opens": "00:00",
                    "closes": "24:00",
                }
                for place, service in enumerate(model.services)
            ],
            "services": [
                {
                    "id": service.id,
                    "names": {"en": service.id},
                    "department": {"en": "Model"},
                    "queue": service.id,
                    "minutes": service.configured_min,
                }
                for service in model.services
            ],
            "windows": [
                {
                    "number": number,
                    "names": {"en": f"Window {number}"},
                    "queues": [*pool.services, *pool.helps],
                    "levels": dict.fromkeys(pool.helps, 2),
                }
                for number, pool in enumerate(pools, start=1)
            ],
            "discipline": model.discipline.model_dump(),
        }
    )


class WeekHall:
    """What people and clerks of the model do, as the hall's own commands. Instants are UTC ms."""

    def __init__(self, model: WeekModel) -> None:
        self.hall = Hall(Rules(config_of(model)))
        self.history = History()
        self._ids = (f"01J{number:023d}" for number in count(1))

    def open(self, at: int) -> None:
        """A new day, every window open."""
        self._follow(run_timers(self.hall, at, self._new_id).events)
        for number in self.hall.rules.windows:
            self._clerk(number, OpenWindow(window=number), at)

    def arrive(self, service: str, ticket_class: TicketClass, at: int) -> Ticket:
        command = Take(service=service, ticket_class=ticket_class, language="zh-CN", hand_over=HandOver.SCREEN)
        ident = self._do("kiosk", Role.DEVICE, command, at)
        return self.hall.tickets[ident]

    def call(self, window: int, at: int) -> Ticket | None:
        """The next citizen for a free window, by the real rule."""
        try:
            self._clerk(window, Next(window=window), at)
        except Refused as refused:
            if refused.refusal is not Refusal.NOBODY_WAITING:
                raise
            return None
        ticket = self.hall.windows[window].ticket
        return self.hall.tickets[ticket] if ticket is not None else None

    def free(self, window: int, at: int, *, came: bool) -> None:
        if came:
            self._clerk(window, Arrive(window=window), at)
            self._clerk(window, Finish(window=window), at)
        else:
            self._clerk(window, Miss(window=window), at)

    def _clerk(self, window: int, command: HallCommand, at: int) -> None:
        self._do(f"clerk-{window}", Role.CLERK, command, at)

    def _do(self, name: str, role: Role, command: HallCommand, at: int) -> str:
        ident = self._new_id()
        self._follow(execute(self.hall, Request(ident, Actor(name, role), command, at, self._new_id)).events)
        return ident

    def _new_id(self) -> str:
        return next(self._ids)

    def _follow(self, events: list[Event]) -> None:
        for event in events:
            self.history.follow(self.hall, event)
        self.hall.changes.clear()
