"""A tactile key pad with a headphone jack, as the Linux kernel shows one: `struct input_event` of a 64-bit host on a pty.

Written from linux/input.h and linux/input-event-codes.h for the emulator only.
"""

import asyncio
import random
import struct
from collections.abc import Callable, Sequence
from typing import Any

from drivers.emulators.device import WiredDevice
from drivers.emulators.faults import STOP_READING
from drivers.emulators.keypad_picture import draw_keypad, keypad_keys
from drivers.emulators.menu import Key
from drivers.emulators.wires import Wire

RECORD = "<qqHHi"
SYN, KEY, MSC, SW = 0, 1, 4, 5
MSC_SCAN = 4
JACK_SWITCH = 2
KEY_LIT_S = 1.0
ATTENDED_EVERY_S = 0.05
KEYPAD_BLOCK = {"0": 82, "1": 79, "2": 80, "3": 81, "4": 75, "5": 76, "6": 77, "7": 71, "8": 72, "9": 73}
NAMED_KEYS = {"up": 103, "down": 108, "left": 105, "right": 106, "ok": 96, "back": 14, "help": 55, "repeat": 98}
VOLUME_KEYS = {"volume-up": 115, "volume-down": 114}
CODES = KEYPAD_BLOCK | NAMED_KEYS | VOLUME_KEYS
HEADPHONES_IN, HEADPHONES_OUT = "headphones-in", "headphones-out"
JACK_IN_CODE, JACK_OUT_CODE = 185, 186
"""F15 and F16, which some pads press for their jack."""
UNKNOWN_KEY = "unknown-key"
"""A key that no profile knows, such as a media key."""
OTHER_CODE = 0x1D0


class KeypadEmulator(WiredDevice):
    """Args:
    attended: somebody presses this key again and again.
    jack_keys: codes sent when headphones come and go, instead of the kernel's switch.
    """

    kind = "keypad"

    def __init__(
        self,
        id: str,  # noqa: A002
        wire: Wire,
        *,
        clock_s: Callable[[], float],
        randomness: random.Random,
        reboot_s: float = 1.0,
        attended: str = "",
        jack_keys: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(id, wire, clock_s=clock_s, randomness=randomness, reboot_s=reboot_s)
        self._attended = attended
        self._jack_keys = jack_keys
        self._timer: asyncio.TimerHandle | None = None
        self._presses = 0
        self._headphones = False
        self._lit_until_s = 0.0

    async def start(self) -> None:
        await super().start()
        if self._attended:
            self._press_again()

    async def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        await super().stop()

    # --- what a person sees and does ---

    def state(self) -> dict[str, Any]:
        return {**super().state(), "presses": self._presses, "headphones": self._headphones}

    def picture(self) -> bytes:
        """Which key was pressed isn't drawn: it may be a digit of somebody's number."""
        return draw_keypad(
            pressed=self._clock_s() < self._lit_until_s, headphones=self._headphones, dark=self._answers.name == "silent"
        )

    def key_menu(self) -> Sequence[Key]:
        return keypad_keys(headphones=self._headphones)

    def fault_menu(self) -> Sequence[str]:
        """It reads nothing, so nothing can stop it reading."""
        return [fault for fault in super().fault_menu() if fault != STOP_READING]

    def press(self, key: str) -> None:
        """A key by name, several digits as `digits:1522`, or the jack."""
        name, _, digits = key.partition(":")
        if name == "digits" and digits and set(digits) <= set(KEYPAD_BLOCK):
            for digit in digits:
                self._tap(KEYPAD_BLOCK[digit])
        elif key in CODES:
            self._tap(CODES[key])
        elif key == UNKNOWN_KEY:
            self._tap(OTHER_CODE)
        elif key in (HEADPHONES_IN, HEADPHONES_OUT):
            self._jack(inserted=key == HEADPHONES_IN)
        else:
            known = ", ".join((*CODES, "digits:…", HEADPHONES_IN, HEADPHONES_OUT, UNKNOWN_KEY))
            raise ValueError(f"{self.id} has no key {key!r}; it has {known}")

    # --- the line ---

    def on_bytes(self, data: bytes) -> None:
        """Nothing can be told to it."""

    def damaged(self, frame: bytes) -> bytes:
        """Events that can't be: more microseconds than a second has."""
        size = struct.calcsize(RECORD)
        records = (frame[at : at + size] for at in range(0, len(frame), size))
        return b"".join(record[:8] + b"\xff" * 8 + record[16:] for record in records)

    def _tap(self, code: int) -> None:
        self._presses += 1
        self._lit_until_s = self._clock_s() + KEY_LIT_S
        self.answer(self._records((MSC, MSC_SCAN, 0x70000 + code), (KEY, code, 1), (SYN, 0, 0)))
        self.answer(self._records((KEY, code, 0), (SYN, 0, 0)))

    def _jack(self, *, inserted: bool) -> None:
        self._headphones = inserted
        if self._jack_keys is None:
            self.answer(self._records((SW, JACK_SWITCH, int(inserted)), (SYN, 0, 0)))
        else:
            self._tap(self._jack_keys[0 if inserted else 1])

    def _records(self, *events: tuple[int, int, int]) -> bytes:
        seconds = self._clock_s()
        stamp = (int(seconds), int(seconds % 1 * 1_000_000))
        return b"".join(struct.pack(RECORD, *stamp, *event) for event in events)

    def _press_again(self) -> None:
        self._tap(CODES[self._attended])
        self._timer = asyncio.get_running_loop().call_later(ATTENDED_EVERY_S, self._press_again)
