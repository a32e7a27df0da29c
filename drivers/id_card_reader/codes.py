"""Commands of the SAM serial protocol, and what its third status byte means.

Source: the protocol of the resident-card reading module as several independent public programs use it.
"""

from collections.abc import Mapping
from enum import Enum, IntEnum


class SamCommand(Enum):
    """Command and parameter byte."""

    RESET = b"\x10\xff"
    STATUS = b"\x11\xff"
    SAM_ID = b"\x12\xff"
    FIND = b"\x20\x01"
    SELECT = b"\x20\x02"
    READ = b"\x30\x01"
    """Text and photo."""
    READ_NEWEST_ADDRESS = b"\x30\x03"
    """An address written to the card after it was issued."""
    READ_WITH_FINGERPRINT = b"\x30\x10"


class Sw3(IntEnum):
    """The answer's verdict."""

    OK = 0x90
    FOUND = 0x9F
    CHECKSUM = 0x10
    LENGTH = 0x11
    COMMAND = 0x21
    UNKNOWN = 0x24
    CARD_REFUSES_READER = 0x31
    READER_REFUSES_CARD = 0x32
    VERIFY = 0x33
    WRONG_CARD = 0x40
    READ_FAILED = 0x41
    RANDOM = 0x47
    SELF_TEST = 0x60
    NOT_AUTHORISED = 0x66
    NO_CARD = 0x80
    """Also said of a card that was read already, until it is lifted."""
    SELECT_FAILED = 0x81
    NO_SUCH_ITEM = 0x91


REASONS: Mapping[int, str] = {
    Sw3.CHECKSUM: "reader.checksum",
    Sw3.LENGTH: "reader.length",
    Sw3.COMMAND: "reader.command",
    Sw3.UNKNOWN: "reader.unknownError",
    Sw3.CARD_REFUSES_READER: "card.refusesReader",
    Sw3.READER_REFUSES_CARD: "card.refusedByReader",
    Sw3.VERIFY: "card.verifyFailed",
    Sw3.WRONG_CARD: "card.wrongKind",
    Sw3.READ_FAILED: "card.readFailed",
    Sw3.RANDOM: "card.randomFailed",
    Sw3.SELF_TEST: "reader.selfTest",
    Sw3.NOT_AUTHORISED: "reader.notAuthorised",
    Sw3.NO_CARD: "card.none",
    Sw3.SELECT_FAILED: "card.selectFailed",
    Sw3.NO_SUCH_ITEM: "card.noSuchItem",
}
UNKNOWN_REASON = "reader.unknownError"
DAMAGED_ON_THE_WAY = frozenset((Sw3.CHECKSUM, Sw3.LENGTH))
"""The module didn't understand what it heard: ask again."""
NOT_OFFERED = frozenset((Sw3.COMMAND, Sw3.UNKNOWN))
"""This module has no such command, for example no fingerprints."""
BROKEN = frozenset((Sw3.SELF_TEST, Sw3.NOT_AUTHORISED))
"""No card can be read until a technician comes."""


def reason_of(status: int) -> str:
    """The dotted key of a verdict that isn't good."""
    return REASONS.get(status, UNKNOWN_REASON)
