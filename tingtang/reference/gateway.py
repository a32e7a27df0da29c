"""The gateway in front of a reference platform: who may call, with a fresh time and a number used once."""

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping

SKEW_S = 300
KEPT = 10_000
"""Numbers used once; the oldest go first."""


class Gateway:
    """`tokens`: by account."""

    def __init__(self, tokens: Mapping[str, str], now_ms: Callable[[], int]) -> None:
        self._tokens = tokens
        self._now_ms = now_ms
        self._nonces: OrderedDict[str, None] = OrderedDict()

    def admits(self, headers: Mapping[str, str]) -> bool:
        """Whether it lets a call through: account, time, a nonce that wasn't there before, signature."""
        account, stamp, nonce = (headers.get(f"x-tif-{name}", "") for name in ("paasid", "timestamp", "nonce"))
        token = self._tokens.get(account)
        if token is None or not stamp.isdigit() or abs(self._now_ms() // 1000 - int(stamp)) > SKEW_S or not nonce:
            return False
        wanted = hashlib.sha256((stamp + token + nonce + stamp).encode()).hexdigest()
        if nonce in self._nonces or not secrets.compare_digest(wanted, headers.get("x-tif-signature", "").lower()):
            return False
        self._nonces[nonce] = None
        if len(self._nonces) > KEPT:
            self._nonces.popitem(last=False)
        return True
