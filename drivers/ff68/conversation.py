"""One pad on its link: sends requests, echoes what the pad says, drops retransmissions."""

from collections.abc import Callable

from drivers.core.errors import DeviceSilent
from drivers.core.link import Link
from drivers.ff68.functions import HOST_FUNCTIONS
from drivers.ff68.protocol import Decoder, PadFrame, encode

ECHO_TIMEOUT_S = 0.5
"""A frame takes 14 ms at 9600 baud; a line with thirty pads may be busy for some tenths of a second."""
WRITE_TIMEOUT_S = 2.0
ATTEMPTS = 3
"""Noise and two pads talking at once damage frames; showing digits may be repeated."""


class PadConversation:
    """Not thread-safe: the device's worker owns it.

    Args:
        on_frame: a pad's own frame (key, rating), each once, before it is acknowledged: what the pad has been told to forget
            must be safe already.
    """

    def __init__(
        self,
        link: Link,
        address: int,
        on_frame: Callable[[PadFrame], None],
        *,
        monotonic_s: Callable[[], float],
        repeat_window_s: float,
    ) -> None:
        self._link = link
        self._address = address
        self._on_frame = on_frame
        self._monotonic_s = monotonic_s
        self._repeat_window_s = repeat_window_s
        self._decoder = Decoder()
        self._last: PadFrame | None = None
        self._last_s = 0.0
        self.repeats = 0
        """Retransmissions dropped."""

    def listen(self, timeout_s: float) -> None:
        """Take what comes within `timeout_s`; returns after the first bytes."""
        self._take(self._link.read(timeout_s))

    def ask(self, function: int, data: bytes, *, acknowledged: bool) -> None:
        """Send a request; wait for the pad's echo where it has one.

        Raises:
            DeviceSilent: no echo, three times.
        """
        frame = PadFrame(self._address, function, data)
        for _ in range(ATTEMPTS):
            self._link.write(encode(frame), WRITE_TIMEOUT_S)
            if not acknowledged or self._wait_for(frame):
                return
        raise DeviceSilent("the pad doesn't acknowledge")

    def _wait_for(self, awaited: PadFrame) -> bool:
        end_s = self._monotonic_s() + ECHO_TIMEOUT_S
        while (left_s := end_s - self._monotonic_s()) > 0:
            if awaited in self._take(self._link.read(left_s)):
                return True
        return False

    def _take(self, data: bytes) -> list[PadFrame]:
        """Deliver the pad's own frames; returns the echoes of ours."""
        echoes = []
        for frame in self._decoder.feed(data):
            if frame.address != self._address:
                continue
            if frame.function in HOST_FUNCTIONS:
                echoes.append(frame)
                continue
            if self._is_repeat(frame):
                self.repeats += 1
            else:
                self._on_frame(frame)
            self._link.write(encode(frame), WRITE_TIMEOUT_S)
        return echoes

    def _is_repeat(self, frame: PadFrame) -> bool:
        now_s = self._monotonic_s()
        repeated = frame == self._last and now_s - self._last_s < self._repeat_window_s
        self._last, self._last_s = frame, now_s
        return repeated
