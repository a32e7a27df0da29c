"""SM2 signatures over SM3 (GB/T 32918.2, GB/T 32905), by GmSSL's own library where it is installed.

There is no wheel of it for arm64: there `available` is False and such codes are refused as `code.algorithm`.
"""

import importlib
from functools import cache
from importlib.util import find_spec
from typing import Any

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

COORDINATE = 32
"""Bytes of each coordinate, of r and of s."""
ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
"""Of the curve's base point, GB/T 32918.5."""


def available() -> bool:
    return find_spec("gmssl_pyx") is not None


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Args:
    public: x and y, 64 bytes.
    signature: r and s, 64 bytes. The signer's id is GB/T 32918's default, 1234567812345678.
    """
    r, s = (int.from_bytes(signature[at : at + COORDINATE]) for at in (0, COORDINATE))
    if len(signature) != 2 * COORDINATE or not (0 < r < ORDER and 0 < s < ORDER):
        return False
    library = _library()
    try:
        return bool(library.sm2_verify(public, message, encode_dss_signature(r, s)))
    except library.GmsslInnerError:
        # The library's word for a point that isn't on the curve, and for numbers out of range.
        return False


def sign(private: bytes, public: bytes, message: bytes) -> bytes:
    """r and s, 64 bytes."""
    r, s = decode_dss_signature(_library().sm2_sign(private, public, message))
    return r.to_bytes(COORDINATE) + s.to_bytes(COORDINATE)


def new_key() -> tuple[bytes, bytes]:
    """Public key (64 bytes) and private key (32 bytes), from the library's own randomness."""
    public, private = _library().sm2_key_generate()
    return bytes(public), bytes(private)


@cache
def _library() -> Any:
    return importlib.import_module("gmssl_pyx")
