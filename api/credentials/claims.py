"""What a code says, out of a CBOR map (RFC 8392) or a JSON object (RFC 7519)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from api.credentials.holder import CodeHolder, checked, pack, unpack
from api.credentials.refusal import CodeRefused, Reason

AUDIENCE, EXPIRES, ISSUED, TOKEN_ID, NONCE = 3, 4, 6, 7, 10
"""Keys of the CWT: aud, exp, iat, cti; nonce as in the entity attestation token (RFC 9711)."""
HOLDER = -65537
"""A private key of the CWT (below -65536, RFC 8392); see `api.credentials.holder.pack`."""
LATEST_S = 1 << 40
"""No date of interest is later; numbers stay small."""
TOKEN_ID_BYTES = range(4, 65)
"""Issuers of JWTs like to take a UUID's 36 characters."""
NONCE_BYTES = range(8, 65)
"""RFC 9711."""
_LONGEST_HALL = 32


@dataclass(frozen=True, slots=True)
class Claims:
    hall: str
    """`aud`: the site's id."""
    expires_s: int
    """UTC seconds."""
    holder: CodeHolder = field(repr=False)
    token_id: bytes = field(default=b"", repr=False)
    """`cti`/`jti`; may be left out of a code that has a nonce, which is used once as well."""
    issued_s: int | None = None
    nonce: bytes = field(default=b"", repr=False)

    @property
    def once(self) -> bytes:
        """What a hall remembers so that the code is good once."""
        return self.token_id or self.nonce


def cwt_claims(claims: Claims) -> dict[int, Any]:
    """As the map that is signed; only what is there."""
    said: dict[int, Any] = {AUDIENCE: claims.hall, EXPIRES: claims.expires_s, HOLDER: pack(claims.holder)}
    if claims.issued_s is not None:
        said[ISSUED] = claims.issued_s
    if claims.token_id:
        said[TOKEN_ID] = claims.token_id
    if claims.nonce:
        said[NONCE] = claims.nonce
    return said


def jwt_claims(claims: Claims) -> dict[str, Any]:
    holder = {"doc": claims.holder.document, "num": claims.holder.number}
    if claims.holder.name:
        holder["name"] = claims.holder.name
    said: dict[str, Any] = {"aud": claims.hall, "exp": claims.expires_s, "holder": holder}
    if claims.issued_s is not None:
        said["iat"] = claims.issued_s
    if claims.token_id:
        said["jti"] = claims.token_id.hex()
    if claims.nonce:
        said["nonce"] = claims.nonce.hex()
    return said


def read_cwt(said: object) -> Claims:
    """Keys that aren't known are passed over.

    Raises:
        CodeRefused: `code.malformed`.
    """
    if not isinstance(said, Mapping):
        raise CodeRefused(Reason.MALFORMED)
    return _read(
        said.get(AUDIENCE), said.get(EXPIRES), said.get(ISSUED), said.get(TOKEN_ID), said.get(NONCE), unpack(said.get(HOLDER))
    )


def read_jwt(said: object) -> Claims:
    """
    Raises:
        CodeRefused: `code.malformed`.
    """
    if not isinstance(said, Mapping):
        raise CodeRefused(Reason.MALFORMED)
    match said.get("holder"):
        case {"doc": str() as document, "num": str() as number, **rest}:
            name = rest.get("name", "")
        case _:
            raise CodeRefused(Reason.MALFORMED)
    if not isinstance(name, str):
        raise CodeRefused(Reason.MALFORMED)
    token_id, nonce = said.get("jti"), said.get("nonce")
    return _read(
        said.get("aud"),
        said.get("exp"),
        said.get("iat"),
        None if token_id is None else _bytes(token_id),
        None if nonce is None else _bytes(nonce),
        checked(document, number, name),
    )


def _read(hall: object, expires: object, issued: object, token_id: object, nonce: object, holder: CodeHolder) -> Claims:
    token_id = b"" if token_id is None else token_id
    nonce = b"" if nonce is None else nonce
    if not (
        isinstance(hall, str) and 0 < len(hall) <= _LONGEST_HALL and isinstance(token_id, bytes) and isinstance(nonce, bytes)
    ):
        raise CodeRefused(Reason.MALFORMED)
    if (token_id and len(token_id) not in TOKEN_ID_BYTES) or (nonce and len(nonce) not in NONCE_BYTES) or not (token_id or nonce):
        raise CodeRefused(Reason.MALFORMED)
    return Claims(hall, _seconds(expires), holder, token_id, None if issued is None else _seconds(issued), nonce)


def _seconds(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < LATEST_S:
        raise CodeRefused(Reason.MALFORMED)
    return value


def _bytes(value: object) -> bytes:
    """Of a JSON text: hex where it is hex, else its characters, since issuers of JWTs may choose any text."""
    if not isinstance(value, str) or not value.isascii():
        raise CodeRefused(Reason.MALFORMED)
    try:
        return bytes.fromhex(value)
    except ValueError:
        return value.encode("ascii")
