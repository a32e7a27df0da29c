"""Takes and hand-overs over the outbox: the tap's id is made once, and whatever is cut off is gone on with under that id."""

import asyncio
from collections.abc import Callable

import structlog

from api.bus.outbox import Outbox, OutboxEntry
from api.bus.port import BusPort, NotAnswered
from api.messages.completion import Completion
from api.messages.hall_commands import ReportHandOver, Reprint, Take
from api.messages.topics import hall_command_topic, parse_topic
from api.messages.views import TicketSlip, TicketView
from api.messages.words import HandOver
from kiosk.flow.ports import HallRefused, HallSilent, IssuedTicket, UnfinishedTake
from kiosk.ports.names import REPRINT_COMMAND, print_name
from kiosk.ports.store import KioskStore, TakeRow

ANSWER_S = 10.0
"""Remote time-out: longer, a person believes that nothing will come."""
RESUMED_FOR_MS = 180_000
"""So long after the tap a citizen may still stand before a kiosk that crashed: twice the time of a restart with a print."""

Settle = Callable[[TakeRow], None]


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
        on_orphan: Settle,
        answer_s: float = ANSWER_S,
    ) -> None:
        """`clock`: UTC ms. `wake`: the outbox has something new. `on_orphan`: a number was shown, its print isn't known to be
        over, and the citizen has gone.
        """
        self._bus = bus
        self._store = store
        self._outbox = outbox
        self._new_id = new_id
        self._clock = clock
        self._wake = wake
        self._on_orphan = on_orphan
        self._answer_s = answer_s
        self._answered = asyncio.Event()
        self._log = structlog.get_logger("kiosk.tickets")

    def settle_old(self) -> None:
        """At start: whoever stood there long ago is gone. Prints aren't asked for again: nobody would take the paper."""
        for row in self._store.open_takes():
            if not self._may_stand_there(row):
                self._settle(row, printing=False)

    def begin(self, service: str, language: str, hand_over: HandOver) -> str:
        take_id = self._new_id()
        command = Take(service=service, hand_over=hand_over, language=language)
        with self._store.transaction():
            self._store.add_take(take_id, service, language, hand_over)
            self._outbox.add(OutboxEntry(take_id, hall_command_topic(self._bus.site, "take"), command))
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
                    self._answered.clear()
                    await self._answered.wait()
        except TimeoutError as error:
            raise HallSilent(f"take {take_id}") from error

    def report_hand_over(self, take_id: str, handed_over: HandOver) -> None:
        row = self._store.take(take_id)
        if row is not None and row.reported is None and not row.settled:
            with self._store.transaction():
                self._report(take_id, handed_over)
            self._wake()

    async def reprint(self, take_id: str) -> int:
        command_id = self._store.command_id(take_id, REPRINT_COMMAND, self._new_id)
        try:
            completion = await self._bus.request(
                hall_command_topic(self._bus.site, "reprint"),
                Reprint(ticket=take_id),
                command_id=command_id,
                timeout_s=self._answer_s,
            )
        except NotAnswered as error:
            raise HallSilent(f"reprint of {take_id}") from error
        if not completion.succeeded:
            raise HallRefused(completion.error_code or completion.code.value)
        return int(completion.result["copy"])

    def leave(self, take_id: str) -> None:
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
        if parse_topic(entry.topic).name == "take":
            self._on_taken(entry.id, completion)
        elif not completion.succeeded:
            self._log.info("hall refused a report", command=entry.id, code=completion.error_code)

    def _on_taken(self, take_id: str, completion: Completion) -> None:
        row = self._store.take(take_id)
        if row is None:
            return
        if completion.succeeded:
            self._store.issue(take_id, issued_ticket(completion))
            if row.left:
                # The number came too late: nobody saw it.
                self._report(take_id, None)
        else:
            self._store.refuse(take_id, completion.error_code or completion.code.value)
        # The waiter runs after the commit, and reads the row again: an undone commit wakes nobody into a lie.
        self._answered.set()

    def _settle(self, row: TakeRow, *, printing: bool) -> None:
        shown = self._store.known_command_id(row.id, print_name(0)) is not None
        with self._store.transaction():
            self._store.leave(row.id)
            orphan = row.issued is not None and row.reported is None
            if orphan and not shown:
                self._report(row.id, None)
            elif orphan and not printing:
                self._report(row.id, HandOver.SCREEN)
        self._wake()
        if orphan and shown and printing:
            self._on_orphan(row)

    def _report(self, take_id: str, handed_over: HandOver | None) -> None:
        self._store.report(take_id, handed_over)
        report = ReportHandOver(ticket=take_id, handed_over=handed_over)
        self._outbox.add(OutboxEntry(self._new_id(), hall_command_topic(self._bus.site, "hand-over"), report))

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
