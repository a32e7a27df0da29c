"""How numbers and bookings reach the world. Protocols only; `kiosk.ports.numbers` holds the real ones, over MQTT.

Each act has an id that is made once, at the tap, and used again on every repeat: the hall does it once and answers the same.
"""

from dataclasses import dataclass, field
from typing import Protocol

from api.messages.views import FollowView, Names, SlotView
from kiosk.flow.issued import IssuedTicket
from kiosk.flow.printing import PrinterReadiness, PrintReport


class NumbersPort(Protocol):
    """All of the questions raise HallRefused when the hall says no, and HallSilent without an answer in time (10 s)."""

    def new_act(self) -> str:
        """An id for what the citizen has just decided."""
        ...

    async def find(self, *, ticket: str = "", number: str = "", check: str = "") -> FollowView:
        """By its id, or by its number: with the check code everything, without it only how it stands."""
        ...

    async def of_person(self, holder: str) -> tuple[FollowView, ...]:
        """Bookings, and numbers of today that aren't over, of who showed who they are."""
        ...

    async def slots(self, service: str) -> tuple[SlotView, ...]:
        """What can be booked from now on, full slots too."""
        ...

    async def cancel(self, act: str, ticket: str) -> None: ...

    async def postpone(self, act: str, ticket: str, minutes: int) -> None: ...

    async def come_back(self, act: str, *, ticket: str = "", number: str = "") -> None:
        """Missed, and here again."""
        ...

    async def take_up(self, act: str, ticket: str) -> None:
        """Put aside at a window, and here again before the time is over."""
        ...

    async def check_in(self, act: str, *, ticket: str = "", number: str = "") -> None: ...

    async def book(self, act: str, service: str, day: str, slot: str, holder: str, language: str) -> IssuedTicket: ...

    async def move(self, act: str, ticket: str, day: str, slot: str) -> IssuedTicket:
        """The new booking; the old one is over with the same act."""
        ...

    def give_up(self, act: str) -> None:
        """Whoever booked by this act left without the hall's answer: nobody knows of the booking, should there be one, and the
        hall withdraws it, however late it hears of it. Durable.
        """
        ...


@dataclass(frozen=True, slots=True)
class Later:
    """What somebody wanted while the hall didn't answer: to be asked for again later, or at the help desk."""

    wish: str
    """`book`, `move`, or an `Action`."""
    number: str = ""
    """Of the number or booking it is about."""
    service: Names = field(default_factory=dict, repr=False)
    day: str = ""
    """ISO 8601, with `slot`: the time that was chosen."""
    slot: str = ""


class BookingPaperPort(Protocol):
    """The receipt printer, as bookings use it."""

    def readiness(self) -> PrinterReadiness: ...

    async def print(self, paper_id: str, ticket: IssuedTicket, language: str) -> PrintReport:
        """The booking's paper. Asked again under the same id it is the same print. Never raises for what a printer does."""
        ...

    async def print_later(self, paper_id: str, later: Later, language: str) -> PrintReport:
        """A slip that says what was wanted and what to do now. Nothing of a person is on it."""
        ...
