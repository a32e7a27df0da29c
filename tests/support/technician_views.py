"""Every screen of the technician, for the gallery and the lint."""

from collections.abc import Mapping

from kiosk.flow.technician.ports import RecordRow
from kiosk.flow.technician.views import (
    CheckShown,
    DevicesShown,
    LogShown,
    NetworkShown,
    Note,
    Page,
    RotationChoice,
    StockCount,
    TechnicianCode,
    TechnicianMenu,
    TechnicianNote,
    TechnicianView,
    TouchGrid,
)
from tests.support.technician_port import CHECKED, DEVICES, NETWORK, MemoryTechnician


def technician_views() -> Mapping[str, TechnicianView]:
    return {
        "technician-code": TechnicianCode("2468"),
        "technician-code-wait": TechnicianCode("", wrong=True, wait_s=120),
        "technician-menu": TechnicianMenu(tuple(Page), RecordRow("2026-11-20 04:30", "look")),
        "technician-grid": TouchGrid(6, 8, frozenset(range(17))),
        "technician-check": CheckShown(CHECKED, 0),
        "technician-check-last": CheckShown(CHECKED, 1),
        "technician-devices": DevicesShown(DEVICES),
        "technician-network": NetworkShown(NETWORK),
        "technician-log": LogShown(MemoryTechnician().log()),
        "technician-stock": StockCount(87, "120"),
        "technician-rotation": RotationChoice(90),
        "technician-test-failed": TechnicianNote(Note.TEST_FAILED, "paper.out"),
        "technician-bundle": TechnicianNote(Note.BUNDLE_THERE, "/media/usb0/tingtang-kiosk-01-20261120-0941.zip"),
        "technician-restart": TechnicianNote(Note.RESTART),
    }
