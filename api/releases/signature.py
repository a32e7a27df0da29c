"""Who made a release: an Ed25519 signature over the list of its files (RFC 8032), and the key that units were given.

The maker's secret key never lies on a hall's server, so one who takes the server over still can't make units run his code.
"""

import base64
import binascii
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

CONTEXT = b"tingtang release 1\n"
"""Stands before what is signed: a signature made for something else never fits."""


class BadSignature(Exception):
    """The release isn't from whom this machine takes releases; the text says what to do."""


class KeyUnusable(Exception):
    """A file holds no such key."""


def new_key() -> bytes:
    """A maker's secret key, PEM (PKCS#8)."""
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public_of(secret_pem: bytes) -> bytes:
    """Its public key, PEM: what units are given.

    Raises:
        KeyUnusable: it isn't such a key.
    """
    return _secret(secret_pem).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def fingerprint(public_pem: bytes) -> str:
    """To be compared by people: 32 hexadecimal digits in groups of four.

    Raises:
        KeyUnusable: it isn't such a key.
    """
    digits = hashlib.sha256(_public(public_pem).public_bytes_raw()).hexdigest()[:32]
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def sign(manifest: bytes, secret_pem: bytes) -> bytes:
    """The signature file's content: one line of base 64.

    Raises:
        KeyUnusable: it isn't such a key.
    """
    return base64.b64encode(_secret(secret_pem).sign(CONTEXT + manifest)) + b"\n"


def verify(manifest: bytes, signature: bytes, public_pem: bytes) -> None:
    """
    Raises:
        BadSignature: another key signed it, or somebody changed it.
        KeyUnusable: `public_pem` isn't such a key.
    """
    try:
        _public(public_pem).verify(base64.b64decode(signature.strip(), validate=True), CONTEXT + manifest)
    except (InvalidSignature, binascii.Error, ValueError):
        raise BadSignature(
            "the list of the release's files isn't signed by the key of this machine "
            f"({fingerprint(public_pem)}): fetch the release again; if it stays so, ask whom it came from"
        ) from None


def _public(pem: bytes) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(pem)
    except ValueError:
        raise KeyUnusable("no public key in PEM") from None
    if not isinstance(key, Ed25519PublicKey):
        raise KeyUnusable("not an Ed25519 key")
    return key


def _secret(pem: bytes) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError):
        # Without its cause, which may tell of the key.
        raise KeyUnusable("no secret key in PEM without a password") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnusable("not an Ed25519 key")
    return key
