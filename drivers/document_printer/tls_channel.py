"""TLS over the driver's own link, so that a certificate on its way to a network printer can't be read on the cable.

Printers make their certificates themselves and nobody signs them, so the expected one is named by its fingerprint. Nothing is
sent before it was compared.
"""

import hashlib
import ssl
from collections.abc import Callable

from drivers.core.errors import DeviceSilent, LinkLost, Misconfigured
from drivers.core.link import RenewableLink

HANDSHAKE_S = 10.0
"""A printer's processor signs slowly."""
READ_BYTES = 16_384
"""A TLS record holds so much at most."""
WRONG_CERTIFICATE = "printer.wrongCertificate"


class TlsChannel:
    """A link on a link. The handshake comes with the first use of each connection.

    Args:
        fingerprint: SHA-256 of the printer's certificate, 64 hexadecimal digits.
    """

    def __init__(self, link: RenewableLink, monotonic_s: Callable[[], float], fingerprint: str) -> None:
        self._link = link
        self._monotonic_s = monotonic_s
        self._fingerprint = fingerprint
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._context.check_hostname = False
        self._context.verify_mode = ssl.CERT_NONE
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls: ssl.SSLObject | None = None

    def read(self, timeout_s: float) -> bytes:
        """See `Link.read`. Raises besides: DeviceSilent, no TLS comes back; Misconfigured, another printer answers."""
        tls = self._secured()
        until_s = self._monotonic_s() + timeout_s
        while True:
            try:
                data = tls.read(READ_BYTES)
            except ssl.SSLWantReadError:
                if not self._take(until_s):
                    return b""
                continue
            except ssl.SSLError as error:
                raise DeviceSilent(f"no TLS: {error.reason}", reason="device.garbage") from error
            if not data:
                raise LinkLost("the printer ended the connection")
            return data

    def write(self, data: bytes, timeout_s: float) -> None:
        """See `Link.write`."""
        tls = self._secured()
        try:
            tls.write(data)
        except ssl.SSLError as error:
            raise LinkLost(f"no TLS any more: {error.reason}") from error
        self._give(timeout_s)

    def renew(self) -> None:
        """See `RenewableLink.renew`."""
        self._tls = None
        self._link.renew()

    def _secured(self) -> ssl.SSLObject:
        if self._tls is not None:
            return self._tls
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = self._context.wrap_bio(self._in, self._out)
        until_s = self._monotonic_s() + HANDSHAKE_S
        while True:
            try:
                tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                self._give(until_s - self._monotonic_s())
                if not self._take(until_s):
                    raise DeviceSilent("no TLS in time", untouched=True) from None
            except ssl.SSLError as error:
                raise DeviceSilent(f"no TLS: {error.reason}", reason="device.garbage", untouched=True) from error
        self._give(until_s - self._monotonic_s())
        found = hashlib.sha256(tls.getpeercert(binary_form=True) or b"").hexdigest()
        if found != self._fingerprint:
            raise Misconfigured(f"the printer's certificate has the fingerprint {found}", reason=WRONG_CERTIFICATE)
        self._tls = tls
        return tls

    def _take(self, until_s: float) -> bool:
        """Whether bytes have come by then."""
        while True:
            left_s = until_s - self._monotonic_s()
            data = self._link.read(max(0.0, left_s))
            if data:
                self._in.write(data)
                return True
            if left_s <= 0:
                return False

    def _give(self, timeout_s: float) -> None:
        data = self._out.read()
        if data:
            self._link.write(data, max(0.0, timeout_s))
