"""A link around another one, which hands everything on; what a test wants otherwise it does in a subclass."""

from drivers.core.link import Link


class WrappedLink:
    def __init__(self, link: Link) -> None:
        self._link = link

    @property
    def name(self) -> str:
        return self._link.name

    def open(self) -> None:
        self._link.open()

    def read(self, timeout_s: float) -> bytes:
        return self._link.read(timeout_s)

    def write(self, data: bytes, timeout_s: float) -> None:
        self._link.write(data, timeout_s)

    def drain(self, timeout_s: float) -> None:
        self._link.drain(timeout_s)  # type: ignore[attr-defined]

    def discard(self) -> None:
        self._link.discard()  # type: ignore[attr-defined]

    def renew(self) -> None:
        self._link.renew()  # type: ignore[attr-defined]

    def cancel(self) -> None:
        self._link.cancel()

    def rearm(self) -> None:
        self._link.rearm()

    def close(self) -> None:
        self._link.close()
