"""The duty desk on a real file, with the real service; time and devices under the test's hand."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from api.ids import new_id
from api.messages.completion import Completion
from api.messages.duty_commands import CallStaff, Complain
from api.messages.duty_words import CallKind, ComplaintKind, ComplaintSubject
from api.messages.hall_command import HallCommand
from api.messages.views import DeviceView
from api.messages.words import Action, AvailabilityState, DeviceState, Role
from api.ports import Actor, Submission
from hall_controller.config import HallConfig
from hall_controller.config_duty import DutySection
from hall_controller.duty.service import DutyService
from hall_controller.duty.store import DutyStore
from tests.support.hall_core import core_config
from tests.support.hall_identity import Hand

KIOSK = Actor("kiosk-01", Role.DEVICE)
OTHER_KIOSK = Actor("kiosk-02", Role.DEVICE)
CLERK = Actor("window-1", Role.CLERK)
MANAGER = Actor("manager", Role.MANAGER)
TECHNICIAN = Actor("technician", Role.TECHNICIAN)

WAIT_S = 60.0
WORDS = "等了三个小时没人理我"
PHONE = "13900000000"
COMPLAINT = Complain(
    kind=ComplaintKind.UNSOLVED, subject=ComplaintSubject.CAME_OFTEN, department="不动产登记中心", text=WORDS, contact=PHONE
)
HELP = CallStaff(kind=CallKind.HELP, step="take-ticket")
SOS = CallStaff(kind=CallKind.SOS)


def device(
    address: str = "kiosk-01/screen-1",
    kind: str = "kiosk",
    *,
    status: DeviceState = DeviceState.ONLINE,
    node: AvailabilityState = AvailabilityState.ONLINE,
    reason: str = "ok",
    place: str = "",
    action: Action = Action.NONE,
) -> DeviceView:
    name, ident = address.split("/")
    return DeviceView(
        node=name,
        device=ident,
        kind=kind,
        place=place,
        model="",
        node_state=node,
        status=status,
        action=action,
        reason=reason,
        since=0,
    )


def duty_config(**duty: object) -> HallConfig:
    base = core_config().model_dump()
    base["duty"] = {"phone": "0912-1234567", "maintainer_phone": "0912-7654321", **duty}
    base["terminals"] = [
        {"node": "kiosk-01", "names": {"zh-CN": "一楼东侧", "en": "East, first floor"}, "zone": "east"},
        {"node": "kiosk-02", "names": {"zh-CN": "一楼西侧", "en": "West, first floor"}, "zone": "west"},
        {"node": "kiosk-03", "names": {"zh-CN": "一楼东门", "en": "East door"}, "zone": "east"},
    ]
    return HallConfig.model_validate(base)


class DutyDesk:
    """The service and what is around it."""

    def __init__(self, service: DutyService, store: DutyStore, hand: Hand, devices: list[DeviceView]) -> None:
        self.service = service
        self.store = store
        self.hand = hand
        self.devices = devices
        self.changes = 0
        self._changed_now = asyncio.Event()
        service.listen(self._changed)

    async def do(self, command: HallCommand, actor: Actor = KIOSK, ident: str | None = None) -> Completion:
        return await self.service.submit(Submission(ident or new_id(), actor, command))

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for a state of the board."""
        async with asyncio.timeout(WAIT_S):
            while not condition():
                self._changed_now.clear()
                await self._changed_now.wait()

    def _changed(self) -> None:
        self.changes += 1
        self._changed_now.set()


@asynccontextmanager
async def duty_desk(
    folder: Path, *, hand: Hand | None = None, random_bits: Callable[[int], int] | None = None, **duty: object
) -> AsyncIterator[DutyDesk]:
    """Opened; closed at the end."""
    hand, devices = hand or Hand(), list[DeviceView]()
    config = duty_config(**duty)
    store = DutyStore(folder / "duty.sqlite3", folder / "complaints.key", DutySection.model_validate(config.duty.model_dump()))
    chance = {"random_bits": random_bits} if random_bits is not None else {}
    service = DutyService(
        store, config, lambda: devices, lambda ticket: f"A{ticket[-3:]}", lambda: None, hand.now_ms, new_id, **chance
    )
    await service.open()
    try:
        yield DutyDesk(service, store, hand, devices)
    finally:
        await service.close()
