"""Identification on the controller's event loop: each command to its file or its platform, each answer after its commit.

The file belongs to one thread of its own; platforms are asked on the loop. Nothing personal is logged, and nothing of
`check-identity` outlives its answer.
"""

import asyncio
import secrets
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import structlog

from api.messages.completion import Completion
from api.messages.identity_commands import (
    CheckIdentity,
    ClaimBooking,
    GiveConsent,
    RecordIdentity,
    RedeemCode,
    Withdrawals,
    WithdrawConsent,
)
from api.messages.roles import may_give
from api.messages.words import Refusal
from api.ports import Submission
from hall_controller.domain.hall import Hall
from hall_controller.domain.requests import Refused
from hall_controller.identity import consenting, evidence, redeeming
from hall_controller.identity.adapters.asked import Adapters
from hall_controller.identity.checking import Checking
from hall_controller.identity.claims import claimed
from hall_controller.identity.store import IdentityStore
from hall_controller.store import answers

TIDY_S = 300.0
"""Codes live for minutes; what is kept for days is looked through as often, which costs nothing."""
DISK_FAULTS = (sqlite3.DatabaseError, OSError)
"""A disk that is full or gone, and a file that is broken (SQLITE_CORRUPT is a plain DatabaseError)."""
Result = TypeVar("Result")


class IdentityService:
    """Answers `IDENTITY_COMMANDS`. `open` before the first, `close` after the last.

    Args:
        hall: the replica, only to be read.
        now_ms: the hall's clock.
    """

    def __init__(
        self,
        store: IdentityStore,
        adapters: Adapters,
        hall: Callable[[], Hall],
        now_ms: Callable[[], int],
        random_bits: Callable[[int], int] = secrets.randbits,
    ) -> None:
        self._store = store
        self._adapters = adapters
        self._hall = hall
        self._now_ms = now_ms
        self._random_bits = random_bits
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hall-identity")
        self._checking = Checking(adapters, self._given, now_ms)
        self._failing = False
        self._closing = False
        self._log = structlog.get_logger("hall_controller.identity")

    @property
    def failing(self) -> bool:
        """The file refused the last write or read."""
        return self._failing

    @property
    def store(self) -> IdentityStore:
        """For `in_thread`."""
        return self._store

    @property
    def adapters(self) -> dict[str, bool]:
        """Platforms by name, and whether they answer."""
        return {name: name in self._adapters.ready for name in self._adapters.names}

    async def open(self) -> None:
        """
        Raises:
            SideFileError: the file is of a newer version.
            sqlite3.Error, OSError: it can't be opened.
        """
        await self.in_thread(self._store.open)

    async def close(self) -> None:
        """What was submitted before is still answered; what comes later is answered as not stored."""
        if self._closing:
            return
        self._closing = True
        await self._checking.close()
        await self._adapters.close()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._store.close)
        self._thread.shutdown()

    async def in_thread(self, work: Callable[[], Result]) -> Result:
        """Do something with the store in its own thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def run(self) -> None:
        """Delete what has had its time, until cancelled."""
        while True:
            try:
                deleted = await self.in_thread(lambda: self._store.tidy(self._now_ms()))
            except DISK_FAULTS as error:
                self._disk_refuses(error)
            else:
                self._disk_works()
                if deleted.evidence or deleted.consents or deleted.persons:
                    self._log.info(
                        "identity.tidied", evidence=deleted.evidence, consents=deleted.consents, persons=deleted.persons
                    )
            await asyncio.sleep(TIDY_S)

    async def submit(self, submission: Submission) -> Completion:
        """One command; never raises for a refusal."""
        ident = submission.id
        if self._closing:
            return answers.store_unavailable(ident)
        try:
            if not may_give(submission.actor.role, type(submission.command)):
                raise Refused(Refusal.NOT_PERMITTED, "for terminals only")
            result = await self._carried_out(submission)
        except Refused as refused:
            return answers.refusal(ident, refused)
        except redeeming.OtherCommand:
            return answers.other_command(ident, "redeem-code")
        except DISK_FAULTS as error:
            self._disk_refuses(error)
            return answers.store_unavailable(ident)
        return answers.success(ident, result)

    async def _carried_out(self, submission: Submission) -> dict[str, Any]:
        command = submission.command
        if isinstance(command, ClaimBooking):
            return {"person": claimed(self._hall(), command.number)}
        if isinstance(command, CheckIdentity):
            return await self._checking.check(submission.id, submission.actor.name, command)
        result = await self.in_thread(lambda: self._stored(submission))
        self._disk_works()
        if isinstance(command, GiveConsent):
            self._checking.consent_came()
        if isinstance(command, Withdrawals):
            result |= {"adapters": list(self._adapters.ready)}
        return result

    def _stored(self, submission: Submission) -> dict[str, Any]:
        """In the store's thread."""
        ident, node, command, now = submission.id, submission.actor.name, submission.command, self._now_ms()
        with self._store.transaction() as connection:
            match command:
                case RecordIdentity():
                    evidence.record(connection, ident, node, command, now)
                    return {}
                case GiveConsent():
                    return {"receipt": consenting.give(connection, ident, node, command, now, self._random_bits)}
                case WithdrawConsent():
                    return {"withdrawn": consenting.withdraw(connection, ident, command, now)}
                case Withdrawals():
                    persons, until = consenting.withdrawals(connection, command.since)
                    return {"persons": persons, "until": until}
                case RedeemCode():
                    redeeming.redeem(connection, ident, node, command, now)
                    return {}
                case _:
                    raise Refused(Refusal.UNKNOWN_COMMAND, "no command of identification")

    async def _given(self, consent: str) -> consenting.Given | None:
        return await self.in_thread(lambda: consenting.given(self._store.connection, consent))

    def _disk_refuses(self, error: Exception) -> None:
        if not self._failing:
            self._failing = True
            self._log.error("identity file refuses", error=type(error).__name__)

    def _disk_works(self) -> None:
        if self._failing:
            self._failing = False
            self._log.info("identity file works again")
