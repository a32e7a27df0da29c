"""A certificate authority of a test's own, with certificates that are wrong in each way."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Pair:
    """Files of a certificate and its key."""

    certificate: Path
    key: Path
    serial: int


class TestAuthority:
    """Writes into `folder`: `ca.crt`, `revoked.crl` and what is issued."""

    __test__ = False

    def __init__(self, folder: Path, name: str = "hall") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"authority of {name}")])
        now = datetime.now(UTC)
        own = (
            x509.CertificateBuilder(self._name, self._name, self._key.public_key(), x509.random_serial_number())
            .not_valid_before(now - 400 * DAY)
            .not_valid_after(now + 400 * DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(self._key, hashes.SHA256())
        )
        self.file = folder / "ca.crt"
        self.file.write_bytes(own.public_bytes(Encoding.PEM))
        self.revoked: Path = folder / "revoked.crl"
        self.revoke()

    def issue(self, name: str, *, begins: timedelta = -DAY, ends: timedelta = 60 * DAY, address: str = LOOPBACK) -> Pair:
        """`begins`, `ends`: from now."""
        key, serial, now = ec.generate_private_key(ec.SECP256R1()), x509.random_serial_number(), datetime.now(UTC)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = (
            x509.CertificateBuilder(self._name, subject, key.public_key(), serial)
            .not_valid_before(now + begins)
            .not_valid_after(now + ends)
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(address))]), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        files = Pair(self._folder / f"{serial}.crt", self._folder / f"{serial}.key", serial)
        files.certificate.write_bytes(certificate.public_bytes(Encoding.PEM))
        files.key.touch(mode=0o600)
        files.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return files

    def revoke(self, *serials: int) -> None:
        now = datetime.now(UTC)
        builder = x509.CertificateRevocationListBuilder(self._name, last_update=now - DAY, next_update=now + DAY)
        for serial in serials:
            gone = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now - DAY).build()
            builder = builder.add_revoked_certificate(gone)
        self.revoked.write_bytes(builder.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM))
