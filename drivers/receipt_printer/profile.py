"""What a printer model is: width, character set, how it cuts and whether it answers."""

from pydantic import Field

from drivers.charset import Charset
from drivers.profiles import Profile

DOTS_PER_COLUMN = 12
"""Font A: a Western character is 12 dots wide, a Chinese one 24."""


class PrinterProfile(Profile):
    dots: int = Field(ge=192, le=832)
    """Printable width: 384 on 58 mm paper, 576 on 80 mm."""
    charset: Charset
    cutter: bool = True
    native_qr: bool = True
    """It draws QR codes itself (GS ( k); otherwise they are sent as a picture."""
    answers: bool = True
    """False: a cheap network printer that never answers; whether a ticket came out is never known."""

    automatic_status: bool = True
    """It reports changes by itself (GS a)."""

    @property
    def columns(self) -> int:
        return self.dots // DOTS_PER_COLUMN
