"""What went over a driver's link, so that a fault which changes nothing on the wire is noticed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from api.messages.completion import Completion
from drivers.core.errors import Cancelled, DeviceError
from drivers.core.link import Link
from tests.conformance.wrapped_link import WrappedLink

LONGER_S = 0.1
"""Two bytes of a slow answer."""


class Traffic:
    """Counts; written by the worker's thread."""

    def __init__(self) -> None:
        self.received = 0
        """Bytes."""
        self.failed = 0
        """Reads, writes and openings that ended with an error."""


class WatchedLink(WrappedLink):
    """A link whose traffic is counted."""

    def __init__(self, link: Link, traffic: Traffic) -> None:
        super().__init__(link)
        self._traffic = traffic

    def open(self) -> None:
        with self._counting():
            super().open()

    def read(self, timeout_s: float) -> bytes:
        with self._counting():
            data = super().read(timeout_s)
        self._traffic.received += len(data)
        return data

    def write(self, data: bytes, timeout_s: float) -> None:
        with self._counting():
            super().write(data, timeout_s)

    @contextmanager
    def _counting(self) -> Iterator[None]:
        try:
            yield
        except Cancelled:
            raise
        except DeviceError:
            self._traffic.failed += 1
            raise


@dataclass(frozen=True)
class Seen:
    """One command, as far as it could be seen from outside."""

    answer: Completion | None
    """None: the device was down already."""
    received: int
    failed: int
    took_s: float

    def differs_from(self, well: "Seen") -> bool:
        """Whether a fault shows here, compared with the same command on the well device."""
        if self.answer is None or well.answer is None:
            return True
        said = (self.answer.code, self.answer.error_code)
        return (
            said != (well.answer.code, well.answer.error_code)
            or self.failed > 0
            or self.received != well.received
            or self.took_s > well.took_s + LONGER_S
        )
