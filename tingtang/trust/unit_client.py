"""A unit's way to the units' server: HTTPS 1.3, the hall's own authority and no other, the unit's certificate."""

import json
import ssl
from dataclasses import dataclass
from typing import Any

import httpx

from api.process.settings_file import ConfigurationError
from tingtang.trust.identity import Identity
from tingtang.trust.unit_settings import UnitSection

TIMEOUT_S = 10.0
ANSWER_MAX_BYTES = 256 * 1024


class HallAway(Exception):
    """The units' server can't be reached, or isn't the hall's; the text says what to check."""


class HallRefuses(Exception):
    """It answered, and said no; the text says why and what to do."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


@dataclass(frozen=True, slots=True)
class UnitClient:
    """Blocking; each call is a connection of its own."""

    unit: UnitSection
    identity: Identity

    @property
    def base_url(self) -> str:
        return base_url(self.unit)

    def context(self) -> ssl.SSLContext:
        """With this unit's certificate.

        Raises:
            ConfigurationError: a file of the identity can't be used.
        """
        try:
            context = trusting(self.identity.authority.read_text("ascii"))
            context.load_cert_chain(self.identity.certificate, self.identity.key)
        except (OSError, UnicodeDecodeError, ssl.SSLError) as error:
            why = getattr(error, "strerror", None) or type(error).__name__
            raise ConfigurationError(f"{self.identity.folder}: can't be used ({why}); enrol the unit: tingtang enrol") from error
        return context

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """
        Raises:
            ConfigurationError: as `context`.
            HallAway, HallRefuses: as they say.
        """
        return as_json(ask("POST", f"{self.base_url}{path}", self.context(), body))


def base_url(unit: UnitSection) -> str:
    host = f"[{unit.hall}]" if ":" in unit.hall else unit.hall
    return f"https://{host}:{unit.port}"


def trusting(authority_pem: str) -> ssl.SSLContext:
    """TLS 1.3 with servers that this authority has signed for the name they are reached by, and no others.

    Raises:
        ssl.SSLError: the text holds no certificate.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_verify_locations(cadata=authority_pem)
    return context


def ask(method: str, url: str, context: ssl.SSLContext, body: dict[str, Any] | None = None) -> bytes:
    """One request; the answer's body, bounded.

    Raises:
        HallAway, HallRefuses: as they say.
    """
    try:
        with (
            httpx.Client(verify=context, timeout=TIMEOUT_S, trust_env=False) as client,
            client.stream(method, url, json=body, headers={"Accept-Language": "en"}) as response,
        ):
            answer = _bounded(response)
            if response.status_code >= 400:
                raise _refusal(response.status_code, answer)
            return answer
    except httpx.HTTPError as error:
        raise HallAway(_what_to_check(url, error)) from error


def as_json(answer: bytes) -> dict[str, Any]:
    """
    Raises:
        HallRefuses: it isn't a JSON object.
    """
    try:
        found = json.loads(answer)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise HallRefuses("unknown", "the answer can't be read; is this the hall's units' server?")
    return found


def _bounded(response: httpx.Response) -> bytes:
    answer = b""
    for part in response.iter_bytes():
        answer += part
        if len(answer) > ANSWER_MAX_BYTES:
            raise HallAway(f"{response.url.host}: its answer is too long; is this the hall's server?")
    return answer


def _refusal(status: int, answer: bytes) -> HallRefuses:
    try:
        problem = json.loads(answer)
        return HallRefuses(str(problem["code"]), str(problem["detail"] or problem["title"]))
    except (ValueError, KeyError, TypeError):
        return HallRefuses("unknown", f"the server answered {status}; is this the hall's units' server?")


def _what_to_check(url: str, error: httpx.HTTPError) -> str:
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    match cause:
        case ssl.SSLCertVerificationError() if cause.verify_code in _CLOCK:
            return f"{url}: its certificate isn't valid at this unit's time; set the clock (timedatectl), then try again"
        case ssl.SSLCertVerificationError():
            return f"{url}: isn't this hall's server by that name ({cause.verify_message}); check the address, then the code"
        case ssl.SSLError():
            reason = (cause.reason or "").replace("_", " ").lower()
            return f"{url}: the server ends the connection ({reason}); was this unit cut off, or its certificate over?"
        case _:
            return (
                f"{url}: no answer ({type(error).__name__}); check cable, address and whether tingtang-units runs on the server"
            )


_CLOCK = frozenset({9, 10})
"""X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED (openssl x509_vfy.h)."""
