"""Questions about numbers and bookings over the bus. The hall remembers what was done under an act's id, so nothing is kept
here, but for one thing: that nobody saw the answer to a booking is told through the outbox.
"""

from collections.abc import Callable

from api.bus.outbox import Outbox, OutboxEntry
from api.bus.port import BusPort, NotAnswered
from api.messages.completion import Completion
from api.messages.hall_commands import (
    Back,
    Book,
    Bookings,
    Cancel,
    CheckIn,
    FindTicket,
    HallCommand,
    MoveBooking,
    Postpone,
    ReportHandOver,
    Slots,
    Unhold,
)
from api.messages.topics import hall_command_topic
from api.messages.views import FollowView, SlotView
from kiosk.flow.failures import HallRefused, HallSilent
from kiosk.flow.issued import IssuedTicket
from kiosk.ports.tickets import issued_ticket

ANSWER_S = 10.0
"""Remote time-out: longer, a person believes that nothing will come."""


class HallNumbers:
    """Implements `kiosk.flow.numbers.ports.NumbersPort`."""

    def __init__(
        self,
        bus: BusPort,
        outbox: Outbox,
        *,
        new_id: Callable[[], str],
        wake: Callable[[], None],
        answer_s: float = ANSWER_S,
    ) -> None:
        """`wake`: the outbox has something new."""
        self._bus = bus
        self._outbox = outbox
        self._new_id = new_id
        self._wake = wake
        self._answer_s = answer_s

    def new_act(self) -> str:
        return self._new_id()

    async def find(self, *, ticket: str = "", number: str = "", check: str = "") -> FollowView:
        answer = await self._ask("find-ticket", FindTicket(ticket=ticket or None, number=number, check=check))
        return FollowView.model_validate(answer.result["ticket"])

    async def of_person(self, holder: str) -> tuple[FollowView, ...]:
        answer = await self._ask("bookings", Bookings(holder=holder))
        return tuple(map(FollowView.model_validate, answer.result["tickets"]))

    async def slots(self, service: str) -> tuple[SlotView, ...]:
        answer = await self._ask("slots", Slots(service=service))
        return tuple(map(SlotView.model_validate, answer.result["slots"]))

    async def cancel(self, act: str, ticket: str) -> None:
        await self._ask("cancel", Cancel(ticket=ticket), act)

    async def postpone(self, act: str, ticket: str, minutes: int) -> None:
        await self._ask("postpone", Postpone(ticket=ticket, minutes=minutes), act)

    async def come_back(self, act: str, *, ticket: str = "", number: str = "") -> None:
        await self._ask("back", Back(ticket=ticket or None, number=number), act)

    async def take_up(self, act: str, ticket: str) -> None:
        await self._ask("unhold", Unhold(ticket=ticket), act)

    async def check_in(self, act: str, *, ticket: str = "", number: str = "") -> None:
        await self._ask("check-in", CheckIn(ticket=ticket or None, number=number), act)

    async def book(self, act: str, service: str, day: str, slot: str, holder: str, language: str) -> IssuedTicket:
        command = Book(service=service, day=day, slot=slot, holder=holder, language=language)
        return issued_ticket(await self._ask("book", command, act))

    async def move(self, act: str, ticket: str, day: str, slot: str) -> IssuedTicket:
        return issued_ticket(await self._ask("move-booking", MoveBooking(ticket=ticket, day=day, slot=slot), act))

    def give_up(self, act: str) -> None:
        # The booking has the act's id. A report, not a wish: it is true however late the hall hears of it.
        topic = hall_command_topic(self._bus.site, "hand-over")
        self._outbox.add(OutboxEntry(self._new_id(), topic, ReportHandOver(ticket=act, handed_over=None)))
        self._wake()

    async def _ask(self, name: str, command: HallCommand, act: str = "") -> Completion:
        topic = hall_command_topic(self._bus.site, name)
        try:
            completion = await self._bus.request(topic, command, command_id=act or self._new_id(), timeout_s=self._answer_s)
        except NotAnswered as error:
            raise HallSilent(name) from error
        if not completion.succeeded:
            raise HallRefused(completion.error_code or completion.code.value)
        return completion
