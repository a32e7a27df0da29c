"""Call pads and four-key evaluators: what their keys send and what their display shows."""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import Any

from drivers.emulators.menu import Key
from drivers.emulators.pad_frames import BEEP, SHOW, build, wrong_sum
from drivers.emulators.pad_picture import call_pad_keys, draw_call_pad, draw_evaluator, evaluator_keys
from drivers.emulators.shared_line import LineUnit

ECHO_WAIT_S = 0.3
"""A pad that hears no echo of its key sends it again."""
RESENDS = 2
KEY_LIT_S = 2.0
BLANK = 0x0A
KEY_FUNCTION = 0x01
RATING_FUNCTION = 0x11
CALL_KEYS: dict[str, bytes] = {
    "next": b"\x0c",
    "recall": b"\x0d",
    "evaluate": b"\x0b",
    "pause": b"\x12",
    "transfer": b"\x13",
    "miss": b"\x06\x0f",
    "abandon": b"\x06\x0f",
    "hold": b"\x00\x0f",
    "take-back": b"\x03\x0f",
}
RATING_KEYS: dict[str, bytes] = {"very-good": b"\x03", "good": b"\x02", "declined": b"\x01", "bad": b"\x00"}


class Pad(LineUnit):
    """One pad on a line.

    Args:
        send: the line's.
        acknowledges: it echoes what the host sends to it.
    """

    def __init__(
        self,
        id: str,  # noqa: A002
        address: int,
        send: Callable[[bytes], None],
        *,
        clock_s: Callable[[], float],
        randomness: random.Random,
        acknowledges: bool = True,
    ) -> None:
        super().__init__(id, send, clock_s=clock_s, randomness=randomness)
        self.address = address
        self._acknowledges = acknowledges
        self._waiting: bytes | None = None
        self._resends = 0
        self._timer: asyncio.TimerHandle | None = None
        self.display = bytes((BLANK,)) * 6
        self._beeps = 0
        self._presses = 0
        self._unacknowledged = 0
        self._last_key = ""
        self._pressed_s = 0.0

    def stop(self) -> None:
        super().stop()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    # --- what a person sees and does ---

    def state(self) -> dict[str, Any]:
        return {
            **super().state(),
            "address": self.address,
            "beeps": self._beeps,
            "presses": self._presses,
            "unacknowledged": self._unacknowledged,
            "waiting_for_echo": self._waiting is not None,
        }

    def lit_key(self) -> str:
        """The key whose lamp is on: a rating isn't to be read from the pad later."""
        return self._last_key if self._clock_s() - self._pressed_s < KEY_LIT_S else ""

    # --- the line ---

    def damaged(self, frame: bytes) -> bytes:
        return wrong_sum(frame)

    def on_power_up(self) -> None:
        self.display = bytes((BLANK,)) * 6
        self._forget()

    def hear(self, body: bytes) -> None:
        """A frame with this pad's address."""
        if self.cut_off:
            return
        function, data = body[1], body[2:]
        if body == self._waiting:
            self._forget()
            return
        if function == SHOW and len(data) == 6:
            self.display = data
        elif function == BEEP:
            self._beeps += 1
        else:
            return
        if self._acknowledges:
            self.answer(build(self.address, function, data))

    def send_key(self, name: str, function: int, data: bytes) -> None:
        self._presses += 1
        self._last_key = name
        self._pressed_s = self._clock_s()
        self._forget()
        self._waiting = bytes((self.address, function)) + data
        self._resends = 0
        self._send_waiting()

    def _send_waiting(self) -> None:
        if self._waiting is None:
            return
        if not self.cut_off:
            self.answer(build(self._waiting[0], self._waiting[1], self._waiting[2:]))
        self._timer = asyncio.get_running_loop().call_later(ECHO_WAIT_S, self._no_echo)

    def _no_echo(self) -> None:
        self._timer = None
        if self._resends < RESENDS:
            self._resends += 1
            self._send_waiting()
        else:
            self._unacknowledged += 1
            self._waiting = None

    def _forget(self) -> None:
        self._waiting = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class CallPadEmulator(Pad):
    """A clerk's pad: six digits, keys for calling."""

    kind = "call-pad"

    def state(self) -> dict[str, Any]:
        return {**super().state(), "display": _readable(self.display), "last_key": self._last_key}

    def picture(self) -> bytes:
        return draw_call_pad(_readable(self.display), self.lit_key(), dark=self.cut_off)

    def key_menu(self) -> Sequence[Key]:
        return call_pad_keys()

    def press(self, key: str) -> None:
        """A key by name; `transfer:12` types digits before it."""
        name, _, digits = key.partition(":")
        if name not in CALL_KEYS or (digits and not (digits.isascii() and digits.isdigit() and len(digits) <= 6)):
            raise ValueError(f"{self.id} has no key {key!r}; it has {', '.join(CALL_KEYS)}, with digits as transfer:12")
        typed = bytes(int(digit) for digit in digits)
        code = CALL_KEYS[name]
        # An operation that is a digit and "enter" has further digits between the two: 3 0 1 2 enter.
        data = typed + code if len(code) == 1 else code[:1] + typed + code[1:]
        self.send_key(key, KEY_FUNCTION, data)


class EvaluatorEmulator(Pad):
    """A citizen's pad: four keys. It sends whatever is pressed, asked or not."""

    kind = "rating-pad"

    def picture(self) -> bytes:
        return draw_evaluator(self.lit_key(), dark=self.cut_off)

    def key_menu(self) -> Sequence[Key]:
        return evaluator_keys()

    def press(self, key: str) -> None:
        name = key.lower().replace("_", "-")
        if name not in RATING_KEYS:
            raise ValueError(f"{self.id} has no key {key!r}; it has {', '.join(RATING_KEYS)}")
        self.send_key(name, RATING_FUNCTION, RATING_KEYS[name])


def _readable(display: bytes) -> str:
    """Six places, blank as a space."""
    return "".join(str(code) if code <= 9 else " " for code in display)
