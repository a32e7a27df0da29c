"""What a unit asks a certificate with: a signing request (PKCS #10), which proves that it has the key.

Its wishes count for nothing: name, life and purpose of the certificate are the authority's, only the public key is taken.
"""

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

REQUEST_MAX_BYTES = 4_096
"""One of ours has some 400."""


class RequestRefused(Exception):
    """It isn't a request this authority signs; the text says why."""


def make_request(key: ec.EllipticCurvePrivateKey, node: str) -> str:
    """As PEM."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, node)])
    request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
    return request.public_bytes(serialization.Encoding.PEM).decode("ascii")


def read_request(pem: str) -> ec.EllipticCurvePublicKey:
    """The public key whose owner signed the request.

    Raises:
        RequestRefused: it can't be read, isn't signed by its own key, or the key isn't on P-256.
    """
    if len(pem) > REQUEST_MAX_BYTES:
        raise RequestRefused("the request is too long")
    try:
        request = x509.load_pem_x509_csr(pem.encode("utf-8"))
        key = request.public_key()
        proven = request.is_signature_valid
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise RequestRefused("the request can't be read") from None
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise RequestRefused("the key isn't on P-256")
    if not proven:
        raise RequestRefused("the request isn't signed by its own key")
    return key


def key_id(key: ec.EllipticCurvePublicKey) -> str:
    """The same for the same key, for comparing."""
    return x509.SubjectKeyIdentifier.from_public_key(key).digest.hex()
