"""How the gateways of government service platforms know a caller: the `x-tif-…` headers. Pure; time and chance come from outside.

The signature is SHA-256 of time, token, nonce, time; the token itself never travels. It doesn't cover the body: TLS does.
"""

from collections.abc import Mapping
from hashlib import sha256


def gateway_headers(account: str, token: str, at_s: int, nonce: str) -> Mapping[str, str]:
    """
    Args:
        at_s: UTC seconds.
        nonce: used once.
    """
    return {
        "x-tif-paasid": account,
        "x-tif-timestamp": str(at_s),
        "x-tif-nonce": nonce,
        "x-tif-signature": sha256(f"{at_s}{token}{nonce}{at_s}".encode()).hexdigest(),
    }
