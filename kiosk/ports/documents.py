"""The terminal's printer of certificates and reports: its agent's retained state, prints under the documents' own ids, and the
counted blanks.

A document's content passes through: it is in the one message to the agent and in nothing that is kept.
"""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import structlog

from api.bus.port import BusPort, NotAnswered
from api.messages.completion import Completion
from api.messages.device_commands import CancelCommand, Print
from api.messages.words import CompletionCode, PrinterMedia
from kiosk.flow.documents.ports import Document, DocumentReadiness, DocumentReport
from kiosk.flow.documents.stock import Stock
from kiosk.flow.printing import PrintOutcome
from kiosk.ports.agent_device import SILENT, AgentDevice
from kiosk.ports.document_store import DocumentStore

ACKNOWLEDGED_WITHIN_S = 4.0
"""The contract allows the agent a second; three resends fit besides."""
PRINTED_WITHIN_S = 200.0
"""The agent gives a document 60 s to be handed over, 120 s to come out and 15 s to be called off."""
CANCEL_WITHIN_S = 5.0
CLOSE_S = 2.0
BLANKS_OUT = "documents.blanksOut"
T = TypeVar("T")


class AgentDocuments:
    """Implements `kiosk.flow.documents.ports.DocumentsPort`. Made once the store is open; `close` at the end.

    Args:
        address: `node/device`.
        low_at: so many blanks or fewer are low.
        on_change: readiness or stock changed.
    """

    def __init__(
        self,
        bus: BusPort,
        address: str,
        store: DocumentStore,
        *,
        low_at: int,
        new_id: Callable[[], str],
        on_change: Callable[[], None],
    ) -> None:
        self._bus = bus
        self._store = store
        self._low_at = low_at
        self._new_id = new_id
        self._on_change = on_change
        self._device = AgentDevice(bus, address, on_change)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._withdrawals: set[asyncio.Task[bool]] = set()
        self._log = structlog.get_logger("kiosk.documents")

    def readiness(self) -> DocumentReadiness:
        known = self._device.readiness()
        return DocumentReadiness(known.ready, known.reason, self._store.blanks())

    @property
    def lies_there(self) -> bool | None:
        """Whether a paper lies in the output slot; None: nobody feels it."""
        media = self._device.status.detail.get("media")
        if media in (PrinterMedia.PRESENT, PrinterMedia.NOT_PRESENT) and self._device.readiness().reason != SILENT:
            return bool(media == PrinterMedia.PRESENT)
        return None

    def stock(self) -> Stock:
        return Stock(self._store.blanks(), self._low_at)

    def refill(self, count: int) -> None:
        """Staff counted the blanks: so many lie in the tray now."""
        self._store.set_blanks(count)
        self._on_change()

    async def print(self, document_id: str, document: Document) -> DocumentReport:
        if document.blank and self._store.blanks() < document.sheets:
            return DocumentReport(PrintOutcome.NOT_PRINTED, reason=BLANKS_OUT)
        self._store.begin(document_id, document.sheets, blank=document.blank)
        work = self._spawn(self._printed(document_id, document), f"document-{document_id}")
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            # Whoever it belongs to has left: what isn't out yet must not come out for the next one.
            if not work.done():
                withdrawal = self._spawn(self._withdraw(document_id), f"withdraw-{document_id}")
                self._withdrawals.add(withdrawal)
                withdrawal.add_done_callback(self._withdrawals.discard)
            raise

    async def close(self) -> None:
        """What is still under way is taken back, as far as the agent answers soon, and counts as used."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_S):
                await asyncio.gather(*self._withdrawals, return_exceptions=True)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _printed(self, document_id: str, document: Document) -> DocumentReport:
        report = await self._ordered(document_id, document)
        self._store.settle(document_id, None if report.outcome is PrintOutcome.UNKNOWN else report.sheets)
        self._on_change()
        return report

    async def _ordered(self, document_id: str, document: Document) -> DocumentReport:
        command = Print(template=document.template, data=dict(document.data), language=document.language, blank=document.blank)
        acknowledged = False

        def on_acknowledged() -> None:
            nonlocal acknowledged
            acknowledged = True

        # Two time-outs: the first, short one is also the message's expiry, so that an agent that comes back later than the
        # citizen was told "not printed" finds nothing to print.
        for timeout_s in (ACKNOWLEDGED_WITHIN_S, PRINTED_WITHIN_S):
            try:
                completion = await self._bus.request(
                    self._device.command("print"),
                    command,
                    command_id=document_id,
                    timeout_s=timeout_s,
                    on_acknowledged=on_acknowledged,
                )
            except NotAnswered:
                if acknowledged:
                    continue
                # An agent that died just after it began never told: only its word that it let go is a "not printed".
                withdrawn = await self._withdraw(document_id)
                return DocumentReport(PrintOutcome.NOT_PRINTED if withdrawn else PrintOutcome.UNKNOWN, reason=SILENT)
            return report_of(completion, document.sheets)
        return DocumentReport(PrintOutcome.UNKNOWN, reason=SILENT)

    async def _withdraw(self, document_id: str) -> bool:
        """False: nobody answered."""
        order = CancelCommand(target=document_id)
        try:
            await self._bus.request(self._device.command("cancel"), order, command_id=self._new_id(), timeout_s=CANCEL_WITHIN_S)
        except NotAnswered:
            self._log.info("document can't be withdrawn: the agent is silent", document=document_id)
            return False
        return True

    def _spawn(self, work: Coroutine[Any, Any, T], name: str) -> asyncio.Task[T]:
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def report_of(completion: Completion, expected: int) -> DocumentReport:
    """What the agent's answer means. Its journal keeps no figures: a document printed before has the sheets it should have."""
    told = completion.result.get("sheets")
    sheets = told if isinstance(told, int) and told >= 0 else None
    match completion.code:
        case CompletionCode.SUCCESS:
            return DocumentReport(PrintOutcome.PRINTED, expected if sheets is None else sheets)
        case CompletionCode.OUTCOME_UNKNOWN | CompletionCode.UNKNOWN:
            return DocumentReport(PrintOutcome.UNKNOWN, sheets or 0, completion.error_code or SILENT)
    if sheets:
        # Some of it is out: nobody but the citizen can tell what they hold.
        return DocumentReport(PrintOutcome.UNKNOWN, sheets, completion.error_code or SILENT)
    return DocumentReport(PrintOutcome.NOT_PRINTED, 0, completion.error_code or completion.code.value)
