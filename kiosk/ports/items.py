"""Self-service items over the bus: questions and applications in passing, reports by the outbox.

What is personal goes out once and is kept nowhere here. Of a document only its token stays, until how it ended is reported.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import structlog
from pydantic import BaseModel, ValidationError

from api.bus.outbox import Outbox, OutboxEntry
from api.bus.port import BusPort, NotAnswered
from api.messages.duty_commands import RateVisit
from api.messages.hall_command import HallCommand
from api.messages.item_commands import AskDepartment, ReportDocument, SubmitItem, TakeDocument
from api.messages.item_views import CaseView, DocumentContentView, RecordsView
from api.messages.item_words import DocumentOutcome
from api.messages.topics import hall_command_topic
from api.messages.words import RatingLevel, RatingOutcome
from kiosk.flow.failures import HallRefused, HallSilent
from kiosk.flow.items.ports import ItemCatalogue
from kiosk.ports.item_bundle import ItemBundle
from kiosk.ports.lease_store import LeaseStore
from kiosk.ports.store import KioskStore

ANSWER_S = 10.0
"""Remote time-out: longer, a person believes that nothing will come."""
OPEN_DOCUMENTS = "documents-taken"
"""Name in the kiosk's store: tokens of documents that were taken and not reported yet."""

Answer = TypeVar("Answer", bound=BaseModel)


class HallItems:
    """Implements `kiosk.flow.items.ports.ItemsPort`. `settle_old` once, at start."""

    def __init__(
        self,
        bus: BusPort,
        store: KioskStore,
        outbox: Outbox,
        bundle: ItemBundle,
        *,
        new_id: Callable[[], str],
        local_now: Callable[[], datetime],
        wake: Callable[[], None],
        answer_s: float = ANSWER_S,
    ) -> None:
        """
        Args:
            bundle: what the hall offers; started and stopped by the caller.
            local_now: the hall's local time.
            wake: the outbox has something new.
        """
        self._bus = bus
        self._store = store
        self._kept = LeaseStore(store)
        self._outbox = outbox
        self._bundle = bundle
        self._new_id = new_id
        self._local_now = local_now
        self._wake = wake
        self._answer_s = answer_s
        self._log = structlog.get_logger("kiosk.items")

    @property
    def reachable(self) -> bool:
        return self._bundle.reachable

    def catalogue(self) -> ItemCatalogue:
        return self._bundle.catalogue

    def now(self) -> datetime:
        return self._local_now()

    def new_id(self) -> str:
        return self._new_id()

    def settle_old(self) -> None:
        """Documents that were being printed when this kiosk broke off: nobody knows whether they came out."""
        for token in self._open_tokens():
            self.report_document(token, DocumentOutcome.UNKNOWN, 0)

    async def ask(self, question: AskDepartment) -> RecordsView:
        return await self._asked("ask-department", question, self._new_id(), RecordsView)

    async def submit(self, command_id: str, application: SubmitItem) -> CaseView:
        return await self._asked("submit-item", application, command_id, CaseView)

    async def take_document(self, command_id: str, wish: TakeDocument) -> DocumentContentView:
        content = await self._asked("take-document", wish, command_id, DocumentContentView)
        if content.refused is None:
            tokens = self._open_tokens()
            if content.token not in tokens:
                self._kept.keep(OPEN_DOCUMENTS, json.dumps([*tokens, content.token]))
        return content

    def report_document(self, token: str, outcome: DocumentOutcome, sheets: int) -> None:
        tokens = self._open_tokens()
        if token not in tokens:
            return
        report = ReportDocument(token=token, outcome=outcome, sheets=sheets)
        with self._store.transaction():
            self._outbox.add(OutboxEntry(self._new_id(), hall_command_topic(self._bus.site, "report-document"), report))
            self._kept.keep(OPEN_DOCUMENTS, json.dumps([one for one in tokens if one != token]))
        self._wake()

    def rate(self, visit: str, item: str, outcome: RatingOutcome, level: RatingLevel | None) -> None:
        command = RateVisit(service=item, outcome=outcome, level=level)
        if self._outbox.get(visit) is None:
            self._outbox.add(OutboxEntry(visit, hall_command_topic(self._bus.site, "rate-visit"), command))
            self._wake()

    def _open_tokens(self) -> list[str]:
        return list(json.loads(self._kept.kept(OPEN_DOCUMENTS) or "[]"))

    async def _asked(self, name: str, question: HallCommand, command_id: str, kind: type[Answer]) -> Answer:
        topic = hall_command_topic(self._bus.site, name)
        try:
            completion = await self._bus.request(topic, question, command_id=command_id, timeout_s=self._answer_s)
        except NotAnswered:
            self._bundle.refresh()
            raise HallSilent(name) from None
        if not completion.succeeded:
            self._bundle.refresh()
            raise HallRefused(completion.error_code or completion.code.value)
        try:
            return kind.model_validate(completion.result)
        except ValidationError:
            # Without the error's text, which would hold what the department said of somebody.
            self._log.warning("an answer about an item isn't readable", question=name)
            raise HallSilent(name) from None
