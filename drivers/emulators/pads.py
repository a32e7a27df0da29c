"""Call pads and four-key evaluators: what their keys send and what their display shows."""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import Any

from drivers.emulators.faults import COMMON_FAULTS, DROP_LINK, NONE, REBOOT, SILENT, STOP_READING, AnswerFaults, UnknownFault
from drivers.emulators.menu import Key
from drivers.emulators.pad_frames import BEEP, SHOW, build, wrong_sum
from drivers.emulators.pad_picture import call_pad_keys, draw_call_pad, draw_evaluator, evaluator_keys

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
_CUT_OFF = frozenset((SILENT, DROP_LINK, STOP_READING))
"""For one pad on a shared line all three look the same."""


class Pad:
    """One pad on a line.

    Args:
        send: the line's, so that its faults strike this pad too.
        acknowledges: it echoes what the host sends to it.
    """

    kind = ""

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
        self.id = id
        self._clock_s = clock_s
        self.address = address
        self._acknowledges = acknowledges
        self._answers = AnswerFaults(send, wrong_sum, randomness)
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
        self._answers.stop()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    # --- what a person sees and does ---

    def state(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "address": self.address,
            "fault": self._answers.name,
            "beeps": self._beeps,
            "presses": self._presses,
            "unacknowledged": self._unacknowledged,
            "waiting_for_echo": self._waiting is not None,
        }

    def picture(self) -> bytes:
        raise NotImplementedError

    def lit_key(self) -> str:
        """The key whose lamp is on: a rating isn't to be read from the pad later."""
        return self._last_key if self._clock_s() - self._pressed_s < KEY_LIT_S else ""

    def key_menu(self) -> Sequence[Key]:
        raise NotImplementedError

    def fault_menu(self) -> Sequence[str]:
        return COMMON_FAULTS

    def press(self, key: str) -> None:
        raise NotImplementedError

    def fault(self, name: str) -> None:
        if name not in COMMON_FAULTS:
            raise UnknownFault(f"{self.id} has no fault {name!r}; it has {', '.join(COMMON_FAULTS)}")
        self._answers.stop()
        self._answers.name = NONE if name == REBOOT else name
        if name == REBOOT:
            self.display = bytes((BLANK,)) * 6
            self._forget()

    # --- the line ---

    def hear(self, body: bytes) -> None:
        """A frame with this pad's address."""
        if self._answers.name in _CUT_OFF:
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
            self._answers.answer(build(self.address, function, data))

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
        if self._answers.name not in _CUT_OFF:
            self._answers.answer(build(self._waiting[0], self._waiting[1], self._waiting[2:]))
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
        return draw_call_pad(_readable(self.display), self.lit_key(), dark=self._answers.name in _CUT_OFF)

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
        return draw_evaluator(self.lit_key(), dark=self._answers.name in _CUT_OFF)

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
