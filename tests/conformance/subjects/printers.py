"""Receipt printers."""

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from api.messages.device_commands import Print
from drivers.emulators.printer import PrinterEmulator
from drivers.emulators.printer_model import PrinterModel
from tests.conformance.subject import REBOOT_S, SECRET, Setup, Subject, wired


def _printer(wire_kind: str, model: PrinterModel | None = None) -> Callable[[Path, Path], Setup]:
    def set_up(folder: Path, _: Path) -> Setup:
        def make(wire: Any) -> PrinterEmulator:
            return PrinterEmulator(
                "device", wire, clock_s=time.monotonic, randomness=random.Random(7), reboot_s=REBOOT_S, model=model
            )

        emulator, make_link = wired(make, folder, wire_kind)
        return Setup(emulator, make_link, emulator)

    return set_up


def _ticket() -> Print:
    return Print(template="ticket", data={"number": "A012"})


_PRINTER: dict[str, Any] = {
    "kind": "receipt-printer",
    "command": _ticket,
    "irreversible": True,
    "effects": lambda face: int(face.state()["receipts"]),
    "options": {"print_timeout_s": 1.0},
    "personal": Print(template="ticket", data={"number": "A012", "note": SECRET}),
    "secret_bytes": (SECRET.encode("gb18030"), SECRET.encode()),
}
_KIOSK_PRINTER: dict[str, Any] = {
    **_PRINTER,
    "options": {"print_timeout_s": 1.0, "profile": "escpos-kiosk-80mm-presenter"},
}


SUBJECTS: tuple[Subject, ...] = (
    Subject("receipt-printer-tcp", set_up=_printer("tcp"), **_PRINTER),
    Subject("receipt-printer-pty", set_up=_printer("pty"), **_PRINTER),
    Subject("kiosk-printer-tcp", set_up=_printer("tcp", PrinterModel(presenter=True)), **_KIOSK_PRINTER),
    Subject("kiosk-printer-pty", set_up=_printer("pty", PrinterModel(presenter=True)), **_KIOSK_PRINTER),
)
