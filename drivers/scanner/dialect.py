"""How a family of scanners is spoken to; and the stream that answers and codes share."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

from drivers.core.link import BaudLink, Link

WRITE_TIMEOUT_S = 1.0
MOST_WAITING_BYTES = 16_384
"""Looked through for an answer; a scanner that sends more than that instead of an answer doesn't answer."""
MOST_STALE_READS = 16

T = TypeVar("T")


class Dialect(Protocol):
    """One family. All methods raise DeviceSilent when the scanner doesn't answer."""

    def find(self) -> None:
        """Look for the scanner and make its settings true.

        Raises:
            Misconfigured: it refuses a setting.
        """
        ...

    def check(self) -> None:
        """Ask whether it is there and still set as it should be."""
        ...

    def arm(self) -> bytes:
        """Light on, read one code. What came of it already."""
        ...

    def disarm(self) -> None:
        """Light off."""
        ...


class Line:
    """Writes, and waits for an answer among codes. What isn't the answer is dropped and counted: nobody asked for it."""

    def __init__(self, link: Link, monotonic_s: Callable[[], float]) -> None:
        self._link = link
        self._monotonic_s = monotonic_s
        self.unasked = 0
        """Codes, or noise, that came while the scanner wasn't armed."""

    def speeds(self, others: Sequence[int]) -> Iterator[int | None]:
        """The link's own speed, then each of the others, set before it is yielded; a link without a speed: None, once."""
        link = self._link
        own = link.baud if isinstance(link, BaudLink) else None
        yield own
        if own is not None and isinstance(link, BaudLink):
            for baud in others:
                if baud != own:
                    link.set_baud(baud)
                    yield baud

    def send(self, data: bytes) -> None:
        self._link.write(data, WRITE_TIMEOUT_S)

    def drop_waiting(self, quiet_s: float) -> None:
        """Forget what comes until nothing has for `quiet_s`; a scanner that never stops talking isn't waited for."""
        for _ in range(MOST_STALE_READS):
            if not self._link.read(quiet_s):
                return
            self.unasked += 1

    def ask(self, data: bytes, timeout_s: float, split: Callable[[bytes], T | None]) -> tuple[T | None, bytes]:
        """Send a command; the answer that `split` finds in what comes, or None; and all that came."""
        self.send(data)
        stream = b""
        end_s = self._monotonic_s() + timeout_s
        while (left_s := end_s - self._monotonic_s()) > 0 and len(stream) < MOST_WAITING_BYTES:
            stream += self._link.read(left_s)
            found = split(stream)
            if found is not None:
                return found, stream
        return None, stream

    def count(self, unasked: bytes) -> None:
        if unasked:
            self.unasked += 1
