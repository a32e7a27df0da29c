"""An ID-card reader with a SAM module: cards are laid on it and lifted, it finds, selects and reads them.

A card follows ISO 14443 type B: it answers `find` until it is selected, and then only reads, until it is lifted. The module
does one thing after the other: a command that comes while it works waits.
"""

import asyncio
import random
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from drivers.emulators.device import WiredDevice
from drivers.emulators.id_cards import CARDS, EmulatedCard
from drivers.emulators.menu import Key
from drivers.emulators.reader_picture import draw_reader, reader_keys
from drivers.emulators.sam_frames import CommandReader, answer_frame
from drivers.emulators.wires import Wire

FIND, SELECT, READ, READ_PRINTS, NEWEST_ADDRESS = b"\x20\x01", b"\x20\x02", b"\x30\x01", b"\x30\x10", b"\x30\x03"
RESET, STATUS, NUMBER = b"\x10\xff", b"\x11\xff", b"\x12\xff"
WORK_S = {FIND: 0.12, SELECT: 0.15, READ: 1.2, READ_PRINTS: 1.2, NEWEST_ADDRESS: 0.3}
SHORT_S = 0.02
"""How long a module works before it answers."""
ATTENDED_LIFT_S, ATTENDED_LAY_S = 0.03, 0.06
READ_ERROR = "read-error"
READ_ERROR_ONCE = "read-error-once"
"""The first reading of each laying fails, as with a card that is still being put down."""
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
    newest_address: it can read an address written later.
    """

    kind = "id-card-reader"
    own_faults = (READ_ERROR, READ_ERROR_ONCE, REFUSES, NOT_AUTHORISED, SELF_TEST, LENGTH_LIES, NOISE_INSIDE, NOISE_BETWEEN)

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
        newest_address: bool = True,
    ) -> None:
        super().__init__(id, wire, clock_s=clock_s, randomness=randomness, reboot_s=reboot_s)
        self._pace = pace
        self._random = randomness
        self._lacks = ({READ_PRINTS} if not fingerprint else set()) | ({NEWEST_ADDRESS} if not newest_address else set())
        self._attended = attended
        self._commands = CommandReader()
        self._waiting: deque[tuple[bool, bytes]] = deque()
        self.at_work = b""
        """The command it works on."""
        self._card: EmulatedCard | None = attended
        self._selected = False
        self._reads = 0
        self._laid = 0
        self._tried = 0
        """The laying that was read or tried to."""
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
        self._waiting += self._commands.feed(data)
        self._begin()

    def on_power_up(self) -> None:
        # A card in the field loses its power too, and can be found again.
        self._selected = False
        self._waiting.clear()

    def damaged(self, frame: bytes) -> bytes:
        return frame[:-1] + bytes((frame[-1] ^ 0x01,))

    def _begin(self) -> None:
        """The next command, when the last one is done."""
        while self._waiting and not self.at_work:
            sound, body = self._waiting.popleft()
            laying = self._laid
            seconds = WORK_S.get(body, SHORT_S) * self._pace
            if seconds:
                self.at_work = body
                self._later(seconds, partial(self._done, sound, body, laying))
            else:
                self._say(sound, body, laying)

    def _done(self, sound: bool, body: bytes, laying: int) -> None:
        self.at_work = b""
        self._say(sound, body, laying)
        self._begin()

    def _say(self, sound: bool, body: bytes, laying: int) -> None:
        status, data = self._obey(body, laying) if sound else (0x10, b"")
        self.answer(self._struck(answer_frame(status, data)))

    def _obey(self, body: bytes, laying: int) -> tuple[int, bytes]:
        """Verdict and data.

        Args:
            laying: the card that lay there when the work began.
        """
        broken = {NOT_AUTHORISED: 0x66, SELF_TEST: 0x60}.get(self._answers.name)
        if body == NUMBER:
            return 0x90, SAM_NUMBER
        if body == RESET:
            self._selected = False
            return 0x90, b""
        if broken or body == STATUS:
            return broken or 0x90, b""
        if body in self._lacks or body not in WORK_S:
            return 0x21, b""
        if body == FIND:
            return (0x9F, bytes(4)) if self._card and not self._selected else (0x80, b"")
        card = self._card if laying == self._laid else None
        if body == SELECT:
            return self._select(card)
        if card is None or not self._selected:
            return 0x41, b""
        if body == NEWEST_ADDRESS:
            return self._newest_address(card)
        return self._read(card, with_prints=body == READ_PRINTS)

    def _select(self, card: EmulatedCard | None) -> tuple[int, bytes]:
        if card is None or self._selected:
            return 0x81, b""
        if self._answers.name == REFUSES:
            return 0x31, b""
        self._selected = True
        return 0x90, bytes(8)

    def _read(self, card: EmulatedCard, *, with_prints: bool) -> tuple[int, bytes]:
        first, self._tried = self._tried != self._laid, self._laid
        if self._answers.name == READ_ERROR or (self._answers.name == READ_ERROR_ONCE and first):
            return 0x41, b""
        parts = [card.text, card.photo] + ([card.prints] if with_prints else [])
        sizes = b"".join(bytes((len(part) // 256, len(part) % 256)) for part in parts)
        self._reads += 1
        if self._attended is not None:
            self._later(ATTENDED_LIFT_S, self.lift)
            self._later(ATTENDED_LAY_S, self._lay_attended)
        return 0x90, sizes + b"".join(parts)

    def _lay_attended(self) -> None:
        if self._attended is not None:
            self.lay(self._attended)

    @staticmethod
    def _newest_address(card: EmulatedCard) -> tuple[int, bytes]:
        return (0x90, card.newest_address.ljust(35).encode("utf-16-le")) if card.newest_address else (0x91, b"")

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
