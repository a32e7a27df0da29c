"""The list of revoked certificates (RFC 5280, 5), as the broker reads it.

It is read from a file beside the broker, so it is as fresh as that file, and it never runs out before its authority does: a list
that was out of date would lock the whole hall out.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from hall_controller.trust.authority import Authority

BACKDATED = timedelta(hours=1)
STEP = timedelta(seconds=1)
"""OpenSSL takes the newer of two lists that it holds, and lists tell the second only. So each is dated at least a second after
the one before, from an hour ago on: room for 3600 lists within an hour. None is dated after now, whatever the one before is: a
list that isn't valid yet would lock the whole hall out."""


def next_date(now: datetime, before: datetime | None) -> datetime:
    """The date of the next list. `before`: the last one's; one after `now` was made while the clock was wrong, and counts for
    nothing.
    """
    date = (now - BACKDATED).replace(microsecond=0)
    return date if before is None or before + STEP > now else max(date, before + STEP)


def revocation_list(authority: Authority, revoked: Mapping[int, datetime], number: int, date: datetime) -> str:
    """As PEM. `revoked`: serial numbers and since when; `number` grows with each list (5.2.3)."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(date)
        .next_update(authority.certificate.not_valid_after_utc)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False)
    )
    for serial, since in sorted(revoked.items()):
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(authority.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode("ascii")


def read_list(pem: str) -> x509.CertificateRevocationList:
    """
    Raises:
        ValueError: it isn't such a list.
    """
    return x509.load_pem_x509_crl(pem.encode("ascii", errors="replace"))


def revoked_serials(pem: str) -> frozenset[int]:
    """
    Raises:
        ValueError: it isn't such a list.
    """
    return frozenset(entry.serial_number for entry in read_list(pem))
