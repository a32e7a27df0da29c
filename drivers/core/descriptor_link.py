"""What serial and TCP links share: waiting on a file descriptor with time-outs, cancel and close from other threads."""

import errno
import select
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from drivers.core.errors import Cancelled, DeviceSilent, LinkLost
from drivers.core.waker import Waker

_T = TypeVar("_T")

RELEASE_S = 0.5
"""How long `close` waits for the thread that works on the descriptor; woken, it lets go within milliseconds. Only the look-up
of a host name can't be woken."""
READ_BYTES = 4096
"""Most bytes one read returns."""


class DescriptorLink(ABC):
    """A link over one non-blocking file descriptor."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._in_use = threading.Lock()
        """Held by whoever works on the descriptor, so that `close` can't pull it away under a read."""
        self._flags = threading.Lock()
        self._waker: Waker | None = None
        self._cancelled = False
        self._closed = False

    @property
    @abstractmethod
    def name(self) -> str: ...

    @abstractmethod
    def _connect(self) -> None:
        """Open the descriptor; leave nothing open on failure."""

    @abstractmethod
    def _descriptor(self) -> int: ...

    @abstractmethod
    def _receive(self) -> bytes:
        """Read without blocking; `b""` is the end of file."""

    @abstractmethod
    def _send(self, data: bytes) -> int:
        """Write without blocking; how many bytes were taken."""

    @abstractmethod
    def _disconnect(self) -> None:
        """Close the descriptor."""

    def open(self) -> None:
        with self._in_use:
            with self._flags:
                if self._closed:
                    raise LinkLost(f"{self.name} was closed", reason="link.closed", untouched=True)
                self._waker = Waker()
            try:
                self._connect()
                self._raise_if_closed()
            except BaseException:
                self._disconnect()
                with self._flags:
                    self._drop_waker()
                raise

    def read(self, timeout_s: float) -> bytes:
        deadline_s = self._monotonic() + timeout_s
        with self._in_use:
            while True:
                self._raise_if_told()
                ready = self._wait(select.POLLIN, deadline_s - self._monotonic())
                self._raise_if_told()
                if ready:
                    data = self._attempt(self._receive)
                    if data == b"":
                        raise LinkLost(f"{self.name}: the other end closed")
                    if data is not None:
                        return data
                elif self._monotonic() >= deadline_s:
                    return b""

    def write(self, data: bytes, timeout_s: float) -> None:
        deadline_s = self._monotonic() + timeout_s
        rest = memoryview(data)
        with self._in_use:
            while rest:
                self._raise_if_closed()
                if self._wait(select.POLLOUT, deadline_s - self._monotonic()):
                    chunk = rest[:READ_BYTES].tobytes()
                    rest = rest[self._attempt(partial(self._send, chunk)) or 0 :]
                elif self._monotonic() >= deadline_s:
                    raise DeviceSilent(f"{self.name}: {len(rest)} of {len(data)} bytes not taken", reason="link.writeTimeOut")

    def cancel(self) -> None:
        with self._flags:
            self._cancelled = True
            if self._waker:
                self._waker.wake()

    def rearm(self) -> None:
        with self._flags:
            self._cancelled = False
            if self._waker and not self._closed:
                self._waker.clear()

    def close(self) -> None:
        with self._flags:
            self._closed = True
            if self._waker:
                self._waker.wake()
        if not self._in_use.acquire(timeout=RELEASE_S):
            # `open` sees `_closed` when it comes back, and leaves nothing open.
            return
        try:
            with self._flags:
                if not self._waker:
                    return
                self._drop_waker()
            self._disconnect()
        finally:
            self._in_use.release()

    def _drop_waker(self) -> None:
        if self._waker:
            self._waker.close()
            self._waker = None

    def _wait(self, events: int, timeout_s: float) -> bool:
        waker = self._waker
        if waker is None:
            raise LinkLost(f"{self.name} isn't open", reason="link.closed")
        ready = waker.wait(self._descriptor(), events, timeout_s)
        if not ready and not self._closed:
            # The flags say what it was woken for: a read looks at them now, and a cancel during a write waits for the next read.
            waker.clear()
        return ready

    def _attempt(self, step: Callable[[], _T]) -> _T | None:
        """One system call; None when it would block after all."""
        try:
            return step()
        except (BlockingIOError, InterruptedError):
            return None
        except OSError as error:
            raise LinkLost(f"{self.name}: {errno.errorcode.get(error.errno or 0, error.errno)}") from error

    def _raise_if_told(self) -> None:
        self._raise_if_closed()
        with self._flags:
            if self._cancelled:
                self._cancelled = False
                if self._waker:
                    self._waker.clear()
                raise Cancelled(f"{self.name}: read cancelled")

    def _raise_if_closed(self) -> None:
        if self._closed:
            raise LinkLost(f"{self.name} was closed", reason="link.closed")
