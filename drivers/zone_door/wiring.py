"""Which input of the board hangs on what: the door's contact, the help button, counting sensors. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Role = Literal["open", "sos", "exit", "key", "tamper", "fire", "enter", "leave"]
INPUT = Field(default=None, ge=1, le=64)


class Wiring(BaseModel):
    """Numbers of the board's inputs, from 1; None: not wired."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    open: int | None = INPUT
    """The door's contact."""
    sos: int | None = INPUT
    exit: int | None = INPUT
    """The exit button, which releases the lock by wire; the board only sees it."""
    key: int | None = INPUT
    """A key switch that releases the lock by wire."""
    tamper: int | None = INPUT
    fire: int | None = INPUT
    """The fire alarm, which cuts the lock's power by wire."""
    enter: int | None = INPUT
    leave: int | None = INPUT
    """The two sides of a counting sensor: a pulse for each person."""
    at_rest_closed: tuple[Role, ...] = ("open", "tamper")
    """Inputs that are closed while all is well, so that a cut wire counts as an alarm. The others close when it happens."""

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        numbers = list(self.numbers().values())
        if len(set(numbers)) < len(numbers):
            raise ValueError("one input can't hang on two things")
        if (self.enter is None) is not (self.leave is None):
            raise ValueError("`enter` and `leave` go together, or people are counted in only")
        return self

    def numbers(self) -> Mapping[str, int]:
        """Role → input, of what is wired."""
        given = self.model_dump(exclude={"at_rest_closed"})
        return {role: number for role, number in given.items() if number is not None}

    def seen(self, inputs: Sequence[bool], counters: Sequence[int] | None = None) -> "Seen":
        """What the inputs say; `counters` by input when the board counts pulses itself."""
        active = {role: inputs[number - 1] is not (role in self.at_rest_closed) for role, number in self.numbers().items()}
        counted = None
        if counters is not None and self.enter is not None and self.leave is not None:
            counted = (counters[self.enter - 1], counters[self.leave - 1])
        return Seen(
            open=active.get("open"),
            sos=active.get("sos", False),
            asked=active.get("exit", False) or active.get("key", False),
            tamper=active.get("tamper", False),
            fire=active.get("fire", False),
            enter=active.get("enter", False),
            leave=active.get("leave", False),
            counted=counted,
        )


@dataclass(frozen=True, slots=True)
class Seen:
    """The door at one look."""

    open: bool | None = None
    """None: no contact."""
    sos: bool = False
    asked: bool = False
    """The exit button or the key."""
    tamper: bool = False
    fire: bool = False
    enter: bool = False
    leave: bool = False
    counted: tuple[int, int] | None = None
    """The board's own counters of people in and out, 16 bits, wrapping round; None: edges of `enter` and `leave` count."""
