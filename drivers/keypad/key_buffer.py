"""Keys pressed and not yet read: a few, for a short time. Pure: the clock's readings come from outside."""

from collections import deque

from drivers.keypad.profile import Key

MOST_KEYS = 32
"""An identification number has 18 digits; past this the oldest go."""
KEPT_S = 5.0
"""Keys that nobody reads were meant for a screen that is gone, and may be somebody's number."""


class KeyBuffer:
    """`repr` shows no key."""

    def __init__(self) -> None:
        self._keys: deque[tuple[float, Key]] = deque(maxlen=MOST_KEYS)

    def __repr__(self) -> str:
        return f"KeyBuffer({len(self._keys)} keys)"

    def put(self, key: Key, now_s: float) -> None:
        self._keys.append((now_s, key))

    def take(self, now_s: float) -> list[Key]:
        """All that are young enough, oldest first; the buffer is empty afterwards."""
        self.forget_old(now_s)
        keys = [key for _, key in self._keys]
        self._keys.clear()
        return keys

    def forget_old(self, now_s: float) -> None:
        while self._keys and now_s - self._keys[0][0] > KEPT_S:
            self._keys.popleft()

    def clear(self) -> None:
        self._keys.clear()

    def __len__(self) -> int:
        return len(self._keys)
