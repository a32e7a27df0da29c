"""Several pads on one RS-485 line: whose frame is it, and does the pad answer?"""

from drivers.ff68.functions import HOST_FUNCTIONS
from drivers.ff68.protocol import Decoder, encode


class Ff68BusCodec:
    """Frames of the FF 68 bus by the pad's address."""

    def __init__(self) -> None:
        self._decoder = Decoder()
        self._requests = Decoder()

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        return [(frame.address, encode(frame)) for frame in self._decoder.feed(data)]

    def expects_answer(self, data: bytes) -> bool:
        """A pad echoes what the host asks of it; the host's echo of a key press is the end of that exchange."""
        return any(frame.function in HOST_FUNCTIONS for frame in self._requests.feed(data))

    def is_answer(self, frame: bytes) -> bool:
        """An echo of the host's request; a key or rating a pad sends by itself."""
        return any(found.function in HOST_FUNCTIONS for found in Decoder().feed(frame))

    def reset(self) -> None:
        self._decoder = Decoder()
