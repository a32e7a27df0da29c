"""On a unit: from a one-time code to a certificate, and from a certificate to the next one."""

import ssl
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from hall_controller.trust.authority import fingerprint
from hall_controller.trust.certificates import Facts, describe, renewal_due
from hall_controller.trust.codes import Code
from hall_controller.trust.requests import make_request
from tingtang.trust.identity import Identity
from tingtang.trust.unit_client import HallAway, HallRefuses, UnitClient, as_json, ask, base_url, trusting
from tingtang.trust.unit_settings import UnitSection


@dataclass(frozen=True, slots=True)
class Renewed:
    renewed: bool
    facts: Facts
    """Of the certificate that holds now."""


def enrol(unit: UnitSection, code: Code, identity: Identity) -> Facts:
    """Get this unit's first certificate. Asking again with the same code is answered alike until `identity` has it.

    Raises:
        HallAway: the server can't be reached, or holds another authority than the code says.
        HallRefuses: the code isn't good.
        ConfigurationError, OSError: the identity's folder can't be used.
    """
    authority = first_contact(unit, code)
    key = identity.make_waiting_key()
    body = {"node": code.node, "secret": code.secret.hex(), "request": make_request(key, code.node)}
    answer = as_json(ask("POST", f"{base_url(unit)}/v1/enrol", trusting(authority), body))
    identity.take(_certificate(answer), key, authority)
    return _facts(identity)


def renew(client: UnitClient, now: datetime, *, at_once: bool = False) -> Renewed | None:
    """Get the next certificate when two thirds of this one's life are over, or `at_once`. None: this unit has none to renew.

    Raises:
        HallAway, HallRefuses, ConfigurationError, OSError: as `enrol`.
    """
    facts = client.identity.facts()
    if facts is None:
        return None
    if not at_once and not renewal_due(facts, now):
        return Renewed(False, facts)
    key = client.identity.make_waiting_key()
    answer = client.post("/v1/renew", {"request": make_request(key, facts.node)})
    authority = client.identity.authority.read_text("ascii")
    client.identity.take(_certificate(answer), key, authority)
    return Renewed(True, _facts(client.identity))


def first_contact(unit: UnitSection, code: Code) -> str:
    """The authority's certificate, as PEM, from a server nobody vouches for yet: the code's fingerprint does.

    Nothing secret is said before the fingerprint fits; afterwards only who has the authority's key can go on.

    Raises:
        HallAway: no answer, or another authority.
    """
    unverified = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    unverified.minimum_version = ssl.TLSVersion.TLSv1_3
    unverified.check_hostname = False
    unverified.verify_mode = ssl.CERT_NONE
    url = f"{base_url(unit)}/v1/authority"
    pem = ask("GET", url, unverified).decode("ascii", errors="replace")
    try:
        found = fingerprint(x509.load_pem_x509_certificate(pem.encode()))
    except ValueError:
        found = b""
    if found != code.fingerprint:
        raise HallAway(f"{url}: this isn't the hall that made the code; check the address, and who else answers there")
    return pem


def _certificate(answer: dict[str, object]) -> str:
    certificate = answer.get("certificate")
    if not isinstance(certificate, str):
        raise HallRefuses("unknown", "the answer holds no certificate; try again")
    return certificate


def _facts(identity: Identity) -> Facts:
    return describe(x509.load_pem_x509_certificate(identity.certificate.read_bytes()))
