"""A link that hands over what arrives one byte at a time, as a slow line does."""

from drivers.core.link import Link


class OneByteLink:
    def __init__(self, link: Link) -> None:
        self._link = link
        self._rest = b""

    @property
    def name(self) -> str:
        return self._link.name

    def open(self) -> None:
        self._link.open()

    def read(self, timeout_s: float) -> bytes:
        if not self._rest:
            self._rest = self._link.read(timeout_s)
        first, self._rest = self._rest[:1], self._rest[1:]
        return first

    def write(self, data: bytes, timeout_s: float) -> None:
        for start in range(len(data)):
            self._link.write(data[start : start + 1], timeout_s)

    def drain(self, timeout_s: float) -> None:
        self._link.drain(timeout_s)  # type: ignore[attr-defined]

    def discard(self) -> None:
        self._link.discard()  # type: ignore[attr-defined]

    def cancel(self) -> None:
        self._link.cancel()

    def rearm(self) -> None:
        self._link.rearm()

    def close(self) -> None:
        self._link.close()
