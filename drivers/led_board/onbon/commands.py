"""Data fields of the other commands, and of the replies. Source: the vendor's document, chapters 5 to 8."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

_REPLY_WANTED = b"\x01\x00\x00"
"""An answer is wanted; two bytes of zeros."""
PING = b"\xa2\x00" + _REPLY_WANTED
CLEAR = b"\xa3\x10" + _REPLY_WANTED
QUERY_STATUS = b"\xa1\x02" + _REPLY_WANTED
READ_PARAMETERS = b"\xa2\x0a" + _REPLY_WANTED
MAX_BRIGHTNESS = 15
_FORCED = 0x01


class Power(IntEnum):
    ON = 1
    OFF = 2


class BoardError(IntEnum):
    """CmdError of a reply."""

    NONE = 0x00
    GROUP = 0x01
    NO_COMMAND = 0x02
    BUSY = 0x03
    MEMORY = 0x04
    CHECKSUM = 0x05
    NO_FILE = 0x06
    FLASH = 0x07
    DOWNLOAD = 0x08
    NAME = 0x09
    TYPE = 0x0A
    FILE_CHECK = 0x0B
    NO_FONT = 0x0C
    FIRMWARE_TYPE = 0x0D
    DATE_FORMAT = 0x0E
    FILE_EXISTS = 0x0F
    BLOCK = 0x10
    UNKNOWN = 0xFF
    """Ours: a code the document doesn't list."""

    @classmethod
    def _missing_(cls, value: object) -> "BoardError":  # noqa: ARG003 (the name is the enum protocol's)
        return cls.UNKNOWN


class ReplyKind(StrEnum):
    ACK = "ack"
    NACK = "nack"
    ANSWER = "answer"
    """A reply with data, under the request's own group and command."""


@dataclass(frozen=True, slots=True)
class Reply:
    kind: ReplyKind
    group: int
    command: int
    error: BoardError
    payload: bytes = b""


@dataclass(frozen=True, slots=True)
class BoardStatus:
    """Reply to A1 02."""

    on: bool
    brightness: int
    time: datetime | None
    """The board's clock, naive; None when its digits make no time."""
    programs: int
    """Program files in its flash."""
    program: str
    """The one it plays when no dynamic area covers it."""
    areas: tuple[int, ...]
    """Numbers of the dynamic areas that live in RAM now."""
    special_area: bool = False
    bar_code: bytes = b""
    """16 bytes, burnt in at the factory; empty when the reply ends before it."""
    network_id: str = ""


@dataclass(frozen=True, slots=True)
class Parameters:
    """Reply to A2 0A: how the card was set up."""

    address: int
    device_type: int
    width: int
    height: int
    """Dots."""
    colours: int
    """1 one colour, 2 two; the configuration file's bits 1, 3 and 7 occur as well."""


def power(state: Power) -> bytes:
    return b"\xa3\x00" + _REPLY_WANTED + bytes((state,))


def brightness(level: int) -> bytes:
    """Forced brightness, 0 dark to 15."""
    if not 0 <= level <= MAX_BRIGHTNESS:
        raise ValueError(f"brightness is 0 to {MAX_BRIGHTNESS}")
    return b"\xa3\x02" + _REPLY_WANTED + bytes((_FORCED, level))


def set_clock(now: datetime) -> bytes:
    """BCD: year (low byte first), month, day, hour, minute, second, weekday 1 Monday to 7 Sunday."""
    fields = (now.year % 100, now.year // 100, now.month, now.day, now.hour, now.minute, now.second, now.isoweekday())
    return b"\xa2\x03" + _REPLY_WANTED + bytes(field // 10 << 4 | field % 10 for field in fields)


def parse_reply(data: bytes) -> Reply | None:
    """A reply's data field; None if it is too short to be one."""
    if len(data) < 5:
        return None
    group, command, error = data[0], data[1], BoardError(data[2])
    kind = {(0xA0, 0x00): ReplyKind.ACK, (0xA0, 0x01): ReplyKind.NACK}.get((group, command), ReplyKind.ANSWER)
    return Reply(kind, group, command, error, bytes(data[5:]))


def parse_status(payload: bytes, *, special_area: bool | None = None) -> BoardStatus | None:
    """Payload of the reply to A1 02; None if it is shorter than it says.

    Args:
        special_area: whether the two bytes on the special area are in it, which the BX-5K1 leaves out; None: told by the length.
    """
    if special_area is None:
        # Its first byte says 0 or 1; where it isn't there, that place holds the number of areas, and more than one follow.
        fits = _fits(payload, _FIXED_STATUS_BYTES + _SPECIAL_AREA_BYTES) and payload[_FIXED_STATUS_BYTES] <= 1
        special_area = fits or not _fits(payload, _FIXED_STATUS_BYTES)
    count_at = _FIXED_STATUS_BYTES + (_SPECIAL_AREA_BYTES if special_area else 0)
    if len(payload) <= count_at or len(payload) < count_at + 1 + payload[count_at]:
        return None
    areas_end = count_at + 1 + payload[count_at]
    bar_code = payload[areas_end : areas_end + _BAR_CODE_BYTES]
    network_id = payload[areas_end + _BAR_CODE_BYTES : areas_end + _BAR_CODE_BYTES + _NETWORK_ID_BYTES]
    return BoardStatus(
        on=payload[0] == Power.ON,
        brightness=payload[1],
        time=_time(payload[2:10]),
        programs=payload[10],
        program=payload[11:15].decode("ascii", "replace"),
        areas=tuple(payload[count_at + 1 : areas_end]),
        special_area=special_area and payload[_FIXED_STATUS_BYTES] == 1,
        bar_code=bar_code if len(bar_code) == _BAR_CODE_BYTES else b"",
        network_id=network_id.rstrip(b"\0").decode("ascii", "replace"),
    )


def parse_parameters(payload: bytes) -> Parameters | None:
    """Payload of the reply to A2 0A; None if it is too short to be one."""
    if len(payload) < _PARAMETER_BYTES:
        return None
    width, height = int.from_bytes(payload[4:6], "little"), int.from_bytes(payload[6:8], "little")
    return Parameters(int.from_bytes(payload[0:2], "little"), payload[2], width, height, payload[8])


def _fits(payload: bytes, count_at: int) -> bool:
    """The areas' count at this place makes the reply end where it does."""
    tail = _BAR_CODE_BYTES + _NETWORK_ID_BYTES
    return len(payload) > count_at and len(payload) == count_at + 1 + payload[count_at] + tail


def _time(digits: bytes) -> datetime | None:
    """BCD: year (low byte first), month, day, weekday, hour, minute, second: another order than in the command that sets it."""
    try:
        low, high, month, day, _, hour, minute, second = (int(f"{byte:02x}") for byte in digits)
        return datetime(high * 100 + low, month, day, hour, minute, second)  # noqa: DTZ001 (the board knows no zone)
    except ValueError:
        return None


_FIXED_STATUS_BYTES = 15
"""Power, brightness, 8 of time, number of programs, 4 of the program's name."""
_SPECIAL_AREA_BYTES = 2
_BAR_CODE_BYTES = 16
_NETWORK_ID_BYTES = 12
_PARAMETER_BYTES = 9
"""Up to the colours; what follows is about the panel's wiring."""
