"""Wakes a thread that blocks in poll(2)."""

import contextlib
import os
import select


class Waker:
    """A pipe to oneself: whatever is written makes a blocked `wait` return."""

    def __init__(self) -> None:
        self._read_end, self._write_end = os.pipe()
        os.set_blocking(self._read_end, False)
        os.set_blocking(self._write_end, False)

    def wake(self) -> None:
        # A full pipe already wakes the reader, and a closed one has no reader left.
        with contextlib.suppress(BlockingIOError, OSError):
            os.write(self._write_end, b"!")

    def clear(self) -> None:
        with contextlib.suppress(BlockingIOError, OSError):
            while os.read(self._read_end, 4096):
                pass

    def wait(self, descriptor: int | None, events: int, timeout_s: float) -> bool:
        """Wait until `descriptor` has one of `events` (or an error), at most `timeout_s`. True when it has; False on time-out
        or when woken. Without a descriptor it only waits.
        """
        poll = select.poll()
        if descriptor is not None:
            poll.register(descriptor, events)
        poll.register(self._read_end, select.POLLIN)
        ready = dict(poll.poll(max(0.0, timeout_s) * 1000))
        return descriptor in ready

    def close(self) -> None:
        os.close(self._read_end)
        os.close(self._write_end)
