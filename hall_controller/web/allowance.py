"""How often something may be done from outside: a bucket of tokens for each key, and one for all. Pure: the clock comes in."""

from collections import OrderedDict
from dataclasses import dataclass

KEYS_MAX = 10_000
"""Keys remembered; the oldest go first, so made-up ones can't fill the memory."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Allowance:
    """`burst` at once, then `per_min` a minute; the same for all keys together with `all_burst` and `all_per_min`."""

    def __init__(self, *, burst: int, per_min: float, all_burst: int, all_per_min: float) -> None:
        self._burst, self._per_s = burst, per_min / 60
        self._all_burst, self._all_per_s = all_burst, all_per_min / 60
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._all: _Bucket | None = None

    def take(self, key: str, now: float) -> bool:
        """Whether it may be done once more at `now`, monotonic seconds; if so it counts."""
        own = self._buckets.get(key)
        own_tokens = _tokens(own, self._burst, self._per_s, now)
        all_tokens = _tokens(self._all, self._all_burst, self._all_per_s, now)
        if own_tokens < 1 or all_tokens < 1:
            return False
        self._buckets[key] = _Bucket(own_tokens - 1, now)
        self._buckets.move_to_end(key)
        self._all = _Bucket(all_tokens - 1, now)
        while len(self._buckets) > KEYS_MAX:
            self._buckets.popitem(last=False)
        return True


def _tokens(bucket: _Bucket | None, burst: int, per_s: float, now: float) -> float:
    if bucket is None:
        return float(burst)
    return min(float(burst), bucket.tokens + (now - bucket.at) * per_s)
