"""ULIDs for the writer: 1024 from each fresh one, by counting in its last two characters.

The ULID specification lets the random part count up within a millisecond; making each from new randomness costs 3 µs, and a
call makes several. 70 random bits stay in front of the counter. They are drawn here: generators that count up themselves
within a millisecond, as python-ulid's does, would give the same front to two blocks.
"""

import secrets
from collections.abc import Callable, Iterator

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TAILS = tuple(high + low for high in _ALPHABET for low in _ALPHABET)
_TIME = 10
"""Characters of the millisecond."""
_BITS = 5
"""Of a character."""
_RANDOM = 14
"""Characters between the time and the counter."""


class IdBlocks:
    """Call `next` for the next id. Not for several threads at once.

    Args:
        new_id: a fresh ULID; only its time is used.
        random_bits: so many random bits as a number.
    """

    def __init__(self, new_id: Callable[[], str], random_bits: Callable[[int], int] = secrets.randbits) -> None:
        self._new_id = new_id
        self._random_bits = random_bits
        self.next: Callable[[], str] = self._count().__next__

    def _count(self) -> Iterator[str]:
        while True:
            bits = self._random_bits(_RANDOM * _BITS)
            random = "".join(_ALPHABET[bits >> _BITS * place & 31] for place in range(_RANDOM))
            head = self._new_id()[:_TIME] + random
            for tail in _TAILS:
                yield head + tail
