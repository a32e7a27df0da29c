"""The units' server's own certificate: signed by the authority it holds, exchanged when two thirds are over."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from api.process.settings_file import ConfigurationError
from hall_controller.trust.authority import Authority, certificate_pem, key_pem, new_key, read_certificate, read_key
from hall_controller.trust.certificates import describe, issue_server, renewal_due
from hall_controller.trust.files import PRIVATE, PUBLIC, write_file


def renew_server(
    authority: Authority,
    names: Sequence[str],
    certificate: Path,
    key: Path,
    now: datetime,
    *,
    modes: tuple[int, int] = (PUBLIC, PRIVATE),
    owner: tuple[int, int] | None = None,
) -> bool:
    """Write a server's certificate and key when there are none, they are of other names or of another authority, or their time
    comes; False when they are good. `modes`: of certificate and key.

    Raises:
        OSError: they can't be written.
        ValueError: a name is neither a host's nor an address.
    """
    if _good(authority, names, certificate, key, now):
        return False
    made = new_key()
    signed = issue_server(authority, names, made.public_key(), now, x509.random_serial_number())
    # Between the two a reader finds a pair that doesn't fit, refuses it and goes on with what it has.
    write_file(key, key_pem(made), modes[1], owner=owner)
    write_file(certificate, certificate_pem(signed), modes[0], owner=owner)
    return True


def _good(authority: Authority, names: Sequence[str], certificate: Path, key: Path, now: datetime) -> bool:
    try:
        found, found_key = read_certificate(certificate), read_key(key, shared=True)
    except ConfigurationError:
        return False
    return (
        found.public_key() == found_key.public_key()
        and _signed_by(authority, found)
        and _names(found) == set(names)
        and not renewal_due(describe(found), now)
    )


def _signed_by(authority: Authority, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority.certificate)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _names(certificate: x509.Certificate) -> set[str]:
    found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(name.value) for name in found}
