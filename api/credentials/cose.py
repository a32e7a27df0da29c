"""COSE_Sign1 (RFC 9052) as base45 text (RFC 9285): the short form of a show-code, made for QR codes' alphanumeric mode."""

from dataclasses import dataclass, field
from typing import Any

import base45
import cbor2

from api.credentials.keys import Algorithm, PrivateKey
from api.credentials.refusal import CodeRefused, Reason

PREFIX = "TT1:"
"""Says what it is, and which version of it."""
ALGORITHM, KEY_ID = 1, 4
"""Labels of COSE's header."""
NUMBERS = {Algorithm.ES256: -7, Algorithm.SM2: -65601}
"""IANA's registry of COSE algorithms has none for SM2; ours lies in the range for private use."""
_ALGORITHMS = {number: algorithm for algorithm, number in NUMBERS.items()}
_TAGS = (b"\xd8\x3d", b"\xd2")
"""CBOR tags of a CWT (61) and of COSE_Sign1 (18); both may be left out."""
_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Signed:
    """A code taken apart; nothing of it is believed yet."""

    algorithm: Algorithm
    key_id: str
    message: bytes = field(repr=False)
    """What the signature is over."""
    signature: bytes = field(repr=False)
    payload: bytes = field(repr=False)
    """CBOR or JSON, by the form it came in."""
    kind: str = ""
    """A JWS's `typ`."""


def write(claims: dict[int, Any], key: PrivateKey) -> str:
    protected = cbor2.dumps({ALGORITHM: NUMBERS[key.alg], KEY_ID: bytes.fromhex(key.kid)})
    payload = cbor2.dumps(claims)
    signature = key.sign(_to_be_signed(protected, payload))
    packed = cbor2.dumps([protected, {}, payload, signature])
    text: bytes = base45.b45encode(packed)
    return PREFIX + text.decode("ascii")


def read(text: str) -> Signed:
    """
    Args:
        text: with PREFIX.

    Raises:
        CodeRefused: `code.malformed`; `code.algorithm`.
    """
    try:
        packed = base45.b45decode(text.removeprefix(PREFIX))
    except ValueError:
        raise CodeRefused(Reason.MALFORMED) from None
    for tag in _TAGS:
        packed = packed.removeprefix(tag)
    match load(packed):
        case [bytes() as protected, dict(), bytes() as payload, bytes() as signature]:
            header = load(protected)
        case _:
            raise CodeRefused(Reason.MALFORMED)
    match header:
        case {1: int() as number, 4: bytes() as key_id, **others} if not others:
            pass
        case _:
            # Also a header with more in it, such as `crit`: what isn't understood isn't passed over in what is signed.
            raise CodeRefused(Reason.MALFORMED)
    if number not in _ALGORITHMS:
        raise CodeRefused(Reason.ALGORITHM)
    return Signed(_ALGORITHMS[number], key_id.hex(), _to_be_signed(protected, payload), signature, payload)


def load(data: bytes) -> Any:
    """One CBOR item.

    Raises:
        CodeRefused: `code.malformed`: no CBOR, more than one item, or a map that says a thing twice.
    """
    try:
        return cbor2.loads(data, max_depth=_DEPTH, allow_indefinite=False, allow_duplicate_keys=False)
    except (cbor2.CBORError, ValueError, TypeError, OverflowError):
        raise CodeRefused(Reason.MALFORMED) from None


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    """The Sig_structure of RFC 9052, section 4.4."""
    return bytes(cbor2.dumps(["Signature1", protected, b"", payload]))
