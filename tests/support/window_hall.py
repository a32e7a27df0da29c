"""A small hall with everything windows can be: levels, skills, any service, called to by itself, tidal, staff with cards."""

from dataclasses import dataclass
from typing import Any

import pytest

from api.messages.hall_commands import Arrive, Finish, HallCommand, LogInByCard, Next, OpenWindow, Take
from api.messages.words import HandOver, Refusal, Role, TicketClass
from api.ports import Actor
from hall_controller.config import HallConfig
from hall_controller.domain.requests import Refused
from hall_controller.domain.rules import Rules
from tests.support.hall_core import KIOSK, CoreHall

PLAIN, LEVELS, SKILLED, ANY = 1, 2, 3, 4
"""Queue a; a before b; a with skill `deeds`; every queue."""
AUTO_NARROW, AUTO_WIDE = 5, 6
"""Called to by itself: queue c; queues c and d."""
TIDAL_ONE, TIDAL_TWO = 7, 8
"""Queue e, help a through a peak."""
ALL_WINDOWS = (PLAIN, LEVELS, SKILLED, ANY, AUTO_NARROW, AUTO_WIDE, TIDAL_ONE, TIDAL_TWO)
DEVICE = "agent/reader-1"
"""Window 1 can't work without it."""
LI, WANG = "li", "wang"
CARDS = {LI: "card-of-li-0000000", WANG: "card-of-wang-00000"}


def window_config(*, discipline: dict[str, Any] | None = None, tidal: dict[str, Any] | None = None, **hall: Any) -> HallConfig:
    names = {"zh-CN": "名"}
    queues = [{"id": queue, "prefix": queue.upper(), "names": names, "opens": "00:00", "closes": "24:00"} for queue in "abcde"]
    services = [{"id": f"s-{queue}", "names": names, "department": names, "queue": queue} for queue in "abcde"]
    services.append({"id": "s-deeds", "names": names, "department": names, "queue": "a", "skill": "deeds"})
    own: list[dict[str, Any]] = [
        {"queues": ["a"], "requires": [DEVICE], "leds": ["agent/led-1"], "call_pad": "agent/callpad-1"},
        {"queues": ["a", "b"], "levels": {"b": 2}, "leds": ["agent/led-2"], "call_pad": "agent/callpad-2"},
        {"queues": ["a"], "skills": ["deeds"]},
        {"queues": [], "any_service": True, "levels": {"b": 3}},
        {"queues": ["c"], "auto_call": True, "leds": ["agent/led-5"]},
        {"queues": ["c", "d"], "auto_call": True, "rating_pad": "agent/rating-6"},
        {"queues": ["e"], "tidal": ["a"]},
        {"queues": ["e"], "tidal": ["a"]},
    ]
    windows = [{"number": number, "names": names, **window} for number, window in enumerate(own, start=1)]
    return HallConfig.model_validate(
        {
            "hall": {"site": "610124-01", "names": names, **hall},
            "queues": queues,
            "services": services,
            "windows": windows,
            "discipline": discipline or {},
            "tidal": tidal or {},
            "staff": [{"name": LI, "card": CARDS[LI], "skills": ["deeds"]}, {"name": WANG, "card": CARDS[WANG]}],
        }
    )


def clerk(window: int) -> Actor:
    return Actor(f"clerk-{window}", Role.CLERK)


@dataclass
class WindowHall(CoreHall):
    """Each window has its own clerk."""

    @staticmethod
    def of(config: HallConfig) -> "WindowHall":
        return WindowHall(Rules(config))

    def open(self, *windows: int) -> None:
        for window in windows:
            self.do(OpenWindow(window=window), clerk(window))

    def come(self, service: str = "s-a", ticket_class: TicketClass = TicketClass.WALK_IN) -> str:
        """The new ticket's id."""
        command = Take(service=service, ticket_class=ticket_class, hand_over=HandOver.SCREEN)
        return str(self.do(command, KIOSK)["ticket"]["id"])

    def call_next(self, window: int) -> str:
        return str(self.do(Next(window=window), clerk(window))["ticket"]["id"])

    def serve(self, window: int) -> None:
        """The present citizen's visit, to its end."""
        self.do(Arrive(window=window), clerk(window))
        self.do(Finish(window=window), clerk(window))

    def card(self, name: str, window: int) -> dict[str, Any]:
        return self.do(LogInByCard(window=window, card=CARDS[name]), KIOSK)

    def refusal(self, command: HallCommand, actor: Actor | None = None) -> Refusal:
        """The refusal of a command that must be refused, with a detail, and change nothing."""
        seq = self.hall.seq
        with pytest.raises(Refused) as refused:
            self.do(command, actor)
        assert self.hall.seq == seq
        assert refused.value.detail
        return refused.value.refusal
