"""Wishes of terminals carried to departments: journalled before and after, and each command once at a time.

Personal throughout: passed on, answered, forgotten.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from api.messages.item_commands import AskDepartment, DepartmentCommand, GivenEvidence, SubmitItem, TakeDocument
from api.messages.item_views import ItemView
from api.messages.words import Refusal
from hall_controller.domain.requests import Refused
from hall_controller.items import applications, documents
from hall_controller.items.applications import ApplicationState
from hall_controller.items.content.catalogue import Catalogue
from hall_controller.items.departments.base import Department, DepartmentAway, Wish, wish_of
from hall_controller.items.departments.build import Departments
from hall_controller.items.rules import keys_of, wanted_item
from hall_controller.items.settling import InThread
from hall_controller.items.store import ItemsStore

Result = dict[str, Any]


class Asking:
    """On the event loop.

    Args:
        in_thread: does something with the store in its own thread.
        now_ms: the hall's clock.
        new_id: for tokens.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        departments: Departments,
        store: ItemsStore,
        in_thread: InThread,
        now_ms: Callable[[], int],
        new_id: Callable[[], str],
    ) -> None:
        self._catalogue = catalogue
        self._departments = departments
        self._store = store
        self._in_thread = in_thread
        self._now_ms = now_ms
        self._new_id = new_id
        self._under_way: dict[tuple[str, str], tuple[DepartmentCommand, asyncio.Task[Result]]] = {}
        """By terminal and id: one terminal never gets what another asked for."""

    async def answer(self, ident: str, node: str, command: DepartmentCommand) -> Result:
        """The same command that comes again meanwhile shares its answer.

        Raises:
            Refused: not wanted so, or the department doesn't answer.
            OtherCommand: the id was used for something else.
            sqlite3.Error, OSError: the journal can't be written; the same command may come again.
        """
        under_way = self._under_way.get((node, ident))
        if under_way is not None:
            if under_way[0] != command:
                raise applications.OtherCommand
            return await asyncio.shield(under_way[1])
        task = asyncio.create_task(self._carry(ident, node, command), name="department")
        self._under_way[node, ident] = command, task
        task.add_done_callback(lambda done: self._over(node, ident, done))
        # One asker that goes away leaves the others theirs.
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Nobody waits any more; what was sent and not answered is doubtful, and settled at the next start."""
        tasks = tuple(task for _, task in self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _over(self, node: str, ident: str, done: asyncio.Task[Result]) -> None:
        self._under_way.pop((node, ident), None)
        if not done.cancelled():
            # All askers may have gone: then nobody else looks at how it ended.
            done.exception()

    async def _carry(self, ident: str, node: str, command: DepartmentCommand) -> Result:
        item = wanted_item(self._catalogue, command)
        department = self._departments.of(item.department)
        if department is None:
            raise Refused(Refusal.DEPARTMENT_AWAY, f"no gateway leads to {item.department!r}")
        if item.identity is None:
            # Whoever stands there is nobody's business: the item asks nobody.
            command = command.model_copy(update={"person": None, "evidence": GivenEvidence()})
        wish = wish_of(ident, command, keys_of(item))
        match command:
            case SubmitItem():
                return await self._submit(ident, node, item, department, wish)
            case TakeDocument():
                return await self._take(ident, node, item, command.call, department, wish)
            case AskDepartment():
                try:
                    return (await department.ask(command.call, wish)).model_dump(mode="json")
                except DepartmentAway as away:
                    raise _refusal(item, away) from None
            case _:
                raise Refused(Refusal.UNKNOWN_COMMAND, "no question to a department")

    async def _submit(self, ident: str, node: str, item: ItemView, department: Department, wish: Wish) -> Result:
        def begin() -> None:
            with self._store.transaction() as connection:
                applications.begin(connection, ident, node, item.id, item.department, self._now_ms())

        def end(state: ApplicationState, reason: str) -> None:
            with self._store.transaction() as connection:
                applications.end(connection, ident, state, reason, self._now_ms())

        await self._in_thread(begin)
        try:
            case = await department.submit(wish)
        except DepartmentAway as away:
            state = ApplicationState.DOUBTFUL if away.maybe_done else ApplicationState.NOT_DONE
            reason = away.reason
            await self._in_thread(lambda: end(state, reason))
            raise _refusal(item, away) from None
        refused = case.refused
        # On disk before the citizen hears of it: what they hold a receipt of is never withdrawn.
        await self._in_thread(
            lambda: end(ApplicationState.ACCEPTED, "") if refused is None else end(ApplicationState.REFUSED, refused.value)
        )
        return case.model_dump(mode="json")

    async def _take(self, ident: str, node: str, item: ItemView, call: str, department: Department, wish: Wish) -> Result:
        def begin() -> str:
            with self._store.transaction() as connection:
                now = self._now_ms()
                return documents.begin(connection, ident, node, item.id, call, item.department, self._new_id(), now)

        def end(token: str, given: bool, sheets: int) -> None:
            with self._store.transaction() as connection:
                if given:
                    documents.taken(connection, token, sheets, self._now_ms())
                else:
                    documents.refused(connection, token, self._now_ms())

        token = await self._in_thread(begin)
        try:
            content = await department.take(call, token, wish)
        except DepartmentAway as away:
            raise _refusal(item, away) from None
        await self._in_thread(lambda: end(token, content.refused is None, content.sheets))
        return content.model_dump(mode="json")


def _refusal(item: ItemView, away: DepartmentAway) -> Refused:
    return Refused(Refusal.DEPARTMENT_AWAY, f"{item.department!r}: {away.reason}")
