"""Certificates that the hall's authority signs: units' for TLS clients, servers' for the broker, the units' server and the pages.

The two can't stand in for each other: a unit's is good for a client only, so a stolen one never passes for the hall.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from api.messages.topics import require_id
from hall_controller.trust.authority import CLOCK_SLACK, Authority

LIFE = timedelta(days=90)
LONGEST_LIFE = timedelta(days=3 * 365)
"""Of a device that can't renew by itself."""
RENEW_AFTER = 2 / 3
"""Of its life: a month is left for a unit that was switched off, or whose hall was."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a certificate says."""

    node: str
    """Its common name: the node, which is its user name at the broker."""
    serial: int
    not_before: datetime
    """UTC."""
    not_after: datetime
    """UTC."""


def issue_client(
    authority: Authority,
    node: str,
    public_key: ec.EllipticCurvePublicKey,
    now: datetime,
    serial: int,
    life: timedelta = LIFE,
) -> x509.Certificate:
    """A unit's certificate.

    Raises:
        ValueError: `node` isn't a valid id, or the life is none or too long.
    """
    if not timedelta() < life <= LONGEST_LIFE:
        raise ValueError(f"a certificate is good for at most {LONGEST_LIFE.days} days")
    name = require_id(node, "node")
    builder = _builder(authority, name, public_key, now, serial, ExtendedKeyUsageOID.CLIENT_AUTH, life)
    return builder.sign(authority.key, hashes.SHA256())


def issue_server(
    authority: Authority, names: Sequence[str], public_key: ec.EllipticCurvePublicKey, now: datetime, serial: int
) -> x509.Certificate:
    """A server's certificate for these host names and IP addresses.

    Raises:
        ValueError: there is no name, or one is neither a host's name nor an address.
    """
    if not names:
        raise ValueError("a server needs a name")
    alternatives = x509.SubjectAlternativeName([_general_name(name) for name in names])
    builder = _builder(authority, names[0], public_key, now, serial, ExtendedKeyUsageOID.SERVER_AUTH)
    return builder.add_extension(alternatives, critical=False).sign(authority.key, hashes.SHA256())


def describe(certificate: x509.Certificate) -> Facts:
    """
    Raises:
        ValueError: it names nobody.
    """
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    if not names:
        raise ValueError("the certificate has no common name")
    node = names[0].value
    return Facts(
        node if isinstance(node, str) else node.decode("utf-8"),
        certificate.serial_number,
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
    )


def renewal_due(facts: Facts, now: datetime) -> bool:
    """Whether two thirds of its life are over. A clock that stands before the certificate's time asks for none."""
    return now >= facts.not_before + (facts.not_after - facts.not_before) * RENEW_AFTER


def _builder(
    authority: Authority,
    name: str,
    public_key: ec.EllipticCurvePublicKey,
    now: datetime,
    serial: int,
    usage: ObjectIdentifier,
    life: timedelta = LIFE,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(authority.certificate.subject)
        .public_key(public_key)
        .serial_number(serial)
        .not_valid_before(now - CLOCK_SLACK)
        .not_valid_after(min(now + life, authority.certificate.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()),
            critical=False,
        )
    )


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        if not name or not all(part.isascii() and part.replace("-", "").isalnum() for part in name.split(".")):
            raise ValueError(f"{name!r} is neither a host's name nor an address") from None
        return x509.DNSName(name)
