"""What a scanner model is: how it is triggered, how what it reads comes, which settings it must have."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from drivers.profiles import Profile

LONGEST_QR_BYTES = 7_089
"""Digits in a QR code of version 40 at level L (ISO/IEC 18004); no code of any kind holds more."""


class Family(StrEnum):
    GM65 = "gm65"
    """GM65, GM805, GM812, GM861 and their kin: zones of settings, replies to every command."""
    HONEYWELL = "honeywell"
    """Serial trigger characters; menu commands that are echoed with a verdict."""


class Framing(StrEnum):
    TERMINATED = "terminated"
    """The terminator and then a pause end a code. Inside a code the terminator's bytes are part of it."""
    PACKET = "packet"
    """03, length (2, big-endian), code: GM65 with bit 7 of zone 0060."""


class Terminator(StrEnum):
    CR = "cr"
    CRLF = "crlf"
    LF = "lf"
    TAB = "tab"
    NONE = "none"
    """The pause alone ends a code."""


TERMINATOR_BYTES = {
    Terminator.CR: b"\r",
    Terminator.CRLF: b"\r\n",
    Terminator.LF: b"\n",
    Terminator.TAB: b"\t",
    Terminator.NONE: b"",
}


class Charset(StrEnum):
    """How the text of a code is coded."""

    UTF_8 = "utf-8"
    GBK = "gbk"
    AUTO = "auto"
    """UTF-8 where it is valid, else GB 18030."""


def _code(value: object) -> object:
    """TOML has hexadecimal numbers, people also write them as text: "0x0060"."""
    return int(value, 0) if isinstance(value, str) else value


Byte = Annotated[int, BeforeValidator(_code), Field(ge=0, le=0xFF)]


class Zone(BaseModel):
    """Bits of one of a GM65's settings, which the driver makes true whenever it connects."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    address: Annotated[int, BeforeValidator(_code), Field(ge=0, le=0xFFFF)]
    mask: Byte
    value: Byte
    meaning: str


class ScannerProfile(Profile):
    family: Family
    bauds: tuple[int, ...] = (9_600, 115_200)
    """Speeds at which a serial scanner is looked for, after the link's own. USB-CDC and TCP have none."""
    framing: Framing = Framing.TERMINATED
    terminator: Terminator = Terminator.CR
    idle_gap_ms: int = Field(default=60, ge=10, le=1_000)
    """The pause that ends a code. At 9600 baud a byte takes 1 ms; USB delivers in packets some milliseconds apart."""
    text: Charset = Charset.AUTO
    most_bytes: int = Field(default=4_296, ge=16, le=LONGEST_QR_BYTES)
    """Longest code taken; a longer one is refused whole."""
    answer_ms: int = Field(default=500, ge=100, le=3_000)
    aim_id: bool = False
    """The scanner puts the AIM identifier of the kind of code (`]Q1`) before each code."""
    zones: tuple[Zone, ...] = ()
    """GM65 only."""
    save_zones: bool = False
    """Also write changed zones to the scanner's flash, which wears; without it they are made true again at each connect."""
    settings: tuple[Annotated[str, Field(pattern=r"^[A-Z0-9]{6}[0-9A-Za-z]*$")], ...] = ()
    """Honeywell only: menu commands sent at each connect, kept by the scanner until its power is cut."""
    query: Annotated[str, Field(pattern=r"^[A-Z0-9]{6}$")] = "CBRENA"
    """Honeywell only: a setting that every model knows, asked to see whether the scanner is there."""
