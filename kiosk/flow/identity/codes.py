"""What a scanned code is. Pure; nothing of it is believed here, a show-code is only recognised by its form."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from api.credentials.verify import LONGEST, looks_like_show_code


class CodeKind(StrEnum):
    SHOW_CODE = "show-code"
    TICKET = "ticket"
    """A ticket or a booking: both papers carry the id under which the hall knows the number."""
    BOOKING = "booking"
    """A booking's number, as it stands on the screen and in messages: `AY003`."""
    PAPER_NUMBER = "paper-number"
    """A pre-printed number for outages: the range's id and the number in it."""
    RATING = "rating"
    """The rating page of one window."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SeenCode:
    kind: CodeKind
    value: str = field(default="", repr=False)
    """Ticket's id; booking's number; range and number; window; empty for the others."""


_ULID = r"[0-7][0-9A-HJKMNP-TV-Z]{25}"
_TICKET_ID = re.compile(_ULID)
_TICKET_PAGE = re.compile(rf"https?://[^\s?#]+/t/({_ULID})/?(?:\?[^\s#]*)?")
"""The hall's public address, then `/t/` and the ticket's id, as on printed tickets and on the kiosk's own screen."""
_PAPER_NUMBER = re.compile(rf"{_ULID}/[0-9]{{1,5}}")
_BOOKING = re.compile(r"[A-Z]{1,3}[0-9]{1,5}")
_WINDOW = re.compile(r"https?://[^\s?#]+/pad/([1-9][0-9]{0,2})/?(?:\?[^\s#]*)?")


def recognise(data: bytes) -> SeenCode:
    """
    Args:
        data: what the code held.
    """
    if len(data) > LONGEST:
        return SeenCode(CodeKind.OTHER)
    try:
        text = data.decode("ascii").strip()
    except UnicodeDecodeError:
        return SeenCode(CodeKind.OTHER)
    if looks_like_show_code(text):
        return SeenCode(CodeKind.SHOW_CODE)
    if found := _TICKET_PAGE.fullmatch(text):
        return SeenCode(CodeKind.TICKET, found.group(1))
    if _TICKET_ID.fullmatch(text):
        return SeenCode(CodeKind.TICKET, text)
    if _PAPER_NUMBER.fullmatch(text):
        return SeenCode(CodeKind.PAPER_NUMBER, text)
    if _BOOKING.fullmatch(text):
        return SeenCode(CodeKind.BOOKING, text)
    if found := _WINDOW.fullmatch(text):
        return SeenCode(CodeKind.RATING, found.group(1))
    return SeenCode(CodeKind.OTHER)
