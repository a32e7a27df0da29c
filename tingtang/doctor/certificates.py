"""This machine's certificates and keys: dates, authority, name, key, rights. Nothing is asked over the network."""

import stat
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from cryptography.x509.oid import NameOID

from api.bus.settings import Tls
from tingtang.doctor.finding import Finding

SOON = timedelta(days=20)
"""A certificate lives 90 days and is renewed at two thirds: with less than this left, renewal has failed for ten days."""


@dataclass(frozen=True, slots=True)
class Files:
    """Where one node's files are."""

    node: str
    """Whose name must stand in the certificate; empty: any."""
    authority: Path
    certificate: Path | None
    key: Path | None

    @property
    def tls(self) -> Tls:
        return Tls(self.authority, self.certificate, self.key)


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    file: Path
    node: str
    name: str
    """Common name of the subject."""
    not_before: datetime
    not_after: datetime
    is_authority: bool = False
    of_authority: bool = True
    """Signed by the authority that stands beside it."""
    key_fits: bool = True


@dataclass(frozen=True, slots=True)
class FileTrouble:
    """A file that isn't what it should be."""

    file: Path
    kind: str
    """`missing`, `unreadable`, `open-key`: the end of a code."""


def judge_certificate(facts: CertificateFacts, now: datetime) -> list[Finding]:
    said: dict[str, object] = {"file": facts.file}
    found = []
    if now > facts.not_after:
        found.append(Finding("certificate.expired", said | {"day": _day(facts.not_after)}))
    elif now < facts.not_before:
        found.append(Finding("certificate.not-yet", said | {"day": _day(facts.not_before)}))
    elif facts.not_after - now < SOON:
        found.append(Finding("certificate.soon", said | {"day": _day(facts.not_after)}))
    if not facts.of_authority:
        found.append(Finding("certificate.foreign", said))
    if facts.node and not facts.is_authority and facts.name != facts.node:
        found.append(Finding("certificate.other-name", said | {"name": facts.name, "node": facts.node}))
    if not facts.key_fits:
        found.append(Finding("certificate.other-key", said))
    return found


def judge_file(trouble: FileTrouble) -> list[Finding]:
    return [Finding(f"certificate.{trouble.kind}", {"file": trouble.file})]


def look_at_certificates(files: Files) -> tuple[list[CertificateFacts], list[FileTrouble]]:
    """
    Raises:
        PermissionError: this account may not look.
    """
    troubles = [FileTrouble(path, "missing") for path in _named(files) if not path.exists()]
    if files.key is not None and files.key.exists() and stat.S_IMODE(files.key.stat().st_mode) & 0o007:
        troubles.append(FileTrouble(files.key, "open-key"))
    authority, own = _read(files.authority, troubles), _read(files.certificate, troubles)
    key = _key(files.key, troubles)
    found = []
    if authority is not None:
        found.append(_facts(files.authority, files.node, authority, is_authority=True))
    if own is not None and files.certificate is not None:
        found.append(
            _facts(
                files.certificate,
                files.node,
                own,
                of_authority=authority is None or _signed_by(own, authority),
                key_fits=key is None or key == _public(own),
            )
        )
    return found, troubles


def _facts(
    file: Path,
    node: str,
    certificate: x509.Certificate,
    *,
    is_authority: bool = False,
    of_authority: bool = True,
    key_fits: bool = True,
) -> CertificateFacts:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return CertificateFacts(
        file=file,
        node=node,
        name=str(names[0].value) if names else "",
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        is_authority=is_authority,
        of_authority=of_authority,
        key_fits=key_fits,
    )


def _named(files: Files) -> Iterable[Path]:
    return [path for path in (files.authority, files.certificate, files.key) if path is not None]


def _read(path: Path | None, troubles: list[FileTrouble]) -> x509.Certificate | None:
    if path is None or not path.exists():
        return None
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (ValueError, IsADirectoryError):
        troubles.append(FileTrouble(path, "unreadable"))
        return None


def _key(path: Path | None, troubles: list[FileTrouble]) -> bytes | None:
    """The public half."""
    if path is None or not path.exists():
        return None
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm, IsADirectoryError):
        troubles.append(FileTrouble(path, "unreadable"))
        return None
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _public(certificate: x509.Certificate) -> bytes:
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _signed_by(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _day(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
