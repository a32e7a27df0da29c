"""Several boards on one RS-485 line: whose frame is it, and does the board answer?"""

from drivers.led_board.onbon.frame import BROADCAST_SCREEN, Decoder, encode

_NO_REPLY = 0x02
"""Third byte of a request: no answer wanted."""


class OnbonBusCodec:
    """Tells the boards' answers apart by their source address, the screen id."""

    def __init__(self) -> None:
        self._decoder = Decoder()
        self._requests = Decoder()

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        return [(frame.source, encode(frame)) for frame in self._decoder.feed(data)]

    def expects_answer(self, data: bytes) -> bool:
        frames = self._requests.feed(data)
        return any(f.destination != BROADCAST_SCREEN and len(f.data) > 2 and f.data[2] != _NO_REPLY for f in frames)

    def is_answer(self, frame: bytes) -> bool:  # noqa: ARG002 (the protocol's signature)
        """A board never speaks first."""
        return True

    def reset(self) -> None:
        self._decoder = Decoder()
