"""Digits typed key by key, until an operation's key or `enter` follows. Pure: the time comes in."""

import math
from collections.abc import Mapping

from api.messages.words import PadKey
from drivers.ff68.keys import MAX_DIGITS, Press, read_entered

FORGOTTEN_AFTER_S = 10.0
"""Digits somebody typed and left standing mustn't go into the next one's transfer."""


class TypedDigits:
    """At most MAX_DIGITS; one more begins anew."""

    def __init__(self) -> None:
        self._digits = ""
        self._last_s = -math.inf

    def typed(self, digit: str, now_s: float) -> None:
        kept = self._current(now_s)
        self._digits = (kept + digit) if len(kept) < MAX_DIGITS else digit
        self._last_s = now_s

    def clear(self) -> None:
        self._digits = ""

    def operation(self, key: PadKey, now_s: float) -> Press:
        """An operation's key, with the digits before it."""
        press = Press(key, self._current(now_s))
        self.clear()
        return press

    def entered(self, entered: Mapping[str, PadKey], with_digits: frozenset[str], now_s: float) -> Press | None:
        """`enter`; None when nothing was typed before it."""
        digits = self._current(now_s)
        self.clear()
        return read_entered(digits, entered, with_digits) if digits else None

    def _current(self, now_s: float) -> str:
        return self._digits if now_s - self._last_s <= FORGOTTEN_AFTER_S else ""
