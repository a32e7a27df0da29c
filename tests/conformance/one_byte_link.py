"""A link that hands over what arrives one byte at a time, as a slow line does."""

from drivers.core.link import Link
from tests.conformance.wrapped_link import WrappedLink


class OneByteLink(WrappedLink):
    def __init__(self, link: Link) -> None:
        super().__init__(link)
        self._rest = b""

    def read(self, timeout_s: float) -> bytes:
        if not self._rest:
            self._rest = super().read(timeout_s)
        first, self._rest = self._rest[:1], self._rest[1:]
        return first

    def write(self, data: bytes, timeout_s: float) -> None:
        for start in range(len(data)):
            super().write(data[start : start + 1], timeout_s)
