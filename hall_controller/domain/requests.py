"""One command on its way through the core, and what comes of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from api.messages.hall_commands import HallCommand
from api.messages.words import Refusal, Role
from api.ports import Actor
from hall_controller.domain.events import Event, EventKind

HALL_ACTOR = Actor(name="hall", role=Role.DEVICE)
"""Who acts when a timer runs out."""


def no_chance() -> float:
    """The middle, always: for the hall's own timers, which leave nothing to chance."""
    return 0.5


class Refused(Exception):
    """A rule of the hall forbids it; nothing changed.

    Attributes:
        refusal: the word that screens translate.
        detail: English, for logs and technicians; names states and numbers, never people.
    """

    def __init__(self, refusal: Refusal, detail: str = "") -> None:
        super().__init__(refusal, detail)
        self.refusal = refusal
        self.detail = detail


@dataclass(slots=True)
class Request:
    """Who wants what, when."""

    id: str
    """The command's id; empty for the hall's own timers."""
    actor: Actor
    command: HallCommand
    at: int
    """Hall time, UTC ms."""
    new_id: Callable[[], str]
    chance: Callable[[], float] = no_chance
    """Evenly spread over [0, 1); what it decides stands in the event."""

    def event(self, kind: EventKind, **body: Any) -> Event:
        return Event(kind, self.at, self.actor.name, self.actor.role._value_, self.id, body)


@dataclass(frozen=True, slots=True)
class ThenCall:
    """When all the events have happened the window calls whoever is next then, be it the citizen whose visit goes on."""

    window: int
    source: str
    """`kept`: pressed before, fires now. `next`: pressed just now, so that the answer is about the called ticket."""


@dataclass(slots=True)
class Decision:
    """What shall happen. Empty events: the command is right and changes nothing."""

    events: list[Event]
    ticket: str | None = None
    """A ticket whose view, as it is afterwards, belongs into the answer."""
    slip: bool = False
    """The answer also carries what the paper needs."""
    result: dict[str, Any] = field(default_factory=dict)
    then_call: ThenCall | None = None
