"""Open faults of one device: what is wrong, who must act, since when, how often."""

import threading
from collections.abc import Callable

from api.messages.state import Fault, Faults
from api.messages.words import Action


class FaultBook:
    """Thread-safe; tells `on_change` the whole list after each change.

    A fault raised again counts up and keeps its `since`.
    """

    def __init__(self, wall_ms: Callable[[], int], on_change: Callable[[Faults], None]) -> None:
        self._wall_ms = wall_ms
        self._on_change = on_change
        self._open: dict[str, Fault] = {}
        self._lock = threading.Lock()

    def open(self, code: str, action: Action) -> None:
        with self._lock:
            known = self._open.get(code)
            since = known.since if known else self._wall_ms()
            self._open[code] = Fault(code=code, action=action, since=since, count=known.count + 1 if known else 1)
            self._tell()

    def close(self, code: str) -> None:
        """The cause is gone. Nothing happens when it wasn't open."""
        with self._lock:
            if self._open.pop(code, None):
                self._tell()

    def replace(self, old: str | None, new: str | None, action: Action) -> None:
        """Close `old` and open `new` as one change; a `new` that is open already isn't counted again."""
        if old == new:
            return
        with self._lock:
            removed = self._open.pop(old, None) if old else None
            if new and new not in self._open:
                self._open[new] = Fault(code=new, action=action, since=self._wall_ms())
            elif not removed:
                return
            self._tell()

    def tell(self) -> None:
        """Tell the present list, changed or not."""
        with self._lock:
            self._tell()

    def view(self) -> Faults:
        with self._lock:
            return self._view()

    def _view(self) -> Faults:
        return Faults(faults=tuple(self._open.values()))

    def _tell(self) -> None:
        # Under the lock: two changes must not be published in the wrong order.
        self._on_change(self._view())
