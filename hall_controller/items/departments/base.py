"""What a department is asked and answers. A new way to reach one implements `Department`; nothing else changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from api.messages.item_commands import DepartmentCommand
from api.messages.item_views import CaseView, DocumentContentView, RecordsView
from api.messages.item_words import DocumentOutcome


class DepartmentAway(Exception):
    """No answer that can be used. `reason` is one of the platforms' keys (`hall_controller.identity.adapters.base`)."""

    def __init__(self, reason: str, *, maybe_done: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.maybe_done = maybe_done
        """It may have done what was asked, and its answer was lost."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One question, application or document. Personal throughout."""

    request: str
    """Of the terminal's command: the same when it is asked again because its answer was lost."""
    item: str
    person: Mapping[str, Any] | None = field(repr=False)
    evidence: Mapping[str, Any]
    fields: Mapping[str, str] = field(repr=False)
    """Only what the item asks for."""
    language: str


def wish_of(request: str, command: DepartmentCommand, keys: frozenset[str]) -> Wish:
    """`keys`: of the item's fields and choices; what else a terminal may send stays here."""
    return Wish(
        request,
        command.item,
        command.person.model_dump(mode="json") if command.person else None,
        command.evidence.model_dump(mode="json"),
        {key: value for key, value in command.fields.items() if key in keys},
        command.language,
    )


class Department(Protocol):
    """One department's back end. Used on the event loop, several questions at once; each ends within the section's time limit."""

    @property
    def ready(self) -> bool:
        """False for a while after it failed again and again: nobody should wait for one that is away."""
        ...

    async def ask(self, call: str, wish: Wish) -> RecordsView:
        """Look something up.

        Raises:
            DepartmentAway: no answer.
        """
        ...

    async def submit(self, wish: Wish) -> CaseView:
        """Take an application in; the same request is one application.

        Raises:
            DepartmentAway: no answer.
        """
        ...

    async def take(self, call: str, token: str, wish: Wish) -> DocumentContentView:
        """A document to be printed once; the same request gets the same content. It counts as out under `token` until `settle`.

        Raises:
            DepartmentAway: no answer.
        """
        ...

    async def settle(self, token: str, outcome: DocumentOutcome, sheets: int) -> None:
        """How its printing ended. May be told twice.

        Raises:
            DepartmentAway: not told.
        """
        ...

    async def withdraw(self, request: str) -> None:
        """An application whose citizen was told that it isn't in. May be told twice, and of one that never came.

        Raises:
            DepartmentAway: not told.
        """
        ...

    async def close(self) -> None: ...
