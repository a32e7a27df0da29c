"""A Honeywell scanner: trigger characters, menu commands that come back with a verdict.

Written from the makers' manuals for the emulator only.
"""

import random
from collections.abc import Callable

from drivers.emulators.scanners import NO_TAIL, ScannerEmulator
from drivers.emulators.wires import Wire


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
