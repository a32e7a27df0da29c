"""The section of the file that makes an A4 printer."""

import random

from drivers.emulators.config import Section
from drivers.emulators.document_model import DocumentPrinterModel
from drivers.emulators.document_printer import DocumentPrinterEmulator

PDF, JPEG, RASTER = "application/pdf", "image/jpeg", "image/pwg-raster"
FORMATS = {"all": (RASTER, JPEG, PDF), "raster": (RASTER,), "pdf": (PDF,), "jpeg": (JPEG,)}
INKS = {"colour": ("sgray_8", "srgb_8"), "grey": ("sgray_8", "black_1"), "black": ("black_1",)}


def document_printer(name: str, section: Section, *, randomness: random.Random) -> DocumentPrinterEmulator:
    listen = section.table("listen")
    listen.choice("type", ("tcp",))
    printer = DocumentPrinterEmulator(
        name,
        port=listen.number("port", 0, 65_535),
        randomness=randomness,
        reboot_s=section.take("reboot_s", float, 1.0),
        model=DocumentPrinterModel(
            formats=FORMATS[section.choice("formats", tuple(FORMATS), "all")],
            raster_types=INKS[section.choice("ink", tuple(INKS), "colour")],
            dpi=(section.number("dpi", 75, 600, 300),),
            sheet_s=section.take("sheet_s", float, 0.0),
            counts_sheets=section.take("counts_sheets", bool, True),
            feels_tray=section.take("feels_tray", bool, False),
            taken_after_s=section.take("taken_after_s", float, 0.0),
            one_step=section.take("one_step", bool, False),
            hangs_up=section.take("hangs_up", bool, False),
        ),
    )
    listen.done()
    return printer
