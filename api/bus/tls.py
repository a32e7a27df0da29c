"""TLS towards the broker: version 1.3, the hall's own certificate authority and no other."""

import ssl

from api.bus.settings import Tls


class ClosingSocket(ssl.SSLSocket):
    """Closes itself when the handshake fails: paho forgets the socket of a failed handshake without closing it."""

    def do_handshake(self, block: bool = False) -> None:
        try:
            super().do_handshake(block)
        except OSError:
            self.close()
            raise


def client_context(tls: Tls) -> ssl.SSLContext:
    """Read the certificates.

    Raises:
        OSError: a file is missing or isn't what it should be (ssl.SSLError is one too).
    """
    context = ssl.create_default_context(cafile=str(tls.authority))
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.sslsocket_class = ClosingSocket
    if tls.certificate is not None:
        context.load_cert_chain(tls.certificate, tls.key)
    return context
