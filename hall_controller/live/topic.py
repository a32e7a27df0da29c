"""One projection and its readers: pre-serialised once for all of them, at most as often as its interval allows."""

from collections.abc import Callable

from hall_controller.live.reader import Reader


class Topic:
    """A stream (or one desk of the clerks' stream). Pure but for the `render` it is given."""

    def __init__(self, render: Callable[[], bytes | None], interval_s: float) -> None:
        """`render` makes the present state's frame; None when there is nothing to show (a window that doesn't exist)."""
        self._render = render
        self._interval_s = interval_s
        self._due_at: float | None = None
        self._sent_at = float("-inf")
        self.readers: set[Reader] = set()

    @property
    def due_at(self) -> float | None:
        """When the present state should go out, monotonic seconds; None: it has."""
        return self._due_at

    def changed(self, now: float, interval_s: float | None = None) -> None:
        """The state isn't what was sent last. It goes out now, or when the interval since the last sending is over."""
        if not self.readers:
            return
        due = max(now, self._sent_at + (self._interval_s if interval_s is None else interval_s))
        if self._due_at is None or due < self._due_at:
            self._due_at = due

    def flush(self, now: float) -> None:
        """Send the state if it is due."""
        if self._due_at is None or now < self._due_at:
            return
        self._due_at = None
        self._sent_at = now
        made = self._render() if self.readers else None
        if made is not None:
            for reader in self.readers:
                reader.put_state(made)

    def joined(self, reader: Reader) -> None:
        """A new reader gets the present state at once; the others aren't sent it again for that."""
        made = self._render()
        if made is not None:
            reader.put_state(made)
        self.readers.add(reader)

    def drop_closed(self) -> None:
        self.readers = {reader for reader in self.readers if not reader.closed}
