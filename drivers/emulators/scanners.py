"""QR scanners: codes are held before them; they read when triggered, or all the time.

The base of the two families, which differ in how they are told to read and in what they answer.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import Any

from drivers.emulators.device import WiredDevice
from drivers.emulators.menu import TEXT, Key
from drivers.emulators.scanner_picture import draw_scanner
from drivers.emulators.wires import Wire

ATTENDED_S = 0.02
"""After the light goes on, in tests and the demo, until somebody holds a code before it."""
WORD_S = 2.0
"""How long the picture tells what became of a code."""
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
        self._held_up_s = float("-inf")
        self._saw_it = False

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
        just_now = self._clock_s() - self._held_up_s < WORD_S
        word = ("已读取" if self._saw_it else "未在读取，没有反应") if just_now else ""
        return draw_scanner(lit=self.lit or self.reads_always, dark=self._answers.name == "silent", word=word)

    def key_menu(self) -> Sequence[Key]:
        return (
            Key("code:6901234567892", "出示商品条码", "Hold up a goods' bar code"),
            Key("code:https://example.gov.cn/q?n=A001", "出示网址二维码", "Hold up a QR code with an address"),
            Key("code", "出示二维码，内容", "Hold up a QR code with the text", TEXT),
        )

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
        self._held_up_s, self._saw_it = self._clock_s(), self.lit or self.reads_always
        if not self._saw_it:
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
