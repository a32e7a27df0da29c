"""Numbers of the Internet Printing Protocol that are used here. Sources: RFC 8010 (tags), RFC 8011 and PWG 5100.14 (the rest)."""

from enum import IntEnum

VERSION = b"\x02\x00"
"""2.0, which IPP Everywhere asks for; what speaks 1.1 only answers it as well."""


class Group(IntEnum):
    """Delimiter tags, RFC 8010 3.5.1."""

    OPERATION = 0x01
    JOB = 0x02
    END = 0x03
    PRINTER = 0x04
    UNSUPPORTED = 0x05


LAST_DELIMITER = 0x0F
"""Tags up to here begin a group; above they are values."""


class Tag(IntEnum):
    """Value tags, RFC 8010 3.5.2."""

    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    OCTET_STRING = 0x30
    RESOLUTION = 0x32
    BEGIN_COLLECTION = 0x34
    END_COLLECTION = 0x37
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME_TYPE = 0x49
    MEMBER_NAME = 0x4A


class Operation(IntEnum):
    PRINT_JOB = 0x0002
    CREATE_JOB = 0x0005
    SEND_DOCUMENT = 0x0006
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER_ATTRIBUTES = 0x000B
    IDENTIFY_PRINTER = 0x003C
    """PWG 5100.13."""


FIRST_ERROR = 0x0100
"""Status codes below are successes, RFC 8011 appendix B."""


class Failure(IntEnum):
    """Status codes that mean something to the driver."""

    NOT_POSSIBLE = 0x0404
    """A job that has ended already can't be cancelled."""
    NOT_FOUND = 0x0406
    DOCUMENT_FORMAT = 0x040A
    ATTRIBUTES = 0x040B
    NOT_ACCEPTING = 0x0506
    BUSY = 0x0507


class JobState(IntEnum):
    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9


ENDED = frozenset({JobState.CANCELED, JobState.ABORTED, JobState.COMPLETED})


class PrinterState(IntEnum):
    IDLE = 3
    PROCESSING = 4
    STOPPED = 5
