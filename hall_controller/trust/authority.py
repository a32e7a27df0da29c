"""The hall's own certificate authority: one key pair that signs every unit's and every server's certificate of this hall.

Keys are elliptic ones on P-256 with SHA-256, which TLS 1.3 requires of everybody (RFC 8446, 9.1).
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from api.messages.topics import require_id
from api.process.secret_file import read_secret
from api.process.settings_file import ConfigurationError

AUTHORITY_LIFE = timedelta(days=20 * 365)
"""Longer than the units stand: nobody would be there to exchange it."""
CLOCK_SLACK = timedelta(hours=1)
"""What is signed is valid from this much earlier on: a unit's clock may be behind, and its time is set before TLS roughly."""
FINGERPRINT_BYTES = 16
"""Of SHA-256, over the public key: finding another key with the same ones takes 2^128 tries."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Certificate and key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey = field(repr=False)


def new_key() -> ec.EllipticCurvePrivateKey:
    """Of an authority, a server or a unit."""
    return ec.generate_private_key(ec.SECP256R1())


def make_authority(site: str, now: datetime, key: ec.EllipticCurvePrivateKey | None = None) -> Authority:
    """A new authority for a hall; `now` with its time zone.

    Raises:
        ValueError: `site` isn't a valid id.
    """
    key = key or new_key()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Tingtang hall authority {require_id(site, 'site')}")])
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SLACK)
        .not_valid_after(now + AUTHORITY_LIFE)
        # It signs units and servers, never another authority.
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Authority(certificate, key)


def fingerprint(certificate: x509.Certificate) -> bytes:
    """What a one-time code holds of an authority: the first bytes of SHA-256 over its public key (SubjectPublicKeyInfo)."""
    spki = certificate.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(spki).digest()[:FINGERPRINT_BYTES]


def certificate_pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")


def key_pem(key: ec.EllipticCurvePrivateKey) -> str:
    """In plain: for a file that its owner alone may read."""
    encoded = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return encoded.decode("ascii")


def read_key(path: Path, *, shared: bool = False) -> ec.EllipticCurvePrivateKey:
    """`shared`: a group may read it, as the broker's.

    Raises:
        ConfigurationError: it can't be read, others may read it, or it isn't such a key.
    """
    text = _text(path) if shared else read_secret(path)
    try:
        key = serialization.load_pem_private_key(text.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        # Without its cause, which may quote the file.
        raise ConfigurationError(f"{path}: isn't a private key in PEM without a passphrase") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ConfigurationError(f"{path}: isn't an elliptic key")
    return key


def read_certificate(path: Path) -> x509.Certificate:
    """The first certificate of a PEM file.

    Raises:
        ConfigurationError: it can't be read, or holds none.
    """
    try:
        return x509.load_pem_x509_certificate(_text(path).encode())
    except ValueError:
        raise ConfigurationError(f"{path}: isn't a certificate in PEM") from None


def load_authority(certificate: Path, key: Path) -> Authority:
    """
    Raises:
        ConfigurationError: a file can't be used, or the two don't belong together.
    """
    found = Authority(read_certificate(certificate), read_key(key))
    if found.certificate.public_key() != found.key.public_key():
        raise ConfigurationError(f"{key}: isn't the key of {certificate}")
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text("ascii", errors="replace")
    except OSError as error:
        raise ConfigurationError(f"{path}: can't be read ({error.strerror}); check the path and its rights") from error
