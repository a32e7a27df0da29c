"""What a kiosk has of the duty desk and of its zone: calls, complaints, slips, hours, out of service, emergency."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from api.bus.outbox import Outbox
from api.bus.port import BusPort
from api.messages.names import Names
from api.messages.state import Status
from api.messages.words import Action, DeviceState
from api.text.catalogue import TextCatalogue
from kiosk.flow.duty.ports import DutyPorts
from kiosk.flow.ports import Clock
from kiosk.flow.zone.views import OutOfService
from kiosk.ports.booking_paper import PaperPrinter
from kiosk.ports.duty import HallDuty
from kiosk.ports.hall_notice import HallNoticeWatch
from kiosk.ports.lease_store import LeaseStore
from kiosk.ports.slips import PaperSlips
from kiosk.ports.zone import TerminalZone
from kiosk.settings import KioskSettings

OUT_OF_SERVICE = "kiosk.outOfService"
"""In the kiosk's own status; the hall then names other terminals."""


@dataclass(frozen=True, slots=True)
class DutyWorld:
    """What these parts take from around them."""

    bus: BusPort
    kept: LeaseStore
    outbox: Outbox
    printer: PaperPrinter
    texts: TextCatalogue
    hall_names: Callable[[], Names]
    serves: Callable[[], bool]
    """The hall is there, or what people come for works without it."""
    failing: Callable[[], bool]
    now_ms: Callable[[], int]
    """The hall's time, UTC."""
    local: Callable[[int], datetime]
    monotonic_s: Clock
    new_id: Callable[[], str]
    wake: Callable[[], None]
    changed: Callable[[], None]
    failed: Callable[[BaseException], None]


class DutyParts:
    """Made once the store is open, before the bus starts; `start`, `keep_running` now and then, `stop`."""

    def __init__(self, settings: KioskSettings, world: DutyWorld) -> None:
        self._known = HallNoticeWatch(
            world.bus, world.kept, new_id=world.new_id, on_change=world.changed, on_failure=world.failed
        )
        desk = HallDuty(world.bus, world.outbox, self._known, new_id=world.new_id, wake=world.wake)
        slips = PaperSlips(
            world.printer,
            world.texts,
            place=settings.kiosk.place,
            hall_names=world.hall_names,
            now_ms=world.now_ms,
            local=world.local,
            new_id=world.new_id,
        )
        self.ports = DutyPorts(desk, desk, slips)
        self.zone = TerminalZone(
            settings.zone.hours(),
            self._known,
            node=settings.kiosk.node,
            phone=settings.zone.maintainer_phone,
            local_now=lambda: world.local(world.now_ms()),
            clock=world.monotonic_s,
            kept=world.kept,
            failing=world.failing,
            serves=world.serves,
        )

    def status(self, well: Status) -> Status:
        """The kiosk's own status, while it serves nobody: why, and that somebody must come."""
        standing = self.zone.standing()
        if not isinstance(standing, OutOfService):
            return well
        return Status(
            device=DeviceState.HARDWARE_ERROR if not self.zone.switched_off else DeviceState.ONLINE,
            action=Action.MAINTENANCE if not self.zone.switched_off else Action.SUSPEND,
            reason=OUT_OF_SERVICE,
            detail=well.detail | {"why": standing.reason.value},
        )

    def start(self) -> None:
        self._known.start()

    def keep_running(self) -> None:
        self._known.keep_running()

    async def stop(self) -> None:
        await self._known.stop()
