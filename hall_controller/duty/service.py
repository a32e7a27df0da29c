"""The duty desk on the controller's event loop: each command to its file, each answer after its commit.

The file belongs to one thread of its own. What is shown live is a snapshot in memory, made anew after each change.
"""

import asyncio
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import structlog

from api.messages.completion import Completion
from api.messages.duty_commands import CallStatus, HallNotice
from api.messages.duty_views import Complaints, DutyBoard
from api.messages.duty_words import CallKind
from api.messages.hall_views import EmergencyView
from api.messages.roles import may_give
from api.messages.views import DeviceView, PartHealth
from api.messages.words import Refusal, Role
from api.ports import StoreUnavailable, Submission
from hall_controller.config import HallConfig
from hall_controller.domain.requests import Refused
from hall_controller.duty import calls, complaints, ratings
from hall_controller.duty.board import Snapshot, board_of
from hall_controller.duty.carrying import Desk, carry_out
from hall_controller.duty.faults import Stopping
from hall_controller.duty.hours import DutyHours
from hall_controller.duty.notice import hall_notice, place_of
from hall_controller.duty.ratings import Dissatisfied
from hall_controller.duty.seal import NotOpened
from hall_controller.duty.store import DutyStore
from hall_controller.store import answers

TIDY_S = 3_600.0
"""What is kept for months is looked through by the hour, which costs nothing."""
DISK_FAULTS = (sqlite3.DatabaseError, OSError)
Result = TypeVar("Result")


