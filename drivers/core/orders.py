"""What other threads want of a worker's thread, and how they wake it: the one place that knows its present link."""

import threading

from drivers.core.errors import Cancelled
from drivers.core.trace import TracedLink


class Orders:
    """Used with `changed` held, but for `must_end` and `must_stop`, which only read.

    Args:
        changed: the lock of the worker's queue: what is decided about a job and its link is one step.
    """

    def __init__(self, changed: threading.Condition) -> None:
        self.changed = changed
        self.link: TracedLink | None = None
        self._listening = False
        self._closing = False
        self._reset = False
        self._woken = False

    def must_end(self) -> bool:
        """The worker is to be closed."""
        return self._closing

    def must_stop(self) -> bool:
        """The present connection or wait is to end: a close or a reset."""
        return self._closing or self._reset

    def close(self) -> None:
        self._closing = True
        self._interrupt()

    def reset(self) -> None:
        self._reset = True
        self._interrupt()

    def reset_done(self) -> None:
        self._reset = False

    def wake(self) -> None:
        """Something changed that may bring the device back: the next attempt needn't wait."""
        self._woken = True
        self.changed.notify_all()

    def take_wake(self) -> bool:
        """Whether `wake` was called since the last time."""
        woken, self._woken = self._woken, False
        return woken

    def woken(self) -> bool:
        return self._woken

    def take_link(self, link: TracedLink) -> None:
        """From here on `close` and `reset` reach it.

        Raises:
            Cancelled: the worker is to be closed.
        """
        self.link = link
        if self._closing:
            raise Cancelled

    def release_link(self) -> TracedLink | None:
        link, self.link = self.link, None
        return link

    def listen(self) -> None:
        self._listening = True

    def listened(self) -> None:
        self._listening = False
        self.forget_cancel()

    def wake_listener(self) -> None:
        """A command came: idle listening ends at once, work under way isn't disturbed."""
        if self._listening and self.link:
            self.link.cancel()

    def cancel_running(self) -> None:
        if self.link:
            self.link.cancel()

    def forget_cancel(self) -> None:
        """What was meant for the step that has ended; a close or reset stays in force."""
        if self.link and not self.must_stop():
            self.link.rearm()

    def _interrupt(self) -> None:
        if self.link:
            self.link.cancel()
        self.changed.notify_all()
