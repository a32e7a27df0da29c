"""Receipt printers."""

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from api.messages.device_commands import Print
from drivers.core.tcp_link import TcpLink
from drivers.emulators.document_model import DocumentPrinterModel
from drivers.emulators.document_printer import DocumentPrinterEmulator
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


LOW_RESOLUTION = DocumentPrinterModel(dpi=(75,))
"""Every dot is made and read again; nothing here depends on how many there are."""

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


def _document_printer(_: Path, __: Path) -> Setup:
    emulator = DocumentPrinterEmulator("device", randomness=random.Random(7), reboot_s=REBOOT_S, model=LOW_RESOLUTION)
    return Setup(emulator, lambda: TcpLink("127.0.0.1", emulator.port, connect_timeout_s=1), emulator)


def _certificate(note: str = "") -> Print:
    return Print(template="certificate", data={"title": "证明", "issuer": "示例县", "issued": "2026-11-22", "note": note})


SUBJECTS: tuple[Subject, ...] = (
    Subject("receipt-printer-tcp", set_up=_printer("tcp"), **_PRINTER),
    Subject("receipt-printer-pty", set_up=_printer("pty"), **_PRINTER),
    Subject("kiosk-printer-tcp", set_up=_printer("tcp", PrinterModel(presenter=True)), **_KIOSK_PRINTER),
    Subject("kiosk-printer-pty", set_up=_printer("pty", PrinterModel(presenter=True)), **_KIOSK_PRINTER),
    Subject(
        "document-printer-tcp",
        kind="document-printer",
        set_up=_document_printer,
        command=_certificate,
        irreversible=True,
        options={"print_timeout_s": 5.0},
        personal=_certificate(SECRET),
        secret_bytes=(SECRET.encode(), SECRET.encode("gb18030")),
        effects=lambda face: int(face.state()["sheets"]),
        hurry=10.0,
        lacks=frozenset({"bad-checksum"}),
    ),
)
