"""What a kiosk has of certificates and reports: the port to their printer, and the counted blanks as a device of its own on the
hall's board, so that who must bring more is told like any other fault.
"""

from collections.abc import Callable

from api.bus.port import BusPort
from api.messages.state import Describe, Status
from api.messages.words import Action, DeviceState
from kiosk.flow.documents.absent import NoDocuments
from kiosk.flow.documents.ports import DocumentsPort
from kiosk.flow.documents.stock import Stock, StockLevel
from kiosk.ports.document_store import DocumentStore
from kiosk.ports.documents import AgentDocuments
from kiosk.ports.store import KioskStore
from kiosk.settings import DocumentsSection

BLANKS_DEVICE = "blanks-1"
_WORDS = {
    StockLevel.PLENTY: (DeviceState.ONLINE, Action.NONE, "ok"),
    StockLevel.LOW: (DeviceState.ONLINE, Action.CLEAR, "blanks.low"),
    StockLevel.OUT: (DeviceState.USER_ERROR, Action.CLEAR, "blanks.out"),
}


def status_of(stock: Stock) -> Status:
    device, action, reason = _WORDS[stock.level]
    return Status(device=device, action=action, reason=reason, detail={"blanks_left": stock.left})


class CertificateParts:
    """Made once the store is open, before the bus starts; `tell` now and then; `stop`."""

    def __init__(
        self,
        section: DocumentsSection,
        bus: BusPort,
        store: KioskStore,
        *,
        place: str,
        now_ms: Callable[[], int],
        new_id: Callable[[], str],
        changed: Callable[[], None],
    ) -> None:
        self._bus = bus
        self._told: Status | None = None
        self.printer: AgentDocuments | None = None
        """None: this kiosk has none."""
        if section.printer is None:
            return
        counted = DocumentStore(store, now_ms, at_first=section.blanks_at_first)
        self.printer = AgentDocuments(bus, section.printer, counted, low_at=section.blanks_low, new_id=new_id, on_change=changed)
        bus.set_state(
            BLANKS_DEVICE,
            "describe",
            Describe(kind="certificate-blanks", maker="Tingtang", model="counted stock", place=place),
        )
        self.tell()

    @property
    def port(self) -> DocumentsPort:
        return self.printer or NoDocuments()

    def tell(self) -> None:
        """Publish the stock where it changed."""
        if self.printer is None:
            return
        status = status_of(self.printer.stock())
        if status != self._told:
            self._told = status
            self._bus.set_state(BLANKS_DEVICE, "status", status)

    async def stop(self) -> None:
        if self.printer is not None:
            await self.printer.close()
