"""Asks one question on an open port and takes what comes back."""

from collections.abc import Callable

from drivers.core.errors import DeviceError
from drivers.core.link import Link

WRITE_TIMEOUT_S = 1.0
QUIET_S = 0.06
"""An answer is over after so long a silence: USB adapters hand bytes over every 16 ms."""
MOST_BYTES = 4096
STALE_S = 0.02


class LineLost(Exception):
    """The port is gone or takes no bytes."""


class Asker:
    """Args: wait_factor: how many times longer than usual to wait, for slow lines and loaded machines."""

    def __init__(self, link: Link, monotonic_s: Callable[[], float], wait_factor: float = 1.0) -> None:
        self._link = link
        self._monotonic_s = monotonic_s
        self._wait_factor = wait_factor

    def ask(self, question: bytes, wait_s: float) -> bytes:
        """What came within `wait_s` and until the line fell silent; empty when nothing did.

        Raises:
            LineLost: the port is gone.
        """
        try:
            self._drop_stale()
            self._link.write(question, WRITE_TIMEOUT_S)
            answer = self._link.read(wait_s * self._wait_factor)
            while answer and len(answer) < MOST_BYTES:
                more = self._link.read(QUIET_S * self._wait_factor)
                if not more:
                    break
                answer += more
        except DeviceError as error:
            raise LineLost(error.detail or error.reason) from error
        return answer

    def _drop_stale(self) -> None:
        """A late answer to the question before must not be taken for one to this."""
        until_s = self._monotonic_s() + 1.0
        while self._link.read(STALE_S) and self._monotonic_s() < until_s:
            continue
