"""A technician takes the terminal out of service and back, from its own screen."""

from kiosk.flow.intents import IntentKind
from kiosk.flow.technician.views import TECHNICIAN, Note, Page, TechnicianNote
from kiosk.flow.zone.views import OutOfService, OutReason
from tests.support.duty_ports import MemoryZone
from tests.support.kiosk_flow import Rig
from tests.support.technician_port import CODE, MemoryTechnician


class Switched(MemoryZone):
    def switch_off(self, off: bool) -> None:
        super().switch_off(off)
        self.stands = OutOfService(OutReason.STAFF) if off else None


async def to_menu(rig: Rig) -> None:
    await rig.do(IntentKind.START, TECHNICIAN)
    for digit in CODE:
        await rig.do(IntentKind.KEY, digit)
    await rig.do(IntentKind.CONFIRM)


async def test_out_of_service_and_back() -> None:
    zone = Switched()
    rig = Rig(more_ports={"technician": MemoryTechnician(), "zone": zone})
    await to_menu(rig)
    await rig.do(IntentKind.CHOOSE, Page.SERVICE.value)
    assert rig.engine.shown.view == TechnicianNote(Note.SWITCH_OFF)
    await rig.do(IntentKind.BACK)
    assert not zone.switched_off
    await rig.do(IntentKind.CHOOSE, Page.SERVICE.value)
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "TechnicianMenu"
    await rig.do(IntentKind.CONFIRM)
    assert rig.engine.shown.view == OutOfService(OutReason.STAFF)
    await to_menu(rig)
    await rig.do(IntentKind.CHOOSE, Page.SERVICE.value)
    assert rig.engine.shown.view == TechnicianNote(Note.SWITCH_ON)
    await rig.do(IntentKind.CONFIRM)
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "Home"
