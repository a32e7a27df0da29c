"""A simple keypad of any make: what each key sends stands in its configuration. For pads nobody has a document of."""

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from drivers.emulators.device import WiredDevice
from drivers.emulators.faults import DROP_LINK, SILENT, STOP_READING
from drivers.emulators.frame_text import write_frame
from drivers.emulators.menu import Key
from drivers.emulators.pad_picture import draw_plain_pad, plain_pad_keys
from drivers.emulators.wires import Wire

KEY_LIT_S = 2.0
RELEASE_AFTER_S = 0.08
ECHO_WAIT_S = 0.3
RESENDS = 2
LONGEST_QUESTION = 64
ECHO = "echo"


@dataclass(frozen=True, slots=True)
class PlainPadTalk:
    """What the pad says and understands; frames as in `frame_text`."""

    keys: Mapping[str, tuple[str, ...]]
    """Key → frames it sends when pressed, one press after the other: a key with a toggle bit has two."""
    releases: Mapping[str, str] = field(default_factory=dict)
    """Key → what it sends when it is let go."""
    wants: str = ""
    """What acknowledges a key: `echo`, or bytes; without it the pad sends again. Empty: it never asks for more."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """What it hears → what it says."""
    lamps_on: str = ""
    lamps_off: str = ""
    beep: str = ""


class PlainPadEmulator(WiredDevice):
    """Args: look: `rating-pad` or `call-pad`, for the picture. titles: what stands on the keys, by key."""

    kind = "plain-pad"
    own_faults = ("stuck-key",)

    def __init__(
        self,
        id: str,  # noqa: A002
        wire: Wire,
        talk: PlainPadTalk,
        *,
        clock_s: Callable[[], float],
        randomness: random.Random,
        reboot_s: float = 1.0,
        titles: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(id, wire, clock_s=clock_s, randomness=randomness, reboot_s=reboot_s)
        self._random = randomness
        self._talk = talk
        self._titles = dict(titles or {})
        self._counter = 0
        self._turns: dict[str, int] = {}
        self._heard = b""
        self._inviting = False
        self._beeps = 0
        self._presses = 0
        self._unacknowledged = 0
        self._waiting: bytes | None = None
        self._resends = 0
        self._timers: set[asyncio.TimerHandle] = set()
        self._last_key = ""
        self._pressed_s = 0.0

    async def stop(self) -> None:
        self._cancel_timers()
        await super().stop()

    def state(self) -> dict[str, Any]:
        return {
            **super().state(),
            "inviting": self._inviting,
            "beeps": self._beeps,
            "presses": self._presses,
            "unacknowledged": self._unacknowledged,
            "waiting_for_echo": self._waiting is not None,
        }

    def picture(self) -> bytes:
        lit = self._last_key if self._clock_s() - self._pressed_s < KEY_LIT_S else ""
        return draw_plain_pad(self._all_titles(), lit, inviting=self._inviting, dark=self._is_cut_off())

    def key_menu(self) -> Sequence[Key]:
        return plain_pad_keys(self._all_titles())

    def press(self, key: str) -> None:
        frames = self._talk.keys.get(key)
        if frames is None:
            raise ValueError(f"{self.id} has no key {key!r}; it has {', '.join(self._talk.keys)}")
        self._presses += 1
        self._last_key, self._pressed_s = key, self._clock_s()
        turn = self._turns.get(key, 0)
        self._turns[key] = turn + 1
        self._send_key(frames[turn % len(frames)])
        release = self._talk.releases.get(key)
        if release is not None:
            self._later(RELEASE_AFTER_S, lambda: self._send_plain(release))
        if self._answers.name == "stuck-key":
            self._later(ECHO_WAIT_S, lambda: self._send_plain(frames[turn % len(frames)]))

    def on_power_up(self) -> None:
        self._inviting = False
        self._counter = 0
        self._heard = b""
        self._waiting = None

    def on_connect(self) -> None:
        self._heard = b""

    def on_bytes(self, data: bytes) -> None:
        self._heard = (self._heard + data)[-LONGEST_QUESTION:]
        if self._talk.wants == ECHO and self._waiting is not None and self._waiting in self._heard:
            self._acknowledged(self._waiting)
        elif self._talk.wants not in ("", ECHO) and bytes.fromhex(self._talk.wants) in self._heard:
            self._acknowledged(bytes.fromhex(self._talk.wants))
        if self._hears(self._talk.lamps_on):
            self._inviting = True
        if self._hears(self._talk.lamps_off):
            self._inviting = False
        if self._hears(self._talk.beep):
            self._beeps += 1
        for question, reply in self._talk.answers.items():
            if bytes.fromhex(question) in self._heard:
                self._forget(bytes.fromhex(question))
                self._send_plain(reply)

    def damaged(self, frame: bytes) -> bytes:
        return frame[:-1] + bytes([frame[-1] ^ 0x21])

    def _all_titles(self) -> dict[str, str]:
        return {key: self._titles.get(key, key) for key in self._talk.keys}

    def _hears(self, wanted: str) -> bool:
        """Whether these bytes are the last that were heard, so that one hearing counts once."""
        return bool(wanted) and self._heard.endswith(bytes.fromhex(wanted))

    def _forget(self, heard: bytes) -> None:
        place = self._heard.find(heard)
        self._heard = self._heard[:place] + self._heard[place + len(heard) :] if place >= 0 else self._heard

    def _acknowledged(self, heard: bytes) -> None:
        self._forget(heard)
        self._waiting = None

    def _send_key(self, text: str) -> None:
        self._counter += 1
        frame = write_frame(text, self._counter, self._random)
        self._waiting = frame if self._talk.wants else None
        self._resends = 0
        self._say(frame)
        if self._waiting is not None:
            self._later(ECHO_WAIT_S, lambda: self._no_echo(frame))

    def _send_plain(self, text: str) -> None:
        self._say(write_frame(text, self._counter, self._random))

    def _say(self, frame: bytes) -> None:
        if not self._is_cut_off():
            self.answer(frame)

    def _no_echo(self, frame: bytes) -> None:
        if self._waiting != frame:
            return
        if self._resends >= RESENDS:
            self._unacknowledged += 1
            self._waiting = None
            return
        self._resends += 1
        self._say(frame)
        self._later(ECHO_WAIT_S, lambda: self._no_echo(frame))

    def _is_cut_off(self) -> bool:
        return self._answers.name in (SILENT, DROP_LINK, STOP_READING)

    def _later(self, delay_s: float, do: Callable[[], None]) -> None:
        def run() -> None:
            self._timers.discard(timer)
            do()

        timer = asyncio.get_running_loop().call_later(delay_s, run)
        self._timers.add(timer)

    def _cancel_timers(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
