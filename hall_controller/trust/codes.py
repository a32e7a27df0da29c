"""One-time codes: with one, a unit gets its first certificate and knows whom to trust for it.

`tt1.<node>.<secret>.<fingerprint of the authority>.<check>`, the last three in base 32 (RFC 4648) without padding. It is carried
on the memory card or typed: capital and small letters are alike, and the check finds a slip before it costs a try.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from api.messages.topics import require_id
from hall_controller.trust.authority import FINGERPRINT_BYTES

PREFIX = "tt1"
SECRET_BYTES = 16
"""128 bits: nobody guesses it, however many tries there were."""
CHECK_LETTERS = 4
"""20 bits: one slip in a million passes."""


class CodeDamaged(Exception):
    """The text isn't a code, or was copied wrong; the text says what to look at. Never holds the code."""


@dataclass(frozen=True, slots=True)
class Code:
    node: str
    secret: bytes = field(repr=False)
    fingerprint: bytes
    """Of the authority (`authority.fingerprint`)."""


def new_code(node: str, fingerprint: bytes, random: Callable[[int], bytes]) -> Code:
    """`random` gives so many unguessable bytes, as `os.urandom`.

    Raises:
        ValueError: `node` isn't a valid id.
    """
    return Code(require_id(node, "node"), random(SECRET_BYTES), fingerprint)


def format_code(code: Code) -> str:
    body = f"{PREFIX}.{code.node}.{_letters(code.secret)}.{_letters(code.fingerprint)}"
    return f"{body}.{_check(body)}"


def parse_code(text: str) -> Code:
    """
    Raises:
        CodeDamaged: it has other parts or characters, or its check doesn't fit.
    """
    body, _, check = "".join(text.split()).lower().rpartition(".")
    parts = body.split(".")
    if len(parts) != 4 or parts[0] != PREFIX:
        raise CodeDamaged(f"a code has five parts with points between them and begins with {PREFIX}; copy it whole")
    if check != _check(body):
        raise CodeDamaged("a letter or digit of the code is wrong; compare it with the sheet")
    secret, fingerprint = _bytes(parts[2]), _bytes(parts[3])
    if len(secret) != SECRET_BYTES or len(fingerprint) != FINGERPRINT_BYTES:
        raise CodeDamaged("a part of the code is too short or too long; copy it whole")
    try:
        return Code(require_id(parts[1], "node"), secret, fingerprint)
    except ValueError:
        raise CodeDamaged("the code names no unit; copy it whole") from None


def code_hash(secret: bytes) -> str:
    """What the hall keeps of a code. The secret is random and long, so a plain hash gives nothing away."""
    return hashlib.sha256(secret).hexdigest()


def _letters(data: bytes) -> str:
    return base64.b32encode(data).decode("ascii").rstrip("=").lower()


def _bytes(letters: str) -> bytes:
    try:
        return base64.b32decode(letters.upper() + "=" * (-len(letters) % 8))
    except (binascii.Error, ValueError):
        raise CodeDamaged("the code holds a character that no code has; compare it with the sheet") from None


def _check(body: str) -> str:
    return _letters(hashlib.sha256(body.encode("utf-8")).digest())[:CHECK_LETTERS]
