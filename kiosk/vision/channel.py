"""The vision process's end of the socket pair: orders in, reports out, one JSON object a line.

One named thread reads orders, so that a Stop arrives while a frame is worked on. Reports may come from any thread.
"""

import queue
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

from kiosk.vision.child import LINE_LIMIT_BYTES
from kiosk.vision.messages import ORDERS, Order, Quit, Report
from kiosk.vision.settings import VisionSettings

SEND_WITHIN_S = 10
"""A kiosk that takes no report for so long is stopped or hangs; then there is nobody to look for."""
CHUNK_BYTES = 1 << 16


class ChannelClosed(Exception):
    """The kiosk is gone."""


class Channel:
    """Args:
    on_end: called in the reading thread when the kiosk has closed its end, or says what isn't understood.
    """

    def __init__(self, end: socket.socket, on_end: Callable[[], None]) -> None:
        self._socket = end
        self._lines = wiping_lines(end)
        self._on_end = on_end
        self._orders: queue.SimpleQueue[Order] = queue.SimpleQueue()
        self._sending = threading.Lock()
        self._thread = threading.Thread(target=self._read, name="vision orders", daemon=True)
        end.setblocking(True)
        # Of sending only: Python's own time-out would hold for the reading thread as well.
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("@ll", SEND_WITHIN_S, 0))

    def settings(self) -> VisionSettings:
        """The first line. Before `start`.

        Raises:
            ChannelClosed: nothing came.
            pydantic.ValidationError: it isn't that.
        """
        line = next(self._lines, None)
        if line is None:
            raise ChannelClosed
        return VisionSettings.model_validate_json(line)

    def start(self) -> None:
        self._thread.start()

    def next_order(self, timeout_s: float) -> Order | None:
        """The next order; None when none comes in time. After the end of the channel: Quit."""
        try:
            return self._orders.get(timeout=timeout_s) if timeout_s > 0 else self._orders.get_nowait()
        except queue.Empty:
            return None

    def report(self, report: Report) -> None:
        """
        Raises:
            ChannelClosed: nobody takes it.
        """
        line = report.model_dump_json().encode() + b"\n"
        with self._sending:
            try:
                self._socket.sendall(line)
            except OSError as error:
                raise ChannelClosed from error

    def close(self) -> None:
        """Ends the reading thread too."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        if self._thread.ident is not None and self._thread is not threading.current_thread():
            self._thread.join()
        self._socket.close()

    def _read(self) -> None:
        # A line that isn't understood ends it without a word: it may be of a person.
        with suppress(OSError, ValueError):
            for line in self._lines:
                self._orders.put(ORDERS.validate_json(line))
                # Else it would be held until the next order comes.
                del line
        self._orders.put(Quit())
        self._on_end()


def wiping_lines(end: socket.socket) -> Iterator[bytes]:
    """Lines without their ends, until the other side closes. A buffered reader would keep the last order's photo in its buffer.

    Raises:
        OSError: the socket broke.
        ValueError: a line is longer than LINE_LIMIT_BYTES.
    """
    chunk, pending = bytearray(CHUNK_BYTES), bytearray()
    while count := end.recv_into(chunk):
        pending += memoryview(chunk)[:count]
        chunk[:count] = bytes(count)
        while (length := pending.find(b"\n")) >= 0:
            line = bytes(memoryview(pending)[:length])
            pending[: length + 1] = bytes(length + 1)
            del pending[: length + 1]
            yield line
            del line
        if len(pending) > LINE_LIMIT_BYTES:
            raise ValueError("a line is too long")
