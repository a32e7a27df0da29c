"""An RS-485 line with many pads on it: all hear every frame, each answers to its own address."""

import random
from collections.abc import Callable, Sequence
from typing import Any

from drivers.emulators.device import WiredDevice
from drivers.emulators.pad_frames import FrameReader, wrong_sum
from drivers.emulators.pads import Pad
from drivers.emulators.wires import Wire


class PadLine(WiredDevice):
    """The line itself has a fault menu as well; it then strikes all pads on it."""

    kind = "ff68-bus"

    def __init__(
        self,
        id: str,  # noqa: A002
        wire: Wire,
        *,
        clock_s: Callable[[], float],
        randomness: random.Random,
        reboot_s: float = 1.0,
    ) -> None:
        super().__init__(id, wire, clock_s=clock_s, randomness=randomness, reboot_s=reboot_s)
        self._reader = FrameReader()
        self._pads: list[Pad] = []

    def add(self, pads: Sequence[Pad], *, same_address: bool = False) -> None:
        """Args: same_address: pads whose switches were set alike are wanted: both answer.

        Raises ValueError: two pads with one address that aren't wanted.
        """
        for pad in pads:
            twin = next((other for other in self._pads if other.address == pad.address), None)
            if twin is not None and not same_address:
                raise ValueError(f"{self.id}: address {pad.address} belongs to {twin.id} and {pad.id}")
            self._pads.append(pad)

    def send(self, data: bytes) -> None:
        """What a pad on the line says, as the line's fault lets it through."""
        self.answer(data)

    def damaged(self, frame: bytes) -> bytes:
        return wrong_sum(frame)

    async def stop(self) -> None:
        for pad in self._pads:
            pad.stop()
        await super().stop()

    def state(self) -> dict[str, Any]:
        return {**super().state(), "pads": [pad.id for pad in self._pads]}

    def picture(self) -> bytes | None:
        return None

    def on_connect(self) -> None:
        self._reader = FrameReader()

    def on_bytes(self, data: bytes) -> None:
        for body in self._reader.feed(data):
            for pad in self._pads:
                if pad.address == body[0]:
                    pad.hear(body)

    def on_power_up(self) -> None:
        for pad in self._pads:
            pad.fault("reboot")
