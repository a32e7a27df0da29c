"""A step of a flow, and what it may do while it runs."""

from typing import Protocol

from kiosk.flow.intents import Intent
from kiosk.flow.mode import Mode
from kiosk.flow.outcome import Outcome
from kiosk.flow.ports import KioskPorts
from kiosk.flow.session import Session
from kiosk.flow.views import View


class Context(Protocol):
    """The engine, as a step sees it."""

    @property
    def session(self) -> Session: ...

    @property
    def ports(self) -> KioskPorts: ...

    @property
    def now_s(self) -> float:
        """The engine's steady clock."""
        ...

    @property
    def mode(self) -> Mode:
        """How things are shown now; a change of it comes as `WORLD_CHANGED`."""
        ...

    def show(self, view: View, *, back: bool = False, busy: bool = False, for_s: float | None = None) -> None:
        """Put `view` on the screen. `back` offers the back button; `busy` stops the idle timer while the kiosk, not the
        citizen, is at work; after `for_s` seconds the step gets `TIMED_OUT`.
        """
        ...

    def somebody_is_there(self) -> None:
        """Seen, though nothing was touched: the idle timer starts again."""
        ...

    async def intent(self) -> Intent:
        """The next thing the citizen wants. Home, help, language and staying are the engine's and never come here."""
        ...


class Step(Protocol):
    name: str

    async def run(self, context: Context) -> Outcome:
        """Do the step's work to its end. It may be cut off at any await: what must last is in a port by then."""
        ...
