"""The check code on a number's paper: with the number it shows that somebody holds the paper.

It follows from the ticket's id alone, so a kiosk that gives numbers without the hall prints the right one. From the code nobody
gets back to the id, whose 80 random bits are the key to everything; the hall counts wrong ones.
"""

import hashlib
import hmac

CHECK_DIGITS = 4
"""One in 10 000, with few tries: enough against a neighbour who has read the number, short enough to be typed."""
CHECK_CODE = rf"^([0-9]{{{CHECK_DIGITS}}})?$"
"""A field that may be left out."""


def check_code(ticket: str) -> str:
    """Of a ticket's or booking's id."""
    digest = hashlib.sha256(b"tingtang check code\0" + ticket.encode()).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**CHECK_DIGITS:0{CHECK_DIGITS}d}"


def is_check_code(ticket: str, code: str) -> bool:
    return hmac.compare_digest(check_code(ticket), code)
