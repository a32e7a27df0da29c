"""The part of python-escpos that is used: QR codes, raster pictures and the cut as bytes. Never its transport or its status."""

from typing import Any

import qrcode
from escpos.capabilities import Profile as EscposProfile
from escpos.constants import PAPER_FULL_CUT, PAPER_PART_CUT, QR_ECLEVEL_M
from escpos.printer import Dummy
from PIL import Image

from drivers.receipt_printer.commands import REAL_TIME_LEAD, REAL_TIME_SECONDS

QUIET_MODULES = 2
"""White around a code that is drawn here; the paper's own margin is beside it."""
LEAST_MODULE = 2


def _printer(dots: int) -> Any:
    profile = EscposProfile(features={"paperFullCut": True, "paperPartCut": True, "qrCode": True})
    # Without a width python-escpos prints a complaint on standard output for every picture.
    profile.profile_data = {**profile.profile_data, "media": {"width": {"pixels": dots, "mm": "Unknown"}}}
    return Dummy(profile=profile)


def native_qr(text: str, *, module: int) -> bytes:
    """A QR code with medium error correction, drawn by the printer."""
    printer = _printer(0)
    printer.qr(text, ec=QR_ECLEVEL_M, size=module, native=True)
    return bytes(printer.output)


def fitting_module(text: str, module: int, dots: int) -> int:
    """The wished size of a module, or the largest one with which the code fits the paper."""
    modules = int(_code(text, 1).modules_count) + 2 * QUIET_MODULES
    return max(LEAST_MODULE, min(module, dots // modules))


def qr_picture(text: str, module: int, dots: int) -> Image.Image:
    """The same code as a picture."""
    drawn = _code(text, fitting_module(text, module, dots)).make_image().get_image().convert("1")
    # GS v 0 counts whole bytes of eight dots.
    padded = Image.new("1", (-(-drawn.width // 8) * 8, drawn.height), 1)
    padded.paste(drawn, (0, 0))
    return padded


def _code(text: str, module: int) -> Any:
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, box_size=module, border=QUIET_MODULES)
    code.add_data(text)
    code.make(fit=True)
    return code


def picture(image: Image.Image, dots: int) -> bytes:
    """GS v 0 for a black and white picture."""
    printer = _printer(dots)
    printer.image(without_real_time_commands(image))
    return bytes(printer.output)


def cut(*, full: bool) -> bytes:
    """GS V: right through, or leaving one point, so that the ticket doesn't fall to the ground."""
    return bytes(PAPER_FULL_CUT if full else PAPER_PART_CUT)


def without_real_time_commands(image: Image.Image) -> Image.Image:
    """The picture with a dot added wherever its bytes would read as a real-time command.

    A printer obeys DLE EOT, DLE ENQ and DLE DC4 (one of which switches it off) also inside a picture's data.
    """
    bits = image.convert("1")
    # ESC/POS has black as 1, Pillow's mode 1 has it as 0.
    rows = bytearray(byte ^ 0xFF for byte in bits.tobytes())
    for place in range(len(rows) - 1):
        if rows[place] == REAL_TIME_LEAD and rows[place + 1] in REAL_TIME_SECONDS:
            rows[place] |= 0x08
    return Image.frombytes("1", bits.size, bytes(byte ^ 0xFF for byte in rows))
