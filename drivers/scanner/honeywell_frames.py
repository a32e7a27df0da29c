"""Honeywell's serial programming commands: bytes out, verdicts out of a stream that codes share. Knows no clock and no port.

Trigger `SYN T CR`, off `SYN U CR`; menu command `SYN M CR tag subtag data storage`, which comes back with ACK, ENQ or NAK before
its storage character. Source: "Serial Programming Commands" of Honeywell's user guides (2700, N86, N3680, Xenon).
"""

import re
from dataclasses import dataclass
from enum import Enum

TRIGGER_ON = b"\x16T\r"
TRIGGER_OFF = b"\x16U\r"
MENU = b"\x16M\r"
UNTIL_POWER_IS_CUT = b"!"
CURRENT_VALUE = b"?"
TAG_CHARACTERS = 6
MOST_VALUE_BYTES = 64
"""Of a setting's value in an answer."""


class Verdict(Enum):
    ACK = 0x06
    ENQ = 0x05
    """There is no such setting."""
    NAK = 0x15
    """The value is out of range."""


@dataclass(frozen=True, slots=True)
class MenuAnswer:
    tag: str
    value: str
    verdict: Verdict
    before: bytes
    """Codes that were on their way when the command was sent."""
    after: bytes


def encode_setting(setting: str) -> bytes:
    """`TRGSTO0` as a menu command for the settings that last until power is cut."""
    return MENU + setting.encode("ascii") + UNTIL_POWER_IS_CUT


def encode_query(tag: str) -> bytes:
    return MENU + tag.encode("ascii") + CURRENT_VALUE + UNTIL_POWER_IS_CUT


def split_answer(stream: bytes, tag: str) -> MenuAnswer | None:
    """The first answer about `tag`; None when there is none (yet).

    Only who has just sent a command may look for an answer: the same bytes within a code are part of the code.
    """
    pattern = re.escape(tag.encode("ascii")) + rb"([^\x05\x06\x15\r\n]{0,%d})([\x05\x06\x15])[.!,;]?" % MOST_VALUE_BYTES
    found = re.search(pattern, stream, re.IGNORECASE)
    if found is None:
        return None
    value = found[1].decode("ascii", errors="replace")
    return MenuAnswer(tag, value, Verdict(found[2][0]), stream[: found.start()], stream[found.end() :])
