"""QR scanners: codes are held before them; they read when triggered, or all the time.

Two families: GM65 with its zones of settings and a reply to each command, Honeywell with menu commands.
"""

import asyncio
import random
from collections.abc import Callable
from typing import Any

from drivers.emulators.device import WiredDevice
from drivers.emulators.scanner_picture import draw_scanner
from drivers.emulators.wires import Wire

ATTENDED_S = 0.02
"""After the light goes on, in tests and the demo, until somebody holds a code before it."""
NO_TAIL = "no-terminator"
CONTINUOUS = "continuous"
"""Somebody showed the scanner a setup code: it reads all the time."""


class ScannerEmulator(WiredDevice):
    """Base of both families.

    Args:
        charset: what the scanner makes of a code's text: utf-8 or gbk.
        attended: bytes of a code that somebody holds before it whenever its light is on.
    """

    kind = "scanner"
    family = ""
    own_faults = (CONTINUOUS, NO_TAIL)

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
    ) -> None:
        super().__init__(id, wire, clock_s=clock_s, randomness=randomness, reboot_s=reboot_s)
        self._charset = charset
        self._attended = attended
        self._timer: asyncio.TimerHandle | None = None
        self.lit = False
        self._reads = 0
        self._missed = 0
        self._settings = 0

    async def stop(self) -> None:
        self._forget_timer()
        await super().stop()

    # --- what a person sees and does ---

    def state(self) -> dict[str, Any]:
        return {
            **super().state(),
            "family": self.family,
            "lit": self.lit,
            "reads": self._reads,
            "missed": self._missed,
            "settings_changed": self._settings,
        }

    def picture(self) -> bytes:
        return draw_scanner(lit=self.lit or self.reads_always, dark=self._answers.name == "silent")

    def press(self, key: str) -> None:
        """`code:TEXT` or `hex:BYTES` holds a code before the scanner for a moment."""
        name, _, text = key.partition(":")
        if name == "code" and text:
            self.hold(text.encode(self._charset, errors="replace"))
        elif name == "hex" and text:
            self.hold(bytes.fromhex(text))
        else:
            raise ValueError(f"{self.id} has no key {key!r}; it has code:TEXT and hex:BYTES")

    def hold(self, code: bytes) -> None:
        if not (self.lit or self.reads_always):
            self._missed += 1
            return
        self._reads += 1
        if not self.reads_always:
            self.light(on=False)
        self.answer(self.framed(code))

    def light(self, *, on: bool) -> None:
        self.lit = on
        self._forget_timer()
        if on and self._attended is not None:
            self._timer = asyncio.get_running_loop().call_later(ATTENDED_S, self.hold, self._attended)

    def lit_for(self, seconds: float) -> None:
        """The light goes out by itself when nothing is read."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(seconds, self.light_out)

    def light_out(self) -> None:
        self.light(on=False)

    @property
    def reads_always(self) -> bool:
        return self._answers.name == CONTINUOUS

    def on_power_up(self) -> None:
        self.light(on=False)

    def framed(self, code: bytes) -> bytes:
        """A code as it goes out."""
        raise NotImplementedError

    def count_setting(self) -> None:
        self._settings += 1

    def _forget_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


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


class HoneywellEmulator(ScannerEmulator):
    family = "honeywell"
    SETTINGS = {"CBRENA": (1, "1"), "TRGSTO": (300_000, "30000"), "TRGMOD": (3, "0"), "VSUFCR": (0, ""), "AIMPRE": (1, "0")}  # noqa: RUF012
    """Tag: greatest value, value from the factory."""

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
    ) -> None:
        super().__init__(id, wire, clock_s=clock_s, randomness=randomness, reboot_s=reboot_s, charset=charset, attended=attended)
        self._held = b""
        self._tail = b""
        self._values = {tag: value for tag, (_, value) in self.SETTINGS.items()}

    def on_connect(self) -> None:
        self._held = b""

    def on_power_up(self) -> None:
        super().on_power_up()
        self._values = {tag: value for tag, (_, value) in self.SETTINGS.items()}
        self._tail = b""

    def framed(self, code: bytes) -> bytes:
        return code + (b"" if self._answers.name == NO_TAIL else self._tail)

    def damaged(self, frame: bytes) -> bytes:
        """Its answers have no check: a bad line turns the verdict into another character."""
        return frame.replace(b"\x06", b"\x16")

    def on_bytes(self, data: bytes) -> None:
        self._held += data
        while (start := self._held.find(b"\x16")) >= 0:
            rest = self._held[start:]
            if len(rest) < 3:
                break
            if rest[2:3] != b"\r" or rest[1:2] not in (b"T", b"U", b"M"):
                self._held = rest[1:]
                continue
            if rest[1:2] == b"M":
                ends = [at for at in (rest.find(b"!"), rest.find(b".")) if at > 0]
                if not ends:
                    break
                self._menu(rest[3 : min(ends)], rest[min(ends) : min(ends) + 1])
                self._held = rest[min(ends) + 1 :]
            else:
                self.light(on=rest[1:2] == b"T")
                if self.lit:
                    self.lit_for(int(self._values["TRGSTO"]) / 1000)
                self._held = rest[3:]
        self._held = self._held[-200:]

    def _menu(self, body: bytes, storage: bytes) -> None:
        text = body.decode("ascii", errors="replace").upper()
        tag, value = text[:6], text[6:]
        if tag not in self.SETTINGS:
            self.answer(text.encode("ascii", errors="replace") + b"\x05" + storage)
            return
        most, factory = self.SETTINGS[tag]
        if value in ("?", "^", "*"):
            told = {"?": self._values[tag], "^": factory, "*": f"0-{most}"}[value]
            self.answer(f"{tag}{told}".encode() + b"\x06" + storage)
        elif (value.isdigit() and int(value) <= most) or (not value and not factory):
            self._values[tag] = value
            self.count_setting()
            if tag == "VSUFCR":
                self._tail = b"\r"
            self.answer(text.encode() + b"\x06" + storage)
        else:
            self.answer(text.encode("ascii", errors="replace") + b"\x15" + storage)


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
