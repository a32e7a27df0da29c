"""An RS-485 line with many pads on it: all hear every frame, each answers to its own address."""

import random
from collections.abc import Callable, Sequence
from typing import Any

from drivers.emulators.device import WiredDevice
from drivers.emulators.pad_frames import FrameReader
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
        self._pads: dict[int, Pad] = {}

    def add(self, pads: Sequence[Pad]) -> None:
        """Raises ValueError: two pads with one address."""
        for pad in pads:
            if pad.address in self._pads:
                raise ValueError(f"{self.id}: address {pad.address} belongs to {self._pads[pad.address].id} and {pad.id}")
            self._pads[pad.address] = pad

    async def stop(self) -> None:
        for pad in self._pads.values():
            pad.stop()
        await super().stop()

    def state(self) -> dict[str, Any]:
        return {**super().state(), "pads": [pad.id for pad in self._pads.values()]}

    def picture(self) -> bytes | None:
        return None

    def on_connect(self) -> None:
        self._reader = FrameReader()

    def on_bytes(self, data: bytes) -> None:
        for body in self._reader.feed(data):
            pad = self._pads.get(body[0])
            if pad is not None:
                pad.hear(body)

    def on_power_up(self) -> None:
        for pad in self._pads.values():
            pad.fault("reboot")
