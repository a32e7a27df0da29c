"""Records what one press brings, while the technician may still type."""

from collections.abc import Callable

from drivers.core.errors import DeviceError
from drivers.core.link import Link
from tingtang.device.errors import ToolError
from tingtang.device.learning.recording import Piece
from tingtang.device.terminal import Terminal

SLICE_S = 0.05
"""How long a read lasts before the keyboard is looked at."""
LONGEST_PRESS_S = 8.0
MOST_BYTES = 4096
"""A line that never falls silent: a wrong baud rate, or a device that isn't a keypad."""


class Capture:
    """One open port.

    Args:
        quiet_s: a press is over when nothing came for so long.
        answer: what is sent back to bytes as soon as they came; None: nothing is.
    """

    def __init__(self, link: Link, terminal: Terminal, monotonic_s: Callable[[], float], quiet_s: float) -> None:
        self._link = link
        self._terminal = terminal
        self._monotonic_s = monotonic_s
        self.quiet_s = quiet_s

    def __enter__(self) -> "Capture":
        try:
            self._link.open()
        except DeviceError as error:
            key = "error.portTaken" if error.reason == "link.inUse" else "error.portFails"
            raise ToolError(key, port=self._link.name, problem=error.detail) from error
        return self

    def __exit__(self, *_: object) -> None:
        self._link.close()

    def quiet(self, timeout_s: float) -> tuple[Piece, ...]:
        """What comes while nobody presses; until the line is silent, at most `timeout_s`."""
        pieces: list[Piece] = []
        start_s = last_s = self._monotonic_s()
        while self._monotonic_s() - last_s < self.quiet_s and self._monotonic_s() - start_s < timeout_s:
            data = self._read()
            if data:
                last_s = self._monotonic_s()
                pieces.append(Piece(last_s, data))
        return tuple(pieces)

    def press(self, timeout_s: float, *, echo: bool = False) -> tuple[tuple[Piece, ...], str]:
        """Wait for a press and record it to its end.

        Args:
            timeout_s: how long to wait for its first byte.
            echo: send every piece back at once, as pads want it that repeat themselves until they are heard.

        Returns:
            What came, and the key typed meanwhile: with a key, or when nobody pressed in time, nothing came.
        """
        until_s = self._monotonic_s() + timeout_s
        while self._monotonic_s() < until_s:
            typed = self._terminal.key(0)
            if typed:
                return (), typed
            data = self._read()
            if data:
                return self._rest(data, echo=echo), ""
        return (), ""

    def _rest(self, data: bytes, *, echo: bool) -> tuple[Piece, ...]:
        pieces: list[Piece] = []
        start_s = last_s = self._monotonic_s()
        while True:
            if data:
                last_s = self._monotonic_s()
                pieces.append(Piece(last_s, data))
                if echo:
                    self._write(data)
            now_s = self._monotonic_s()
            full = now_s - start_s > LONGEST_PRESS_S or sum(len(piece.data) for piece in pieces) > MOST_BYTES
            if full or now_s - last_s >= self.quiet_s:
                return tuple(pieces)
            data = self._read(min(SLICE_S, self.quiet_s))

    def _read(self, timeout_s: float = SLICE_S) -> bytes:
        try:
            return self._link.read(timeout_s)
        except DeviceError as error:
            raise ToolError("error.portLost", port=self._link.name, problem=error.detail) from error

    def _write(self, data: bytes) -> None:
        try:
            self._link.write(data, 1.0)
        except DeviceError as error:
            raise ToolError("error.portLost", port=self._link.name, problem=error.detail) from error
