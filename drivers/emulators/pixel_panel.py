"""A panel of LED dots behind a network receiver that speaks DDP. Written from http://www.3waylabs.com/ddp/ for the emulator only.

It keeps one buffer of three bytes a dot. What is written shows with the next push. Switched on, all dots are dark.
"""

import json
import random
from collections.abc import Callable, Sequence
from typing import Any

from PIL import Image

from drivers.emulators.device import WiredDevice
from drivers.emulators.faults import BAD_CHECKSUM, SLOW
from drivers.emulators.led_matrix import board_png
from drivers.emulators.wires import Wire

RGB_TYPES = (0x00, 0x01, 0x0B)
PANEL, STATUS, EVERYBODY = 1, 251, 255
LOSE_HALF = "lose-half"
"""Every second datagram is lost, as on a bad radio link."""
WITHOUT_MEANING = (SLOW, BAD_CHECKSUM)
"""A datagram comes whole or not at all, and DDP has no sum of its own."""


class PixelPanel(WiredDevice):
    """Args:
    fallback_s: after so long without a picture it shows its own, as WLED does; 0 keeps the last one.
    answers: tells its status.
    """

    kind = "pixel-panel"
    own_faults = (LOSE_HALF,)

    def __init__(
        self,
        id: str,  # noqa: A002
        wire: Wire,
        *,
        clock_s: Callable[[], float],
        randomness: random.Random,
        reboot_s: float = 1.0,
        width: int = 128,
        height: int = 32,
        serpentine: bool = False,
        fallback_s: float = 0.0,
        answers: bool = True,
    ) -> None:
        super().__init__(id, wire, clock_s=clock_s, randomness=randomness, reboot_s=reboot_s)
        self._width, self._height, self._serpentine = width, height, serpentine
        self._fallback_s, self._tells = fallback_s, answers
        self._written = bytearray(width * height * 3)
        self._lit = bytes(self._written)
        self._heard_s = clock_s()
        self._lose_next = False
        self._counts = {"datagrams": 0, "rejected": 0, "pushes": 0, "queries": 0, "lost": 0}

    # --- what a person sees ---

    def state(self) -> dict[str, Any]:
        return {
            **super().state(),
            "width": self._width,
            "height": self._height,
            "lit_dots": sum(1 for at in range(0, len(self._lit), 3) if any(self._lit[at : at + 3])),
            "own_picture": self._on_its_own(),
            **self._counts,
        }

    def light(self) -> Image.Image:
        """The dots themselves."""
        if self._on_its_own():
            return Image.new("RGB", (self._width, self._height), (0, 0, 90))
        rows = [self._lit[at : at + self._width * 3] for at in range(0, len(self._lit), self._width * 3)]
        if self._serpentine:
            rows = [row if number % 2 == 0 else _mirrored(row) for number, row in enumerate(rows)]
        return Image.frombytes("RGB", (self._width, self._height), b"".join(rows))

    def picture(self) -> bytes:
        return board_png(self.light())

    def fault_menu(self) -> Sequence[str]:
        return [fault for fault in super().fault_menu() if fault not in WITHOUT_MEANING]

    def _on_its_own(self) -> bool:
        return self._fallback_s > 0 and self._clock_s() - self._heard_s > self._fallback_s

    # --- the wire ---

    def on_power_up(self) -> None:
        self._written = bytearray(len(self._written))
        self._lit = bytes(self._written)

    def on_bytes(self, data: bytes) -> None:
        if self._answers.name == LOSE_HALF:
            self._lose_next = not self._lose_next
            if self._lose_next:
                self._counts["lost"] += 1
                return
        self._counts["datagrams"] += 1
        if len(data) < 10 or data[0] >> 6 != 1:
            self._counts["rejected"] += 1
            return
        flags, kind, target = data[0], data[2], data[3]
        offset, length = int.from_bytes(data[4:8], "big"), int.from_bytes(data[8:10], "big")
        body = data[14:] if flags & 0x10 else data[10:]
        if flags & 0x04:
            return
        if flags & 0x02:
            self._query(target, offset, length)
            return
        if target not in (PANEL, EVERYBODY) or kind not in RGB_TYPES or length != len(body):
            self._counts["rejected"] += 1
            return
        self._heard_s = self._clock_s()
        part = body[: max(0, len(self._written) - offset)]
        self._written[offset : offset + len(part)] = part
        if flags & 0x01:
            self._counts["pushes"] += 1
            self._lit = bytes(self._written)

    def _query(self, target: int, offset: int, length: int) -> None:
        self._counts["queries"] += 1
        if not self._tells:
            return
        body = b""
        if target in (STATUS, EVERYBODY) and offset == 0:
            status = {"man": "Emulated", "mod": f"Panel {self._width}x{self._height}", "ver": "1.0", "push": True, "ntp": False}
            body = json.dumps({"status": status}).encode()[:length]
            target = STATUS
        head = bytes((0x45, 0, 0, target)) + offset.to_bytes(4, "big") + len(body).to_bytes(2, "big")
        self.answer(head + body)


def _mirrored(row: bytes) -> bytes:
    return b"".join(row[at : at + 3] for at in range(len(row) - 3, -1, -3))
