"""Self-service items on the controller's event loop: the catalogue at once, wishes by their departments, reports to the journal.

The file belongs to one thread of its own. Nothing personal is logged, and nothing of a question outlives its answer.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import structlog

from api.messages.completion import Completion
from api.messages.item_commands import DepartmentCommand, Items, ReportDocument
from api.messages.roles import may_give
from api.messages.views import PartHealth
from api.messages.words import Refusal
from api.ports import Submission
from hall_controller.domain.requests import Refused
from hall_controller.items import applications, documents
from hall_controller.items.asking import Asking
from hall_controller.items.content.catalogue import Catalogue
from hall_controller.items.departments.build import Departments
from hall_controller.items.settling import Settling
from hall_controller.items.store import ItemsStore
from hall_controller.store import answers

ROUND_S = 5.0
"""How often departments are told what they must still hear."""
DISK_FAULTS = (sqlite3.DatabaseError, OSError)
"""A disk that is full or gone, and a file that is broken (SQLITE_CORRUPT is a plain DatabaseError)."""
Result = TypeVar("Result")


class ItemsService:
    """Answers `ITEM_COMMANDS`. `open` before the first, `close` after the last.

    Args:
        now_ms: the hall's clock.
        new_id: for tokens.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        departments: Departments,
        store: ItemsStore,
        now_ms: Callable[[], int],
        new_id: Callable[[], str],
    ) -> None:
        self._catalogue = catalogue
        self._departments = departments
        self._store = store
        self._now_ms = now_ms
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hall-items")
        self._asking = Asking(catalogue, departments, store, self.in_thread, now_ms, new_id)
        self._settling = Settling(departments, store, self.in_thread, now_ms)
        self._reported = asyncio.Event()
        self._failing = False
        self._closing = False
        self._away: frozenset[str] = frozenset()
        self._log = structlog.get_logger("hall_controller.items")

    async def open(self) -> None:
        """
        Raises:
            SideFileError: the file is of a newer version.
            sqlite3.Error, OSError: it can't be opened.
        """
        await self.in_thread(self._store.open)

    async def close(self) -> None:
        """Questions under way are given up; what comes later is answered as not stored."""
        if self._closing:
            return
        self._closing = True
        await self._asking.close()
        await self._departments.close()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._store.close)
        self._thread.shutdown()

    def health(self) -> PartHealth:
        """The part `items` of /healthz."""
        away = sorted(name for name, ready in self._departments.reachable().items() if not ready)
        unjoined = sorted({item.department for item in self._catalogue.items.values()} - self._departments.gateways.keys())
        if self._failing:
            return PartHealth(name="items", well=False, detail="the items file can't be written")
        told = [f"{', '.join(names)} {what}" for names, what in ((away, "away"), (unjoined, "not joined")) if names]
        return PartHealth(name="items", well=not away, detail="; ".join(told))

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
        except applications.OtherCommand:
            return answers.other_command(ident, "submit-item or take-document")
        except DISK_FAULTS as error:
            self._disk_refuses(error)
            return answers.store_unavailable(ident)
        return answers.success(ident, result)

    async def run(self) -> None:
        """Tell departments what they must still hear, until cancelled."""
        while True:
            try:
                await self._settling.round()
            except DISK_FAULTS as error:
                self._disk_refuses(error)
            else:
                self._disk_works()
            self._tell_of_departments()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._reported.wait(), ROUND_S)
            self._reported.clear()

    async def _carried_out(self, submission: Submission) -> dict[str, Any]:
        command = submission.command
        match command:
            case Items(zone=None):
                return self._catalogue.index(self._departments.reachable()).model_dump(mode="json")
            case Items(zone=str(zone)):
                view = self._catalogue.zone(zone)
                if view is None:
                    raise Refused(Refusal.UNKNOWN_ITEM, f"no zone {zone!r}")
                return view.model_dump(mode="json")
            case ReportDocument():
                result = await self.in_thread(lambda: self._report(submission.actor.name, command))
                self._reported.set()
            case DepartmentCommand():
                result = await self._asking.answer(submission.id, submission.actor.name, command)
            case _:
                raise Refused(Refusal.UNKNOWN_COMMAND, "no command of items")
        self._disk_works()
        return result

    def _report(self, node: str, command: ReportDocument) -> dict[str, Any]:
        """In the store's thread."""
        with self._store.transaction() as connection:
            outcome = documents.report(connection, command.token, node, command.outcome, command.sheets, self._now_ms())
        return {"outcome": outcome.value}

    async def in_thread(self, work: Callable[[], Result]) -> Result:
        """Do something with the store in its own thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _tell_of_departments(self) -> None:
        """One line when some go and one when they are back."""
        away = frozenset(name for name, ready in self._departments.reachable().items() if not ready)
        if gone := sorted(away - self._away):
            self._log.warning("departments don't answer", departments=gone)
        if back := sorted(self._away - away):
            self._log.info("departments answer again", departments=back)
        self._away = away

    def _disk_refuses(self, error: Exception) -> None:
        if not self._failing:
            self._failing = True
            self._log.error("items file refuses", error=type(error).__name__)

    def _disk_works(self) -> None:
        if self._failing:
            self._failing = False
            self._log.info("items file works again")
