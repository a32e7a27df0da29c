"""Who a register entry is of: asked for, never on a command line, and at once turned into the hall's keyed hash."""

import getpass
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from api.identity.documents import InvalidDocument, read_document
from api.identity.person_key import holder_hash, person_key_of
from api.process.secret_file import read_secret
from api.process.settings_file import ConfigurationError

HALL_UTC_OFFSET_H = 8
"""Birthdays in ID numbers are counted by China's day."""


class NobodyNamed(Exception):
    """What was typed can't be a document's number. The text never holds it."""


def ask_person(document: str, key_file: Path) -> str:
    """The keyed hash (`Holder`) of a document's holder, its number typed unseen or read from standard input.

    Raises:
        ConfigurationError: the key can't be used.
        NobodyNamed: the number isn't one of such a document.
    """
    try:
        key = person_key_of(read_secret(key_file))
    except ValueError as error:
        raise ConfigurationError(f"{key_file}: {error}") from None
    number = getpass.getpass("Number of the document (not shown): ") if sys.stdin.isatty() else sys.stdin.readline()
    today = (datetime.now(UTC) + timedelta(hours=HALL_UTC_OFFSET_H)).date()
    try:
        read_document(document, number.strip(), today)
    except InvalidDocument as error:
        raise NobodyNamed(f"that isn't the number of such a document ({error.problem})") from None
    return holder_hash(key, document, number.strip(), today)
