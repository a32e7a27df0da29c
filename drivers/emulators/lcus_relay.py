"""A USB relay of the LCUS family: four bytes switch it, and it never says a word."""

import io
import random
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageDraw

from drivers.emulators import fonts
from drivers.emulators.device import WiredDevice
from drivers.emulators.wires import Wire

HEAD = 0xA0
FRAME_BYTES = 4


class LcusRelayEmulator(WiredDevice):
    """One relay board with `channels` relays."""

    kind = "lcus-relay"

    def __init__(
        self,
        id: str,  # noqa: A002
        wire: Wire,
        *,
        clock_s: Callable[[], float],
        randomness: random.Random,
        reboot_s: float = 1.0,
        channels: int = 1,
    ) -> None:
        super().__init__(id, wire, clock_s=clock_s, randomness=randomness, reboot_s=reboot_s)
        self._on = [False] * channels
        self._held = b""
        self._switched = 0

    def state(self) -> dict[str, Any]:
        return {**super().state(), "relays": list(self._on), "switched_on": self._switched}

    def on_connect(self) -> None:
        # USB power and relays stay while a program opens the port again.
        self._held = b""

    def on_power_up(self) -> None:
        self._on = [False] * len(self._on)

    def on_bytes(self, data: bytes) -> None:
        self._held += data
        while len(self._held) >= FRAME_BYTES:
            head, channel, state, check = self._held[:FRAME_BYTES]
            if head != HEAD or check != (head + channel + state) % 256 or state > 1:
                self._held = self._held[1:]
                continue
            self._held = self._held[FRAME_BYTES:]
            if 1 <= channel <= len(self._on):
                self._switched += int(bool(state) and not self._on[channel - 1])
                self._on[channel - 1] = bool(state)

    def picture(self) -> bytes:
        picture = Image.new("RGB", (120 + 90 * len(self._on), 150), (226, 229, 234))
        pen = ImageDraw.Draw(picture)
        pen.rounded_rectangle((8, 8, picture.width - 8, 142), 10, fill=(24, 64, 140))
        pen.rectangle((0, 56, 26, 94), fill=(200, 204, 210))
        pen.text((34, 18), "LCUS", font=fonts.face(20, monospaced=False, bold=True), fill=(235, 240, 250))
        for place, on in enumerate(self._on):
            left = 96 + 90 * place
            pen.rounded_rectangle((left, 36, left + 70, 110), 4, fill=(38, 110, 210), outline=(14, 40, 90), width=2)
            pen.ellipse((left + 28, 116, left + 42, 130), fill=(236, 74, 62) if on else (40, 44, 60))
            text = "吸合" if on else "断开"
            pen.text((left + 35, 72), text, font=fonts.face(20, monospaced=False), fill=(255, 255, 255), anchor="mm")
        png = io.BytesIO()
        picture.save(png, "PNG")
        return png.getvalue()
