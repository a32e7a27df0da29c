"""What a kiosk has of self-service items: what the hall offers, questions to departments, and papers."""

from collections.abc import Callable
from datetime import datetime

from api.bus.outbox import Outbox
from api.bus.port import BusPort
from api.messages.names import Names
from api.text.catalogue import TextCatalogue
from kiosk.ports.item_bundle import ItemBundle
from kiosk.ports.item_papers import ItemPapers
from kiosk.ports.items import HallItems
from kiosk.ports.lease_store import LeaseStore
from kiosk.ports.printer import AgentPrinter
from kiosk.ports.store import KioskStore


class SelfServiceParts:
    """Made once the store is open, before the bus starts; `start`, `keep_running` now and then, `stop`."""

    def __init__(
        self,
        bus: BusPort,
        store: KioskStore,
        outbox: Outbox,
        printer: AgentPrinter,
        texts: TextCatalogue,
        *,
        place: str,
        new_id: Callable[[], str],
        local_now: Callable[[], datetime],
        hall_names: Callable[[], Names],
        wake: Callable[[], None],
        changed: Callable[[], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """
        Args:
            local_now: the hall's local time.
            hall_names: empty while they aren't known.
            wake: the outbox has something new.
            changed: other items can be begun than before.
        """
        self._bundle = ItemBundle(bus, LeaseStore(store), new_id=new_id, on_change=changed, on_failure=failed)
        self.items = HallItems(bus, store, outbox, self._bundle, new_id=new_id, local_now=local_now, wake=wake)
        self.papers = ItemPapers(printer, texts, local_now, hall_names, place)

    @property
    def works_alone(self) -> bool:
        """Some item can be done while the hall is away."""
        return any(item.offline for item in self.items.catalogue().items)

    def start(self) -> None:
        self.items.settle_old()
        self._bundle.start()

    def keep_running(self) -> None:
        self._bundle.keep_running()

    async def stop(self) -> None:
        await self._bundle.stop()
