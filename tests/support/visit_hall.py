"""A hall for visits: 受理 at windows 1 and 2, 收费 at 3, 出件 at 4, at 5 deeds that need a skill a person has."""

from typing import Any

from api.messages.hall_commands import Arrive, Finish, Next, OpenWindow, Take
from api.messages.words import HandOver, Role
from api.ports import Actor
from hall_controller.config import HallConfig
from hall_controller.domain import invariants
from hall_controller.domain.apply import apply
from hall_controller.domain.hall import Hall
from hall_controller.domain.rules import Rules
from hall_controller.store.ledger import decode_event, encode_event
from tests.support.hall_core import CoreHall, core_config
from tests.support.hall_store import remembered

PAD, DESK, CASHIER, EXIT, NOTARY = 1, 2, 3, 4, 5
CARD = "cardQ7Zr2mXw9TkB4sVn8L"


def clerk(number: int) -> Actor:
    """An account of its own for each window."""
    return Actor(f"clerk-{number}", Role.CLERK)


def visit_config(**changes: Any) -> HallConfig:
    """`changes`: whole lists that take the place of these."""
    names = {"zh-CN": "名"}
    document = core_config().model_dump(mode="json", exclude_unset=True)
    document |= {
        "queues": [{"id": q, "prefix": q[0].upper(), "names": names} for q in ("accept", "pay", "exit", "notary")],
        "services": [
            {"id": ident, "names": names, "department": names, "queue": queue, **more}
            for ident, queue, more in (
                ("permit", "accept", {"then": ["fee", "document"]}),
                ("change", "accept", {"then": ["document"]}),
                ("question", "accept", {}),
                ("fee", "pay", {}),
                ("document", "exit", {}),
                ("deed", "notary", {"skill": "deeds"}),
                ("seal", "notary", {}),
            )
        ],
        "windows": [
            {"number": PAD, "names": names, "queues": ["accept"], "rating_pad": "agent/rating-1", "leds": ["agent/led-1"]},
            {"number": DESK, "names": names, "queues": ["accept"], "leds": ["agent/led-2"], "call_pad": "agent/callpad-2"},
            {"number": CASHIER, "names": names, "queues": ["pay"]},
            {"number": EXIT, "names": names, "queues": ["exit"]},
            {"number": NOTARY, "names": names, "queues": ["notary"]},
        ],
        "staff": [{"name": "clerk-5", "card": CARD, "skills": ["deeds"]}],
        **changes,
    }
    return HallConfig.model_validate(document)


class VisitHall(CoreHall):
    """Whatever it did, `sound` says whether all still holds."""

    def take_for(self, service: str, *more: str, **keys: Any) -> str:
        take = Take(service=service, more=more, hand_over=HandOver.SCREEN, **keys)
        return str(self.do(take)["ticket"]["id"])

    def open(self, *windows: int) -> None:
        for window in windows:
            self.do(OpenWindow(window=window), clerk(window))

    def call(self, window: int) -> str:
        """Whom the window calls now."""
        return str(self.do(Next(window=window))["ticket"]["id"])

    def serve(self, window: int) -> str:
        ticket = self.call(window)
        self.do(Arrive(window=window))
        return ticket

    def finish(self, window: int, **keys: Any) -> None:
        self.do(Finish(window=window, **keys))

    def sound(self) -> list[str]:
        """What is wrong with state, intervals and replay; empty when all holds."""
        problems = [*invariants.line_problems(self.hall), *invariants.window_problems(self.hall)]
        problems += invariants.interval_problems(self.hall.tickets.values(), self.intervals)
        replica = Hall(self.rules)
        for event in self.events:
            apply(replica, decode_event(encode_event(event)))
        if remembered(replica) != remembered(self.hall):
            problems.append("the replay of the events is another state")
        return problems


def visit_hall(**changes: Any) -> VisitHall:
    return VisitHall(Rules(visit_config(**changes)))
