"""An ID-card reader with a SAM module: cards are laid on it and lifted, it finds, selects and reads them.

A card follows ISO 14443 type B: it answers `find` until it is selected, and then only reads, until it is lifted.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import Any

from drivers.emulators.device import WiredDevice
from drivers.emulators.id_cards import CARDS, EmulatedCard
from drivers.emulators.menu import Key
from drivers.emulators.reader_picture import draw_reader, reader_keys
from drivers.emulators.sam_frames import CommandReader, answer_frame
from drivers.emulators.wires import Wire

FIND_S, SELECT_S, READ_S, SHORT_S = 0.12, 0.15, 1.2, 0.02
"""How long a module works before it answers."""
ATTENDED_LIFT_S, ATTENDED_LAY_S = 0.03, 0.06
READ_ERROR = "read-error"
REFUSES = "card-refuses"
NOT_AUTHORISED = "not-authorised"
SELF_TEST = "self-test"
LENGTH_LIES = "length-lies"
NOISE_INSIDE = "noise-inside"
NOISE_BETWEEN = "noise-between"
SAM_NUMBER = bytes.fromhex("0500 0300 58913201 39300000 15CD5B07".replace(" ", ""))
_LONG = 100
"""Bytes; only longer answers are struck by noise within, so that the reader is still found."""


class IdCardReaderEmulator(WiredDevice):
    """Args:
    pace: of its work; 0 answers at once.
    attended: somebody lays this card again after each reading, so that every reading succeeds.
    fingerprint: the module can read fingerprints.
    """

    kind = "id-card-reader"
    own_faults = (READ_ERROR, REFUSES, NOT_AUTHORISED, SELF_TEST, LENGTH_LIES, NOISE_INSIDE, NOISE_BETWEEN)

    def __init__(
        self,
        id: str,  # noqa: A002
        wire: Wire,
        *,
        clock_s: Callable[[], float],
        randomness: random.Random,
        reboot_s: float = 1.0,
        pace: float = 1.0,
        attended: EmulatedCard | None = None,
        fingerprint: bool = True,
    ) -> None:
        super().__init__(id, wire, clock_s=clock_s, randomness=randomness, reboot_s=reboot_s)
        self._pace = pace
        self._random = randomness
        self._fingerprint = fingerprint
        self._attended = attended
        self._commands = CommandReader()
        self._card: EmulatedCard | None = attended
        self._selected = False
        self._reads = 0
        self._laid = 0
        self._timers: set[asyncio.TimerHandle] = set()

    async def stop(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        await super().stop()

    # --- what a person sees and does ---

    def state(self) -> dict[str, Any]:
        return {
            **super().state(),
            "card": self._card.kind if self._card else "",
            "selected": self._selected,
            "reads": self._reads,
            "laid": self._laid,
        }

    def picture(self) -> bytes:
        return draw_reader(self._card.kind if self._card else "", busy=self._selected, dark=self._answers.name == "silent")

    def key_menu(self) -> Sequence[Key]:
        return reader_keys(CARDS, self._card.kind if self._card else "")

    def press(self, key: str) -> None:
        """`card:resident` lays a card (see `CARDS`); `lift` takes it away."""
        name, _, kind = key.partition(":")
        if name == "lift" and not kind:
            self.lift()
        elif name == "card" and kind in CARDS:
            self.lay(CARDS[kind]())
        else:
            raise ValueError(f"{self.id} has no key {key!r}; it has lift and card:… with {', '.join(CARDS)}")

    def lay(self, card: EmulatedCard) -> None:
        self._card, self._selected = card, False
        self._laid += 1

    def lift(self) -> None:
        self._card, self._selected = None, False

    # --- the line ---

    def on_connect(self) -> None:
        self._commands = CommandReader()

    def on_bytes(self, data: bytes) -> None:
        for sound, body in self._commands.feed(data):
            if not sound:
                self._say(0x10, b"", SHORT_S)
            else:
                self._obey(body)

    def on_power_up(self) -> None:
        # A card in the field loses its power too, and can be found again.
        self._selected = False

    def damaged(self, frame: bytes) -> bytes:
        return frame[:-1] + bytes((frame[-1] ^ 0x01,))

    def _obey(self, body: bytes) -> None:
        broken = {NOT_AUTHORISED: 0x66, SELF_TEST: 0x60}.get(self._answers.name)
        if body == b"\x11\xff":
            self._say(broken or 0x90, b"", SHORT_S)
        elif body == b"\x12\xff":
            self._say(0x90, SAM_NUMBER, SHORT_S)
        elif body == b"\x10\xff":
            self._selected = False
            self._say(0x90, b"", SHORT_S)
        elif broken:
            self._say(broken, b"", SHORT_S)
        elif body == b"\x20\x01":
            if self._card and not self._selected:
                self._say(0x9F, bytes(4), FIND_S)
            else:
                self._say(0x80, b"", FIND_S)
        elif body == b"\x20\x02":
            if self._card is None or self._selected:
                self._say(0x81, b"", SELECT_S)
            elif self._answers.name == REFUSES:
                self._say(0x31, b"", SELECT_S)
            else:
                self._selected = True
                self._say(0x90, bytes(8), SELECT_S)
        elif body in (b"\x30\x01", b"\x30\x10"):
            self._read(with_prints=body == b"\x30\x10")
        elif body == b"\x30\x03":
            self._newest_address()
        else:
            self._say(0x21, b"", SHORT_S)

    def _read(self, *, with_prints: bool) -> None:
        card = self._card
        if with_prints and not self._fingerprint:
            self._say(0x21, b"", SHORT_S)
        elif card is None or not self._selected or self._answers.name == READ_ERROR:
            self._say(0x41, b"", READ_S / 2)
        else:
            parts = [card.text, card.photo] + ([card.prints] if with_prints else [])
            sizes = b"".join(bytes((len(part) // 256, len(part) % 256)) for part in parts)
            self._reads += 1
            self._say(0x90, sizes + b"".join(parts), READ_S)
            if self._attended is not None:
                self._later(ATTENDED_LIFT_S, self.lift)
                self._later(ATTENDED_LAY_S, self._lay_attended)

    def _lay_attended(self) -> None:
        if self._attended is not None:
            self.lay(self._attended)

    def _newest_address(self) -> None:
        if self._card is None or not self._selected:
            self._say(0x41, b"", SHORT_S)
        elif not self._card.newest_address:
            self._say(0x91, b"", SHORT_S)
        else:
            self._say(0x90, self._card.newest_address.ljust(35).encode("utf-16-le"), READ_S / 4)

    def _say(self, status: int, data: bytes, after_s: float) -> None:
        frame = self._struck(answer_frame(status, data))
        if self._pace:
            self._later(after_s * self._pace, lambda: self.answer(frame))
        else:
            self.answer(frame)

    def _struck(self, frame: bytes) -> bytes:
        """What a bad cable or bad firmware makes of an answer."""
        if self._answers.name == LENGTH_LIES:
            return frame[:5] + bytes((frame[5], frame[6] ^ 0x07)) + frame[7:-1] + bytes((frame[-1] ^ 0x07,))
        if self._answers.name == NOISE_INSIDE and len(frame) > _LONG:
            at = self._random.randrange(10, len(frame) - 10)
            return frame[:at] + self._random.randbytes(3) + frame[at:]
        if self._answers.name == NOISE_BETWEEN:
            return self._random.randbytes(7) + b"\xaa\xaa\xaa\x96\x69\x05" + frame
        return frame

    def _later(self, after_s: float, call: Callable[[], None]) -> None:
        def run() -> None:
            self._timers.discard(timer)
            call()

        timer = asyncio.get_running_loop().call_later(after_s, run)
        self._timers.add(timer)
