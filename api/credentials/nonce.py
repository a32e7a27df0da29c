"""A kiosk's own nonce: shown as a QR code, read by the phone, signed into the show-code.

Only this stops a photograph of somebody's code that is passed on within its minute.
"""

from dataclasses import dataclass

PREFIX = "TTN1:"
BYTES = 8
"""64 random bits; RFC 9711's least."""


@dataclass(frozen=True, slots=True)
class NonceCode:
    hall: str
    nonce: str
    """Hex, small letters."""


def nonce_text(code: NonceCode) -> str:
    """The QR's text: capitals, digits, `-` and `:` only, so that it stays small (alphanumeric mode)."""
    return f"{PREFIX}{code.hall}:{code.nonce}".upper()


def read_nonce_text(text: str) -> NonceCode | None:
    """What a phone reads; None when it is no such text."""
    if not text.startswith(PREFIX):
        return None
    hall, _, nonce = text.removeprefix(PREFIX).lower().rpartition(":")
    good = bool(hall) and len(nonce) == 2 * BYTES and set(nonce) <= set("0123456789abcdef")
    return NonceCode(hall, nonce) if good else None