class DutyService:
    """Answers `DUTY_COMMANDS`. `open` before the first, `close` after the last."""

    def __init__(
        self,
        store: DutyStore,
        config: HallConfig,
        devices: Callable[[], Iterable[DeviceView]],
        number_of: Callable[[str], str],
        emergency: Callable[[], EmergencyView | None],
        now_ms: Callable[[], int],
        new_id: Callable[[], str],
        random_bits: Callable[[int], int] = secrets.randbits,
    ) -> None:
        """
        Args:
            devices: lines of the device board.
            number_of: a ticket's number as printed, empty when it isn't known any more.
            emergency: the one that is on.
            now_ms: the hall's clock.
        """
        self._store = store
        self._config = config
        self._hours = DutyHours(config)
        self._devices = devices
        self._number_of = number_of
        self._emergency = emergency
        self._now_ms = now_ms
        self._new_id = new_id
        self._random_bits = random_bits
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hall-duty")
        self._snapshot = Snapshot()
        self._listeners: list[Callable[[], None]] = []
        self._failing = self._closing = False
        self._log = structlog.get_logger("hall_controller.duty")

    def listen(self, on_change: Callable[[], None]) -> None:
        """Called after each change of the board."""
        self._listeners.append(on_change)

    async def open(self) -> None:
        """
        Raises:
            SideFileError: the file is of a newer version.
            ConfigurationError: the key that seals complaints can't be used.
            sqlite3.Error, OSError: it can't be opened.
        """
        await self._in_thread(self._store.open)
        await self._changed()

    async def close(self) -> None:
        """What was submitted before is still answered; what comes later is answered as not stored."""
        if not self._closing:
            self._closing = True
            await asyncio.get_running_loop().run_in_executor(self._thread, self._store.close)
            self._thread.shutdown()

    async def run(self) -> None:
        """Delete what has had its time, until cancelled."""
        while True:
            try:
                deleted = await self._in_thread(lambda: self._store.tidy(self._now_ms()))
            except DISK_FAULTS as error:
                self._disk_refuses(error)
            else:
                if deleted.calls or deleted.words or deleted.complaints:
                    self._log.info("duty.tidied", calls=deleted.calls, words=deleted.words, complaints=deleted.complaints)
            await asyncio.sleep(TIDY_S)

    def board(self, role: Role) -> DutyBoard:
        """From memory."""
        now = self._now_ms()
        return board_of(role, self._snapshot, staffed=self._hours.staffed(now), now=now, emergency=self._emergency())

    def health(self) -> PartHealth:
        """The part `duty` of /healthz."""
        return PartHealth(name="duty", well=not self._failing, detail="the duty file refuses writes" if self._failing else "")

    async def complaints(self, by: str) -> Complaints:
        """
        Args:
            by: who reads them, for the log.

        Raises:
            StoreUnavailable: the file or its key can't be used.
        """
        try:
            found = await self._in_thread(lambda: complaints.views(self._store.connection, self._store.seal))
        except (*DISK_FAULTS, NotOpened) as error:
            raise StoreUnavailable("complaints can't be read") from error
        self._log.info("complaints.read", by=by, count=len(found))
        return Complaints(at=self._now_ms(), complaints=found)

    async def submit(self, submission: Submission) -> Completion:
        """One command; never raises for a refusal."""
        ident = submission.id
        if self._closing:
            return answers.store_unavailable(ident)
        try:
            if not may_give(submission.actor.role, type(submission.command)):
                raise Refused(Refusal.NOT_PERMITTED, "this role may not do that")
            result = await self._carried_out(submission)
        except Refused as refused:
            return answers.refusal(ident, refused)
        except DISK_FAULTS as error:
            self._disk_refuses(error)
            return answers.store_unavailable(ident)
        return answers.success(ident, result)

    async def submit_many(self, submissions: Sequence[Submission]) -> list[Completion]:
        return [await self.submit(submission) for submission in submissions]

    async def rated(self, found: Sequence[Dissatisfied], seq: int) -> None:
        """Negative ratings of the ledger up to `seq`: each becomes a call, once.

        Raises:
            sqlite3.Error, OSError: nothing of it was stored.
        """
        now = self._now_ms()
        new = [
            calls.NewCall(
                self._new_id(),
                CallKind.RATING,
                one.node,
                f"window-{one.window}" if one.window is not None else self._place(one.node),
                one.source,
                now,
                about=one.level.value,
                number=self._number_of(one.ticket),
            )
            for one in found
        ]

        def put_down() -> None:
            with self._store.transaction() as connection:
                for call in new:
                    calls.open_call(connection, call)
                ratings.saw(connection, seq)

        await self._in_thread(put_down)
        if found:
            await self._changed()

    async def seen(self) -> int | None:
        """Seq of the ledger up to which ratings were looked at."""
        return await self._in_thread(lambda: ratings.seen(self._store.connection))

    async def stopping(self, found: Sequence[Stopping], present: frozenset[str]) -> None:
        """What stops citizens now: new ones become calls, calls of those that are gone end by themselves.

        Args:
            present: sources of all that is out, also of what isn't a call yet: a call of before a restart stands on.

        Raises:
            sqlite3.Error, OSError: nothing of it was stored.
        """
        wanted, now = {one.source: one for one in found}, self._now_ms()

        def put_down() -> bool:
            with self._store.transaction() as connection:
                known = calls.open_sources(connection, CallKind.FAULT)
                for source in known - present:
                    calls.end_source(connection, source, now)
                for source in wanted.keys() - known:
                    one = wanted[source]
                    new = calls.NewCall(self._new_id(), CallKind.FAULT, one.node, one.place, source, now, about=one.reason)
                    calls.open_call(connection, new)
                return bool(known - present or wanted.keys() - known)

        if await self._in_thread(put_down):
            await self._changed()

    async def _carried_out(self, submission: Submission) -> dict[str, Any]:
        if isinstance(submission.command, HallNotice):
            notice = hall_notice(self._config, self._hours, self._devices(), self._now_ms())
            return {"notice": notice.model_dump(mode="json")}
        # The registry belongs to the loop; what the thread needs of it is read here.
        place = self._place(submission.actor.name) if submission.actor.role is Role.DEVICE else ""
        result = await self._in_thread(lambda: self._stored(submission, place))
        self._disk_works()
        if not isinstance(submission.command, CallStatus):
            await self._changed()
        return result

    def _stored(self, submission: Submission, place: str) -> dict[str, Any]:
        """In the store's thread."""
        now = self._now_ms()
        desk = Desk(
            now,
            place,
            self._hours.staffed(now),
            self._config.duty.due_of,
            self._store.seal,
            self._new_id,
            self._random_bits,
        )
        with self._store.transaction() as connection:
            return carry_out(connection, submission, desk)

    def _place(self, node: str) -> str:
        return place_of(self._config, self._devices(), node)

    async def _changed(self) -> None:
        """Make the snapshot anew and tell whoever listens."""
        due = self._config.duty.due_of

        def read() -> Snapshot:
            connection = self._store.connection
            return Snapshot(
                calls.open_views(connection, due),
                calls.closed_views(connection, due),
                complaints.open_count(connection),
            )

        self._snapshot = await self._in_thread(read)
        for listener in self._listeners:
            listener()

    async def _in_thread(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _disk_refuses(self, error: Exception) -> None:
        if not self._failing:
            self._failing = True
            self._log.error("duty file refuses", error=type(error).__name__)

    def _disk_works(self) -> None:
        if self._failing:
            self._failing = False
            self._log.info("duty file works again")
