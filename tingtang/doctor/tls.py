"""Why TLS with a broker fails, by what OpenSSL says of it."""

import socket
import ssl
from enum import StrEnum

from api.bus.settings import Tls
from api.bus.tls import client_context

CONNECT_S = 4.0
ALERT_S = 0.5
"""In TLS 1.3 the server looks at our certificate after the handshake is over for us: its refusal comes as the first word."""
_EXPIRED, _NOT_YET = 10, 9
_OTHER_NAME = frozenset({62, 64})
"""X509_V_ERR_… of openssl-verification-options(1): the host, the address."""


class Trouble(StrEnum):
    """Each is the end of a code of the area `broker`."""

    NONE = ""
    NO_TLS = "no-tls"
    OLD_TLS = "old-tls"
    EXPIRED = "certificate-expired"
    NOT_YET = "certificate-not-yet"
    FOREIGN = "certificate-foreign"
    OTHER_NAME = "certificate-other-name"
    WANTS_CERTIFICATE = "wants-certificate"
    REVOKED = "refuses-revoked"
    OURS_EXPIRED = "refuses-expired"
    OURS_REFUSED = "refuses-certificate"
    FILES = "files"
    """Our own files can't be used; the certificates' own look says why."""
    SILENT = "not-a-broker"


_ALERTS = (
    ("CERTIFICATE_REQUIRED", Trouble.WANTS_CERTIFICATE),
    ("HANDSHAKE_FAILURE", Trouble.WANTS_CERTIFICATE),
    ("CERTIFICATE_REVOKED", Trouble.REVOKED),
    ("CERTIFICATE_EXPIRED", Trouble.OURS_EXPIRED),
    ("UNKNOWN_CA", Trouble.OURS_REFUSED),
    ("CERTIFICATE_UNKNOWN", Trouble.OURS_REFUSED),
    ("BAD_CERTIFICATE", Trouble.OURS_REFUSED),
    ("ACCESS_DENIED", Trouble.OURS_REFUSED),
    ("PROTOCOL_VERSION", Trouble.OLD_TLS),
    ("UNSUPPORTED_PROTOCOL", Trouble.OLD_TLS),
    ("WRONG_VERSION_NUMBER", Trouble.NO_TLS),
    ("RECORD_LAYER_FAILURE", Trouble.NO_TLS),
)
"""Parts of OpenSSL's reason (`SSLV3_ALERT_CERTIFICATE_REVOKED`), TLS alerts of RFC 8446, 6.2."""


def try_tls(host: str, port: int, tls: Tls, alert_s: float = ALERT_S) -> Trouble:
    """A handshake and a moment of listening.

    Raises:
        OSError: there is no connection to begin with.
    """
    try:
        context = client_context(tls)
    except OSError:
        return Trouble.FILES
    with socket.create_connection((host, port), CONNECT_S) as plain:
        try:
            wrapped = context.wrap_socket(plain, server_hostname=host)
        except ssl.SSLCertVerificationError as error:
            return of_verification(error.verify_code)
        except ssl.SSLError as error:
            # Whoever speaks no TLS hangs up, or says something that OpenSSL has no word for.
            return of_reason(error.reason or "", Trouble.NO_TLS)
        except TimeoutError:
            return Trouble.SILENT
        except OSError:
            return Trouble.NO_TLS
        with wrapped:
            return _refusal(wrapped, alert_s)


def _refusal(wrapped: ssl.SSLSocket, alert_s: float) -> Trouble:
    """A broker says nothing before we do, unless it refuses us."""
    wrapped.settimeout(alert_s)
    try:
        return Trouble.NONE if wrapped.recv(1) else Trouble.OURS_REFUSED
    except TimeoutError:
        return Trouble.NONE
    except ssl.SSLError as error:
        return of_reason(error.reason or "", Trouble.OURS_REFUSED)
    except OSError:
        return Trouble.OURS_REFUSED


def of_verification(code: int) -> Trouble:
    """OpenSSL's verdict on the broker's certificate."""
    if code == _EXPIRED:
        return Trouble.EXPIRED
    if code == _NOT_YET:
        return Trouble.NOT_YET
    return Trouble.OTHER_NAME if code in _OTHER_NAME else Trouble.FOREIGN


def of_reason(reason: str, otherwise: Trouble) -> Trouble:
    return next((trouble for part, trouble in _ALERTS if part in reason), otherwise)
