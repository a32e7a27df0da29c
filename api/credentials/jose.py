"""Compact JWS (RFC 7515): the long form of a show-code, for issuers that speak JOSE; and the wrapping of a trust list."""

import json
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.util import urlsafe_b64decode, urlsafe_b64encode

from api.credentials.cose import Signed
from api.credentials.keys import Algorithm, PrivateKey
from api.credentials.refusal import CodeRefused, Reason

_KNOWN_HEADER = frozenset({"alg", "kid", "typ"})


def write(claims: dict[str, Any], key: PrivateKey, kind: str) -> str:
    """`kind`: the header's `typ`."""
    header = {"alg": key.alg.value, "kid": key.kid, "typ": kind}
    parts = [urlsafe_b64encode(_compact(part)) for part in (header, claims)]
    message = b".".join(parts)
    return (message + b"." + urlsafe_b64encode(key.sign(message))).decode("ascii")


def read(text: str) -> Signed:
    """
    Raises:
        CodeRefused: `code.malformed`; `code.algorithm`.
    """
    try:
        parts = jws.extract_compact(text.encode("ascii"))
    except (JoseError, ValueError, TypeError, RecursionError):
        raise CodeRefused(Reason.MALFORMED) from None
    header = parts.headers()
    match header:
        case {"alg": str() as algorithm, "kid": str() as key_id} if header.keys() <= _KNOWN_HEADER:
            pass
        case _:
            raise CodeRefused(Reason.MALFORMED)
    if algorithm not in Algorithm.__members__:
        raise CodeRefused(Reason.ALGORITHM)
    kind = header.get("typ", "")
    message, _, signature = text.rpartition(".")
    return Signed(Algorithm(algorithm), key_id, message.encode("ascii"), _decoded(signature), parts.payload, str(kind))


def load(payload: bytes) -> Any:
    """
    Raises:
        CodeRefused: `code.malformed`.
    """
    try:
        return json.loads(payload)
    except (ValueError, RecursionError):
        raise CodeRefused(Reason.MALFORMED) from None


def _decoded(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text.encode("ascii"))
    except ValueError:
        raise CodeRefused(Reason.MALFORMED) from None


def _compact(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
