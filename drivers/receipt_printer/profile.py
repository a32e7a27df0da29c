"""What a printer model is: width, character set, how it enlarges, cuts and presents, and whether it answers."""

from enum import StrEnum

from pydantic import Field, field_validator

from drivers.charset import Charset
from drivers.profiles import Profile

DOTS_PER_COLUMN = 12
"""Font A: a Western character is 12 dots wide, a Chinese one 24."""
DOTS_PER_MM = 8
"""203 dpi, of all the printers here."""


class ChineseMode(StrEnum):
    SELECT = "select"
    """FS & at the begin of each ticket."""
    SWITCH = "switch"
    """FS & before each line with Chinese characters, FS . behind it: models that show Western text wrongly in Chinese mode."""
    FIXED = "fixed"
    """It is always on; FS & would print as rubbish."""


class ChineseSize(StrEnum):
    """What enlarges a Chinese character."""

    BOTH = "both"
    """FS ! and then GS !, which a printer that takes both obeys: right for makers' clones of either kind up to double size."""
    GS = "gs"
    """GS !, as in Epson's own."""
    FS_MODE = "fs-mode"
    """FS ! only; up to double."""
    FS_DOUBLE = "fs-double"
    """FS W only; single or double in both directions."""


class StoredLogo(StrEnum):
    FS_P = "fs-p"
    GS_L = "gs-l"


class PrinterProfile(Profile):
    dots: int = Field(ge=192, le=832)
    """Printable width: 384 on 58 mm paper, 576 on 80 mm."""
    charset: Charset
    chinese_mode: ChineseMode = ChineseMode.SELECT
    chinese_size: ChineseSize = ChineseSize.BOTH
    max_scale: int = Field(default=8, ge=1, le=8)
    """Largest factor of GS !; cheap models stop at 2 or 4. What is larger is sent as a picture."""
    init: str = ""
    """Further bytes at the begin of each ticket, in hexadecimal: the maker's own way to choose a character set."""
    cutter: bool = True
    full_cut: bool = False
    """Cut right through; else one point is left, so that the ticket doesn't fall to the ground."""
    cut_feed_mm: int = Field(default=22, ge=0, le=60)
    """From the last line to the knife: head to knife and a margin. Less cuts into the text."""
    presenter: bool = False
    """A kiosk printer that holds the cut ticket in its mouth, answers DLE EOT 20 and takes GS e."""
    present_steps: int = Field(default=0, ge=0, le=255)
    """GS e 3 behind the cut, in steps of about 7 mm; 0: the printer presents by its own set-up."""
    native_qr: bool = True
    """It draws QR codes itself (GS ( k); otherwise they are sent as a picture."""
    stored_logo: StoredLogo = StoredLogo.FS_P
    """How a logo in the printer's memory is printed, where the settings choose one."""
    answers: bool = True
    """False: a cheap network printer that never answers; whether a ticket came out is never known."""
    automatic_status: bool = True
    """It reports changes by itself (GS a)."""
    buffer_bytes: int = Field(default=4096, ge=256, le=1_048_576)
    """What it holds of what isn't printed yet. A printer that answers is never sent more, whether the line has a handshake or
    not."""
    head_life_km: float = Field(default=100.0, gt=0)
    """Paper under the print head until its maker wants it changed."""
    cutter_life: int = Field(default=1_000_000, ge=1)
    """Cuts until the knife is to be changed."""

    @field_validator("init")
    @classmethod
    def _is_hexadecimal(cls, value: str) -> str:
        bytes.fromhex(value)
        return value

    @property
    def columns(self) -> int:
        return self.dots // DOTS_PER_COLUMN
