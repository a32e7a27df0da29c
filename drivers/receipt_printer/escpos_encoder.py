"""The part of python-escpos that is used: QR codes, raster pictures and the cut as bytes. Never its transport or its status."""

from typing import Any

import qrcode
from escpos.capabilities import Profile as EscposProfile
from escpos.constants import QR_ECLEVEL_M
from escpos.printer import Dummy
from PIL import Image

from drivers.receipt_printer.commands import REAL_TIME_LEAD, REAL_TIME_SECONDS


def _printer(dots: int) -> Any:
    profile = EscposProfile(features={"paperFullCut": True, "paperPartCut": True, "qrCode": True})
    # Without a width python-escpos prints a complaint on standard output for every picture.
    profile.profile_data = {**profile.profile_data, "media": {"width": {"pixels": dots, "mm": "Unknown"}}}
    return Dummy(profile=profile)


def qr(text: str, *, module: int, dots: int, native: bool) -> bytes:
    """A QR code with medium error correction, drawn by the printer or sent as a picture."""
    if not native:
        return picture(_qr_picture(text, module), dots)
    printer = _printer(dots)
    printer.qr(text, ec=QR_ECLEVEL_M, size=module, native=True)
    return bytes(printer.output)


def _qr_picture(text: str, module: int) -> Image.Image:
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, box_size=module, border=2)
    code.add_data(text)
    drawn = code.make_image().get_image().convert("1")
    # GS v 0 counts whole bytes of eight dots.
    padded = Image.new("1", (-(-drawn.width // 8) * 8, drawn.height), 1)
    padded.paste(drawn, (0, 0))
    return padded


def picture(image: Image.Image, dots: int) -> bytes:
    """GS v 0 for a black and white picture."""
    printer = _printer(dots)
    printer.image(without_real_time_commands(image))
    return bytes(printer.output)


def cut() -> bytes:
    """Feed past the knife and cut, leaving one point, so that the ticket doesn't fall to the ground."""
    printer = _printer(0)
    printer.cut(mode="PART")
    return bytes(printer.output)


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
