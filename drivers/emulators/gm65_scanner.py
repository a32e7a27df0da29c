"""A scanner of the GM65 family: zones of settings, a trigger, a reply to each command.

Written from the makers' manuals for the emulator only.
"""

import random
from collections.abc import Callable
from typing import Any

from drivers.emulators.scanners import CONTINUOUS, NO_TAIL, ScannerEmulator
from drivers.emulators.wires import Wire


class Gm65Emulator(ScannerEmulator):
    """Args: baud: its own speed; on a pty it understands nothing at another one."""

    family = "gm65"

    def __init__(
        self,
        id: str,  # noqa: A002
        wire: Wire,
        *,
        clock_s: Callable[[], float],
        randomness: random.Random,
        reboot_s: float = 1.0,
        charset: str = "utf-8",
        attended: bytes | None = None,
        baud: int | None = None,
    ) -> None:
        super().__init__(id, wire, clock_s=clock_s, randomness=randomness, reboot_s=reboot_s, charset=charset, attended=attended)
        self._held = b""
        self._random = randomness
        self._baud = baud
        self._flash = factory_zones(baud or 9_600)
        self._zones = bytearray(self._flash)

    @property
    def reads_always(self) -> bool:
        return self._zones[0] & 0x03 in (2, 3)

    def state(self) -> dict[str, Any]:
        return {**super().state(), "mode": self._zones[0] & 0x03, "saved": self._zones == self._flash}

    def on_connect(self) -> None:
        self._held = b""

    def on_fault(self, name: str) -> None:
        if name == CONTINUOUS:
            self._zones[0] = self._zones[0] & 0xFC | 0x02

    def on_power_up(self) -> None:
        super().on_power_up()
        self._zones = bytearray(self._flash)

    def on_bytes(self, data: bytes) -> None:
        if not self._same_speed():
            return
        self._held += data
        while (start := self._held.find(b"\x7e\x00")) >= 0:
            frame = self._held[start:]
            if len(frame) < 6:
                break
            data_bytes = frame[3] if frame[2] == 8 else 1
            if frame[2] not in (7, 8, 9, 10):
                self._held = frame[1:]
                continue
            if len(frame) < 6 + data_bytes + 2:
                break
            end = 6 + data_bytes
            check = frame[end : end + 2]
            if check in (b"\xab\xcd", xmodem(frame[2:end])):
                self._obey(frame[2], frame[4] * 256 + frame[5], frame[6:end])
            self._held = frame[end + 2 :]
        self._held = self._held[-300:]

    def damaged(self, frame: bytes) -> bytes:
        """A reply with a wrong check; a code has none."""
        is_reply = frame[:2] == b"\x02\x00" and frame[-2:] == xmodem(frame[2:-2])
        return frame[:-1] + bytes((frame[-1] ^ 1,)) if is_reply else frame

    def framed(self, code: bytes) -> bytes:
        output = self._zones[0x60]
        if output & 0x80:
            return bytes((3, len(code) // 256, len(code) % 256)) + code
        if not output & 0x01 or self._answers.name == NO_TAIL:
            return code
        return code + (b"\r", b"\r\n", b"\t", b"")[output >> 5 & 3]

    def answer(self, frame: bytes) -> None:
        super().answer(frame if self._same_speed() else self._random.randbytes(len(frame)))

    def _same_speed(self) -> bool:
        speed = getattr(self._wire, "baud", lambda: None)()
        return self._baud is None or speed is None or speed == self._baud

    def _obey(self, kind: int, address: int, data: bytes) -> None:
        if kind == 7:
            count = data[0]
            self._reply(bytes(self._zones[address : address + count]).ljust(count, b"\x00"))
            return
        if kind == 9:
            self._flash = bytearray(self._zones)
        elif kind == 8 and address == 0x00D9:
            if data[0] == 0x50:
                self._zones = factory_zones(self._baud or 9_600)
        elif kind == 8 and address == 0x0002:
            self._zones[2] = self._zones[2] & 0xFE | data[0] & 1
            self.light(on=bool(data[0] & 1))
            if self.lit and self._zones[6]:
                self.lit_for(self._zones[6] / 10)
        elif kind == 8 and address + len(data) <= len(self._zones):
            self._zones[address : address + len(data)] = data
            self.count_setting()
        self._reply(b"\x00")

    def _reply(self, data: bytes) -> None:
        body = bytes((0, len(data))) + data
        self.answer(b"\x02\x00" + body + xmodem(body))


def factory_zones(baud: int) -> bytearray:
    """As a module comes: reads all the time, light and sound on, CR after each code."""
    zones = bytearray(0x100)
    zones[0x00], zones[0x02], zones[0x05], zones[0x06], zones[0x60] = 0xD6, 0x20, 0x0A, 0x32, 0x01
    zones[0x2A], zones[0x2B] = divmod(-(-3_000_000 // baud), 256)[::-1]
    return zones


def xmodem(data: bytes) -> bytes:
    register = 0
    for byte in data:
        register ^= byte << 8
        for _ in range(8):
            register = (register << 1 ^ 0x1021) & 0xFFFF if register & 0x8000 else register << 1
    return bytes((register >> 8, register & 0xFF))
