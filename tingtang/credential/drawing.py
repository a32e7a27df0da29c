"""A code as a QR: in a terminal by half blocks, or as a picture."""

from pathlib import Path

import qrcode
from PIL import Image

from tingtang.paper.page import save

QUIET = 4
"""Modules round the code, ISO/IEC 18004."""
MODULE_DOTS = 12
_BLOCKS = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
"""(upper module dark, lower module dark) → a character for a terminal that writes light on dark; scanners read it either way."""


def terminal_qr(text: str) -> str:
    """Two modules above each other in each character."""
    rows = _modules(text)
    if len(rows) % 2:
        rows.append([False] * len(rows))
    return "\n".join(
        "".join(_BLOCKS[dark] for dark in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    )


def save_qr(text: str, out: Path) -> None:
    """
    Raises:
        OSError: it can't be written.
        ValueError: no such kind of picture is known.
    """
    rows = _modules(text)
    small = Image.new("L", (len(rows), len(rows)))
    small.putdata([0 if dark else 255 for row in rows for dark in row])
    side = len(rows) * MODULE_DOTS
    picture = small.resize((side, side), Image.Resampling.NEAREST)
    if out.suffix.lower() == ".pdf":
        save([picture], out)
    else:
        picture.save(out)


def _modules(text: str) -> list[list[bool]]:
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=QUIET)
    code.add_data(text, optimize=0)
    code.make(fit=True)
    return [list(map(bool, row)) for row in code.get_matrix()]
