"""What departments must still hear after the citizen has gone: withdrawn applications, printed documents. Until they heard it."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol

from hall_controller.items import applications, documents
from hall_controller.items.applications import ApplicationState
from hall_controller.items.departments.base import DepartmentAway
from hall_controller.items.departments.build import Departments
from hall_controller.items.store import ItemsStore


class InThread(Protocol):
    """Does something with the store in its own thread."""

    def __call__(self, work: Callable[[], Any], /) -> Awaitable[Any]: ...


class Settling:
    """One `round` after the other; a department that is away hears it in a later one."""

    def __init__(self, departments: Departments, store: ItemsStore, in_thread: InThread, now_ms: Callable[[], int]) -> None:
        self._departments = departments
        self._store = store
        self._in_thread = in_thread
        self._now_ms = now_ms

    async def round(self) -> None:
        """
        Raises:
            sqlite3.Error, OSError: the file can't be written; the next round tells it again.
        """
        due = await self._in_thread(lambda: self._store.due(self._now_ms()))
        for withdrawal in due.withdrawals:
            await self._withdraw(withdrawal)
        for owed in due.settlements:
            await self._settle(owed)

    async def _withdraw(self, withdrawal: applications.Withdrawal) -> None:
        department = self._departments.of(withdrawal.department)
        if department is None or not await _heard(department.withdraw(withdrawal.id)):
            return

        def withdrawn() -> None:
            with self._store.transaction() as connection:
                applications.end(connection, withdrawal.id, ApplicationState.WITHDRAWN, "", self._now_ms())

        await self._in_thread(withdrawn)

    async def _settle(self, owed: documents.Owed) -> None:
        department = self._departments.of(owed.department)
        if department is None or not await _heard(department.settle(owed.token, owed.outcome, owed.sheets)):
            return

        def told() -> None:
            with self._store.transaction() as connection:
                documents.told(connection, owed.token)

        await self._in_thread(told)


async def _heard(telling: Coroutine[Any, Any, None]) -> bool:
    try:
        await telling
    except DepartmentAway:
        return False
    return True
