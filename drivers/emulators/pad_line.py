"""An RS-485 line with many pads on it: all hear every frame, each answers to its own address."""

from collections.abc import Sequence

from drivers.emulators.pad_frames import FrameReader, wrong_sum
from drivers.emulators.pads import Pad
from drivers.emulators.shared_line import SharedLine


class PadLine(SharedLine[Pad]):
    """Pads with addresses of their own."""

    kind = "ff68-bus"
    members = "pads"

    def add(self, pads: Sequence[Pad], *, same_address: bool = False) -> None:
        """Args: same_address: pads whose switches were set alike are wanted: both answer.

        Raises ValueError: two pads with one address that aren't wanted.
        """
        for pad in pads:
            twin = next((other for other in self._units if other.address == pad.address), None)
            if twin is not None and not same_address:
                raise ValueError(f"{self.id}: address {pad.address} belongs to {twin.id} and {pad.id}")
            self._units.append(pad)

    def damaged(self, frame: bytes) -> bytes:
        return wrong_sum(frame)

    def on_connect(self) -> None:
        self._reader = FrameReader()

    def on_bytes(self, data: bytes) -> None:
        for body in self._reader.feed(data):
            for pad in self._units:
                if pad.address == body[0]:
                    pad.hear(body)
