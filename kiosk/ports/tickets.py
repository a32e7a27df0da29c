"""Takes and hand-overs over the outbox: the tap's id is made once, and whatever is cut off is gone on with under that id."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import structlog

from api.bus.outbox import Outbox, OutboxEntry
from api.bus.port import BusPort, NotAnswered
from api.messages.completion import Completion
from api.messages.hall_commands import ReportHandOver, Reprint, Take, TakeOffline
from api.messages.topics import hall_command_topic, parse_topic
from api.messages.views import TicketSlip, TicketView
from api.messages.words import HandOver, TicketClass
from kiosk.flow.ports import HallRefused, HallSilent, IssuedTicket, UnfinishedTake
from kiosk.ports.names import REPRINT_COMMAND, print_name
from kiosk.ports.store import KioskStore, TakeRow

ANSWER_S = 10.0
"""Remote time-out: longer, a person believes that nothing will come."""
RESUMED_FOR_MS = 180_000
"""So long after the tap a citizen may still stand before a kiosk that crashed: twice the time of a restart with a print."""

NOBODY_ASKED = "hallSilent"
"""Why a take ended that the hall never heard of."""

Settle = Callable[[TakeRow], None]


@dataclass(frozen=True, slots=True)
class GivenAlone:
    """A number of the kiosk's own, and what the hall will be told of it."""

    ticket: IssuedTicket
    command: TakeOffline


class Island(Protocol):
    def issue(
        self, service: str, language: str, hand_over: HandOver, *, ticket_class: TicketClass, more: tuple[str, ...]
    ) -> GivenAlone | None:
        """The next number, given out as part of the caller's transaction; None when there is none for this service."""
        ...


