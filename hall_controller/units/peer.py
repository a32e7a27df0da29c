"""Who is at the other end of a connection to the units' server: the node that its client certificate names.

uvicorn knows client certificates only in the handshake, so its protocol is extended here by what ASGI's TLS extension defines
(https://asgi.readthedocs.io/en/latest/specs/tls.html): `client_cert_chain` in the scope.
"""

from http import HTTPStatus
from typing import Any

from cryptography import x509
from fastapi import Request
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.http.problems import Problem
from hall_controller.trust.certificates import describe
from hall_controller.trust.registrar import WHAT_TO_DO, RefusalReason, Registrar


class PeerProtocol(HttpToolsProtocol):
    """Adds the verified certificate of the other end to each request of its connection."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        secured = transport.get_extra_info("ssl_object")
        self._peer: bytes | None = secured.getpeercert(binary_form=True) if secured is not None else None

    def on_message_begin(self) -> None:
        super().on_message_begin()
        chain = () if self._peer is None else (self._peer,)
        # For the type checker uvicorn's scope is closed; the ASGI specification leaves `extensions` open.
        self.scope["extensions"] = {"tls": {"client_cert_chain": chain}}


def peer_certificate(request: Request) -> x509.Certificate | None:
    """The certificate that TLS has verified; None: the other end has shown none."""
    chain = request.scope.get("extensions", {}).get("tls", {}).get("client_cert_chain", ())
    return x509.load_der_x509_certificate(chain[0]) if chain else None


def certified(request: Request) -> tuple[str, int]:
    """Node and serial number of a certificate that is good now. Asked of the book at each request, so that who is cut off is so
    at once, however old its connection is. Blocking: for a dependency or a thread.

    Raises:
        Problem: 403, there is none, or it was revoked.
    """
    certificate = peer_certificate(request)
    if certificate is None:
        raise _problem(RefusalReason.NOT_CERTIFIED)
    facts = describe(certificate)
    registrar: Registrar = request.app.state.registrar
    refusal = registrar.refusal_of(facts.node, facts.serial)
    if refusal is not None:
        raise _problem(refusal)
    return facts.node, facts.serial


def certified_node(request: Request) -> str:
    """The node alone; for `Depends`.

    Raises:
        Problem: as `certified`.
    """
    return certified(request)[0]


def _problem(refusal: RefusalReason) -> Problem:
    return Problem(HTTPStatus.FORBIDDEN, refusal.value, WHAT_TO_DO[refusal])
