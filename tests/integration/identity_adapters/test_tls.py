"""A platform's certificate: ours is the only authority that counts, and a platform that asks for our certificate gets it."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hall_controller.identity.adapters.base import CERTIFICATE
from hall_controller.identity.adapters.http import PlatformError, PlatformHttp, make_client
from hall_controller.identity.adapters.settings import LicenceSection

pytestmark = pytest.mark.integration

ANSWER = b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 14\r\nconnection: close\r\n\r\n{"seen": true}'


@dataclass(frozen=True)
class Issued:
    certificate: Path
    key: Path


class Authority:
    """Makes certificates for a test; lasts an hour."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(self._made(self._name, self._key, authority=True).public_bytes(serialization.Encoding.PEM))

    def issue(self, name: str) -> Issued:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._made(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), key, authority=False)
        issued = Issued(self._folder / f"{name}.pem", self._folder / f"{name}.key")
        issued.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        issued.key.write_bytes(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        )
        return issued

    def _made(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, *, authority: bool) -> x509.Certificate:
        now = datetime.now(UTC)
        usage = dict.fromkeys(
            ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"),
            False,
        )
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(hours=1))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(
                x509.KeyUsage(digital_signature=True, key_cert_sign=authority, crl_sign=authority, **usage), critical=True
            )
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
            .sign(self._key, hashes.SHA256())
        )


@asynccontextmanager
async def platform(issued: Issued, clients: Authority | None = None) -> AsyncIterator[int]:
    """A platform's port; `clients`: it wants a certificate of that authority."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(issued.certificate, issued.key)
    if clients is not None:
        context.load_verify_locations(clients.file)
        context.verify_mode = ssl.CERT_REQUIRED

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(ANSWER)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def ask(port: int, **settings: Path) -> bool:
    section = LicenceSection(
        kind="licence", url=f"https://127.0.0.1:{port}", account="hall", token_file=Path("token"), **settings
    )
    http = PlatformHttp(make_client(section))
    try:
        return bool((await http.ask("/x", b"{}", dict, tries=1))["seen"])
    finally:
        await http.close()


async def test_the_authority_of_the_settings_is_believed_and_no_other(tmp_path: Path) -> None:
    ours, strange = Authority(tmp_path, "ours"), Authority(tmp_path, "strange")
    async with platform(ours.issue("platform")) as port:
        assert await ask(port, ca_file=ours.file)
        for settings in ({"ca_file": strange.file}, {}):
            with pytest.raises(PlatformError) as refused:
                await ask(port, **settings)
            assert refused.value.reason == CERTIFICATE


async def test_our_certificate_is_shown_where_it_is_asked_for(tmp_path: Path) -> None:
    ours = Authority(tmp_path, "ours")
    hall = ours.issue("hall")
    async with platform(ours.issue("platform"), ours) as port:
        assert await ask(port, ca_file=ours.file, certificate_file=hall.certificate, certificate_key_file=hall.key)
        with pytest.raises(PlatformError):
            await ask(port, ca_file=ours.file)