class HallTickets:
    """Implements `kiosk.flow.ports.TicketsPort`."""

    def __init__(
        self,
        bus: BusPort,
        store: KioskStore,
        outbox: Outbox,
        *,
        new_id: Callable[[], str],
        clock: Callable[[], int],
        wake: Callable[[], None],
        withdraw: Callable[[str], None],
        on_orphan: Settle,
        island: Island | None = None,
        answer_s: float = ANSWER_S,
    ) -> None:
        """
        Args:
            clock: UTC ms.
            wake: the outbox has something new.
            withdraw: the outbox shall tell an entry no more.
            on_orphan: a number was shown, its print isn't known to be over, and the citizen has gone.
            island: where numbers come from while the hall is silent; None: nowhere.
        """
        self._bus = bus
        self._store = store
        self._outbox = outbox
        self._new_id = new_id
        self._clock = clock
        self._wake = wake
        self._withdraw = withdraw
        self._island = island
        self._on_orphan = on_orphan
        self._answer_s = answer_s
        self._answered = asyncio.Event()
        self._holders: dict[str, str] = {}
        """Pseudonyms by take, until its citizen has gone: only in memory, since the command to the hall has its own."""
        self._log = structlog.get_logger("kiosk.tickets")

    def settle_old(self) -> None:
        """At start: who had left before the crash and who stood there long ago is gone. Prints aren't asked for again: nobody
        would take the paper.
        """
        for row in self._store.open_takes():
            if row.left or not self._may_stand_there(row):
                self._settle(row, printing=False)

    def begin(
        self,
        service: str,
        language: str,
        hand_over: HandOver,
        *,
        ask_hall: bool = True,
        ticket_class: TicketClass = TicketClass.WALK_IN,
        more: tuple[str, ...] = (),
        holder: str = "",
    ) -> str:
        take_id = self._new_id()
        if holder:
            self._holders[take_id] = holder
        with self._store.transaction():
            self._store.add_take(take_id, service, language, hand_over, ticket_class=ticket_class, more=more)
            if ask_hall:
                command = Take(
                    service=service,
                    more=more,
                    ticket_class=ticket_class,
                    hand_over=hand_over,
                    language=language,
                    holder=holder or None,
                )
                self._outbox.add(OutboxEntry(take_id, self._topic("take"), command))
        self._wake()
        return take_id

    async def take(self, take_id: str) -> IssuedTicket:
        try:
            async with asyncio.timeout(self._answer_s):
                while True:
                    row = self._store.take(take_id)
                    if row is None:
                        raise KeyError(f"there is no take {take_id}")
                    if row.refusal is not None:
                        raise HallRefused(row.refusal)
                    if row.issued is not None:
                        return row.issued
                    if self._outbox.get(take_id) is None:
                        raise HallSilent(f"take {take_id} asks nobody")
                    self._answered.clear()
                    await self._answered.wait()
        except TimeoutError as error:
            raise HallSilent(f"take {take_id}") from error

    def take_alone(self, take_id: str) -> IssuedTicket | None:
        row = self._store.take(take_id)
        if row is None or row.issued is not None or self._island is None:
            return row.issued if row is not None else None
        with self._store.transaction():
            asked = self._outbox.get(take_id) is not None
            given = self._island.issue(row.service, row.language, row.hand_over, ticket_class=row.ticket_class, more=row.more)
            if given is None:
                return None
            self._store.issue(take_id, given.ticket)
            command = given.command.model_copy(update={"holder": self._holders.get(take_id)})
            self._outbox.add(OutboxEntry(given.ticket.view.id, self._topic("take-offline"), command))
            if asked:
                # Should the hall have given a number after all, nobody has it: behind the question, so that it comes first.
                self._withdraw(take_id)
                void = ReportHandOver(ticket=take_id, handed_over=None)
                self._outbox.add(OutboxEntry(self._new_id(), self._topic("hand-over"), void))
        self._wake()
        return given.ticket

    def report_hand_over(self, take_id: str, handed_over: HandOver) -> None:
        row = self._store.take(take_id)
        if row is not None and row.reported is None and not row.settled:
            with self._store.transaction():
                self._report(row, handed_over)
            self._wake()

    async def reprint(self, take_id: str) -> int:
        row = self._store.take(take_id)
        command_id = self._store.command_id(take_id, REPRINT_COMMAND, self._new_id)
        try:
            completion = await self._bus.request(
                self._topic("reprint"),
                Reprint(ticket=row.ticket_id if row is not None else take_id),
                command_id=command_id,
                timeout_s=self._answer_s,
            )
        except NotAnswered as error:
            raise HallSilent(f"reprint of {take_id}") from error
        if not completion.succeeded:
            raise HallRefused(completion.error_code or completion.code.value)
        return int(completion.result["copy"])

    def leave(self, take_id: str) -> None:
        self._holders.pop(take_id, None)
        row = self._store.take(take_id)
        if row is not None and not row.settled:
            self._settle(row, printing=True)

    def unfinished(self) -> UnfinishedTake | None:
        """The newest: one citizen stands before a kiosk."""
        for row in reversed(self._store.open_takes()):
            if not row.left and self._may_stand_there(row):
                return UnfinishedTake(row.id, row.service, row.language, row.hand_over, row.reported)
        return None

    def on_done(self, entry: OutboxEntry, completion: Completion) -> None:
        """The outbox's answer to one of ours; runs in the transaction that removes the entry."""
        name = parse_topic(entry.topic).name
        if name == "take":
            self._on_taken(entry.id, completion)
        elif name == "take-offline" and not completion.succeeded:
            self._log.error("hall refused a number given out", ticket=entry.id, code=completion.error_code)
        elif not completion.succeeded:
            self._log.info("hall refused a report", command=entry.id, code=completion.error_code)

    def _on_taken(self, take_id: str, completion: Completion) -> None:
        row = self._store.take(take_id)
        if row is None or row.ticket_id != take_id:
            # The citizen has a number of the kiosk's own by now; the hall is told so.
            return
        if completion.succeeded:
            self._store.issue(take_id, issued_ticket(completion))
            if row.left:
                # The number came too late: nobody saw it.
                self._report(row, None)
        else:
            self._store.refuse(take_id, completion.error_code or completion.code.value)
        # The waiter runs after the commit, and reads the row again: an undone commit wakes nobody into a lie.
        self._answered.set()

    def _settle(self, row: TakeRow, *, printing: bool) -> None:
        shown = self._store.known_command_id(row.id, print_name(0)) is not None
        with self._store.transaction():
            self._store.leave(row.id)
            if row.issued is None and self._outbox.get(row.id) is None:
                # Nobody was asked, and the kiosk had no number: nothing will come.
                self._store.refuse(row.id, NOBODY_ASKED)
            orphan = row.issued is not None and row.reported is None
            if orphan and not shown:
                self._report(row, None)
            elif orphan and not printing:
                self._report(row, HandOver.SCREEN)
        self._wake()
        if orphan and shown and printing:
            self._on_orphan(row)

    def _report(self, row: TakeRow, handed_over: HandOver | None) -> None:
        self._store.report(row.id, handed_over)
        report = ReportHandOver(ticket=row.ticket_id, handed_over=handed_over)
        self._outbox.add(OutboxEntry(self._new_id(), self._topic("hand-over"), report))

    def _topic(self, name: str) -> str:
        return hall_command_topic(self._bus.site, name)

    def _may_stand_there(self, row: TakeRow) -> bool:
        # A clock set back must not make an old take young: an age below zero counts as old.
        return 0 <= self._clock() - row.created_at <= RESUMED_FOR_MS


def issued_ticket(completion: Completion) -> IssuedTicket:
    """The take's answer as the one value that is shown, printed and stored.

    Raises:
        pydantic.ValidationError: the hall answered something else.
    """
    return IssuedTicket(
        TicketView.model_validate(completion.result["ticket"]), TicketSlip.model_validate(completion.result["slip"])
    )
