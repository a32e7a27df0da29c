"""The kiosk's printer: its agent's retained state, and prints under ids that are kept with the take."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

import structlog

from api.bus.codec import Malformed, decode_state
from api.bus.port import BusPort, NotAnswered, Received
from api.messages.device_commands import CancelCommand, Print
from api.messages.state import Status
from api.messages.topics import Channel, command_topic, topic
from api.messages.words import CompletionCode, DeviceState
from api.text.catalogue import TextCatalogue
from kiosk.flow.ports import IssuedTicket, PrinterReadiness, PrintOutcome, PrintReport
from kiosk.ports.names import print_name
from kiosk.ports.paper import paper_fields
from kiosk.ports.store import KioskStore
from kiosk.ports.watch import NodeWatch

ACKNOWLEDGED_WITHIN_S = 4.0
"""The contract allows the agent a second; three resends fit besides."""
PRINTED_WITHIN_S = 35.0
"""The agent itself gives a print 20 s from its last byte on."""
CANCEL_WITHIN_S = 5.0
READY_STATES = frozenset({DeviceState.ONLINE, DeviceState.DEVICE_BUSY})
MUTE_BY_DESIGN = "printer.neverAnswers"
"""Cheap printers have no way to answer: they are used, and the citizen is asked what came out."""
TEMPLATE, LARGE_TEMPLATE = "ticket", "ticket-large"


class AgentPrinter:
    """Implements `kiosk.flow.ports.PrinterPort`."""

    def __init__(
        self,
        bus: BusPort,
        node: str,
        device: str,
        store: KioskStore,
        texts: TextCatalogue,
        *,
        new_id: Callable[[], str],
        local: Callable[[int], datetime],
        on_change: Callable[[], None],
        large: bool = False,
    ) -> None:
        """`local`: UTC ms → the hall's local time. `large`: every ticket with a number 15 mm high."""
        self._bus = bus
        self._node, self._device = node, device
        self._store = store
        self._texts = texts
        self._new_id = new_id
        self._local = local
        self._on_change = on_change
        self._template = LARGE_TEMPLATE if large else TEMPLATE
        self._status = Status(device=DeviceState.UNKNOWN, reason="silent")
        self._agent = NodeWatch(bus, node, on_change)
        self._cancels: set[asyncio.Task[None]] = set()
        self._log = structlog.get_logger("kiosk.printer")
        bus.listen(topic(bus.site, node, device, Channel.STATE, "status"), self._on_status)

    def readiness(self) -> PrinterReadiness:
        if not self._agent.online:
            return PrinterReadiness(False, "silent")
        if self._status.device in READY_STATES or self._status.reason == MUTE_BY_DESIGN:
            return PrinterReadiness(True)
        silent = self._status.device in (DeviceState.UNKNOWN, DeviceState.NO_DEVICE, DeviceState.POWER_OFF)
        return PrinterReadiness(False, "silent" if silent else self._status.reason)

    async def print(self, take_id: str, ticket: IssuedTicket, language: str, copy_number: int) -> PrintReport:
        print_id = self._store.command_id(take_id, print_name(copy_number), self._new_id)
        fields = paper_fields(ticket, language, self._texts, self._local)
        return await self.print_paper(print_id, self._template, fields, language, copy_number)

    async def print_paper(
        self, print_id: str, template: str, fields: Mapping[str, str], language: str, copy_number: int = 0
    ) -> PrintReport:
        """Any template of the printer's. Asked again under the same id it is the same print. Never raises for what it does."""
        command = Print(template=template, data=dict(fields), language=language, copy_number=copy_number)
        acknowledged = False

        def on_acknowledged() -> None:
            nonlocal acknowledged
            acknowledged = True

        # Two time-outs: the first, short one is also the message's expiry, so that an agent that comes back later than the
        # citizen was told "not printed" finds nothing to print.
        for timeout_s in (ACKNOWLEDGED_WITHIN_S, PRINTED_WITHIN_S):
            try:
                completion = await self._bus.request(
                    command_topic(self._bus.site, self._node, self._device, "print"),
                    command,
                    command_id=print_id,
                    timeout_s=timeout_s,
                    on_acknowledged=on_acknowledged,
                )
            except NotAnswered:
                if acknowledged:
                    continue
                self._cancel(print_id)
                return PrintReport(PrintOutcome.NOT_PRINTED, "silent")
            return _report(completion.code, completion.error_code)
        return PrintReport(PrintOutcome.UNKNOWN, "silent")

    async def close(self) -> None:
        for task in self._cancels:
            task.cancel()
        await asyncio.gather(*self._cancels, return_exceptions=True)

    def _cancel(self, print_id: str) -> None:
        task = asyncio.get_running_loop().create_task(self._withdraw(print_id), name=f"withdraw-{print_id}")
        self._cancels.add(task)
        task.add_done_callback(self._cancels.discard)

    async def _withdraw(self, print_id: str) -> None:
        address = command_topic(self._bus.site, self._node, self._device, "cancel")
        try:
            await self._bus.request(address, CancelCommand(target=print_id), command_id=self._new_id(), timeout_s=CANCEL_WITHIN_S)
        except NotAnswered:
            self._log.info("print can't be withdrawn: the agent is silent", print=print_id)

    def _on_status(self, received: Received) -> None:
        received.acknowledge()
        try:
            _, status = decode_state(received.payload, Status)
        except Malformed as error:
            self._log.warning("printer status isn't readable", detail=str(error))
            status = Status(device=DeviceState.UNKNOWN, reason="silent")
        if status != self._status:
            self._status = status
            self._on_change()


def _report(code: CompletionCode, reason: str | None) -> PrintReport:
    match code:
        case CompletionCode.SUCCESS:
            return PrintReport(PrintOutcome.PRINTED)
        case CompletionCode.OUTCOME_UNKNOWN | CompletionCode.UNKNOWN:
            return PrintReport(PrintOutcome.UNKNOWN, reason or "silent")
        case _:
            return PrintReport(PrintOutcome.NOT_PRINTED, reason or code.value)
