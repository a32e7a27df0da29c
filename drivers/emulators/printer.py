"""An ESC/POS receipt printer with an auto-cutter: prints onto pictures, answers about itself as real ones do.

Real-time commands are obeyed the moment they arrive, also by a printer that has stopped; everything else waits in the
buffer, in order. A printer that runs out of paper keeps the rest of its buffer and goes on when new paper is in.
"""

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from drivers.emulators.device import WiredDevice
from drivers.emulators.escpos_interpreter import Interpreter
from drivers.emulators.escpos_parser import Parser, Step
from drivers.emulators.paper import Item, Receipt, TextLine
from drivers.emulators.receipt_picture import Panel, draw
from drivers.emulators.wires import Wire

BUFFER_BYTES = 65_536
"""When it is full the printer doesn't read any more."""
RECEIPTS_KEPT = 20
DEFAULT_PAPER_OUT_AFTER_LINES = 5
PAPER_OUT = "paper-out"
PAPER_LOW = "paper-low"
COVER_OPEN = "cover-open"
CUTTER_ERROR = "cutter-error"
PAPER_OUT_MID = "paper-out-mid"


@dataclass(slots=True)
class Mechanism:
    """What the printer's sensors see."""

    near_end: bool = False
    paper_end: bool = False
    cover_open: bool = False
    cutter_jam: bool = False

    @property
    def online(self) -> bool:
        return not (self.paper_end or self.cover_open or self.cutter_jam)

    def answer(self, question: int) -> int | None:
        """The byte for DLE EOT n; None for a question it doesn't know."""
        fixed = 0x12
        if question == 1:
            return fixed | (0 if self.online else 0x08)
        if question == 2:
            return fixed | (0x04 if self.cover_open else 0) | (0x20 if self.paper_end else 0) | (0x40 if self.cutter_jam else 0)
        if question == 3:
            return fixed | (0x08 if self.cutter_jam else 0)
        if question == 4:
            return fixed | (0x0C if self.near_end or self.paper_end else 0) | (0x60 if self.paper_end else 0)
        return None

    def paper_byte(self) -> int:
        """Answer to GS r 1, and the third byte of an automatic report."""
        return (0x03 if self.near_end or self.paper_end else 0) | (0x0C if self.paper_end else 0)

    def report(self) -> bytes:
        """The four bytes of GS a."""
        first = 0x10 | (0 if self.online else 0x08) | (0x20 if self.cover_open else 0)
        return bytes((first, 0x08 if self.cutter_jam else 0, self.paper_byte(), 0))


class PrinterEmulator(WiredDevice):
    """Args: mute: a cheap model that never answers anything."""

    kind = "receipt-printer"
    own_faults = (PAPER_OUT, PAPER_LOW, COVER_OPEN, CUTTER_ERROR, PAPER_OUT_MID)

    def __init__(
        self,
        id: str,  # noqa: A002
        wire: Wire,
        *,
        clock_s: Callable[[], float],
        randomness: random.Random,
        reboot_s: float = 1.0,
        dots: int = 576,
        charset: str = "gb18030",
        mute: bool = False,
    ) -> None:
        super().__init__(id, wire, clock_s=clock_s, randomness=randomness, reboot_s=reboot_s)
        self._dots = dots
        self._mute = mute
        self._mechanism = Mechanism()
        self._parser = Parser()
        self._interpreter = Interpreter(dots, charset, self._put, self._cut)
        self._real_time = b""
        self._reports = False
        self._lines_left: int | None = None
        self._receipts: deque[Receipt] = deque(maxlen=RECEIPTS_KEPT)
        self._count = 0
        self._current = Receipt(1)
        self._drawn: tuple[object, bytes] | None = None

    # --- what a person sees and does ---

    def state(self) -> dict[str, Any]:
        return {
            **super().state(),
            "online": self._mechanism.online,
            "paper": "out" if self._mechanism.paper_end else "low" if self._mechanism.near_end else "full",
            "cover_open": self._mechanism.cover_open,
            "cutter_jam": self._mechanism.cutter_jam,
            "receipts": self._count,
            "texts": [receipt.text for receipt in self._receipts],
            "unfinished": self._current.text,
            "buffered": len(self._parser),
            "unknown_commands": list(self._interpreter.unknown),
        }

    def picture(self) -> bytes:
        """The newest paper under the printer's panel."""
        hanging = self._current if self._current.items else self._receipts[-1] if self._receipts else None
        panel = Panel(
            power=True,
            paper_out=self._mechanism.paper_end,
            paper_low=self._mechanism.near_end,
            error=self._mechanism.cutter_jam or self._mechanism.cover_open,
        )
        key = (panel, hanging.number if hanging else 0, len(hanging.items) if hanging else 0)
        if self._drawn is None or self._drawn[0] != key:
            self._drawn = (key, draw(hanging, self._dots, panel))
        return self._drawn[1]

    def receipt_picture(self, number: int) -> bytes | None:
        """One of the last receipts by its number, without the printer."""
        found = next((receipt for receipt in self._receipts if receipt.number == number), None)
        return draw(found, self._dots, None) if found else None

    def press(self, key: str) -> None:
        """`feed`: the button on the lid."""
        if key != "feed":
            raise ValueError(f"{self.id} has no key {key!r}; it has: feed")
        self._interpreter.feed_lines(1)

    def on_fault(self, name: str) -> None:
        name, _, lines = name.partition(":")
        before = self._mechanism
        self._mechanism = Mechanism(
            near_end=name == PAPER_LOW,
            paper_end=name == PAPER_OUT,
            cover_open=name == COVER_OPEN,
            cutter_jam=name == CUTTER_ERROR,
        )
        self._lines_left = int(lines or DEFAULT_PAPER_OUT_AFTER_LINES) if name == PAPER_OUT_MID else None
        if before != self._mechanism:
            self._report()
        self._work()

    def fault(self, name: str) -> None:
        """`paper-out-mid:3` runs out after three printed lines."""
        menu_name, _, lines = name.partition(":")
        if lines and (menu_name != PAPER_OUT_MID or not lines.isdigit()):
            raise ValueError(f"fault {name!r}: only paper-out-mid takes a number of lines")
        super().fault(menu_name)
        if lines:
            self._lines_left = int(lines)

    # --- the wire ---

    def on_power_up(self) -> None:
        self._parser.clear()
        self._interpreter.reset()
        self._reports = False

    def on_bytes(self, data: bytes) -> None:
        self._parser.feed(data[self._obey_real_time(data) :])
        self._work()
        self._wire.reading(on=len(self._parser) < BUFFER_BYTES)

    def _obey_real_time(self, data: bytes) -> int:
        """Real-time commands count wherever they stand, even across two reads and inside a picture.

        Returns:
            where in `data` the buffer begins: behind a command that cleared it.
        """
        stream = self._real_time + data
        kept_from = 0
        at = stream.find(0x10)
        while at >= 0 and at + 2 < len(stream):
            lead, parameter = stream[at + 1], stream[at + 2]
            if lead == 0x04:
                answer = self._mechanism.answer(parameter)
                if answer is not None and not self._mute:
                    self.answer(bytes((answer,)))
            elif lead == 0x05 and parameter == 2:
                self._clear_buffer()
                kept_from = max(0, at + 3 - len(self._real_time))
            at = stream.find(0x10, at + 1)
        self._real_time = _begun_command(stream)
        return kept_from

    def _clear_buffer(self) -> None:
        """What was not printed yet is dropped; a person tears the begun paper off."""
        self._parser.clear()
        self._interpreter.reset()
        self._tear_off()

    def _work(self) -> None:
        """Print what is buffered for as long as nothing is wrong."""
        while self._mechanism.online:
            step = self._parser.take()
            if step is None:
                return
            self._do(step)

    def _do(self, step: Step) -> None:
        if step.name == b"\x1dr":
            if not self._mute:
                self.answer(bytes((self._mechanism.paper_byte(),)))
        elif step.name == b"\x1da":
            self._reports = step.data != b"\x00"
            self._report()
        elif step.name[:1] != b"\x10":
            self._interpreter.do(step)

    def _report(self) -> None:
        if self._reports and not self._mute:
            self.answer(self._mechanism.report())

    # --- paper ---

    def _put(self, item: Item) -> None:
        self._current.items.append(item)
        if self._lines_left is not None and isinstance(item, TextLine):
            self._lines_left -= 1
            if self._lines_left <= 0:
                self._lines_left = None
                self._mechanism.paper_end = True
                self._report()

    def _cut(self) -> None:
        self._current.cut = True
        self._tear_off()

    def _tear_off(self) -> None:
        if self._current.items:
            self._receipts.append(self._current)
            self._count += 1
        self._current = Receipt(self._count + 1)


def _begun_command(stream: bytes) -> bytes:
    """The end of `stream` if a real-time command may have begun there."""
    if stream[-1:] == b"\x10":
        return stream[-1:]
    return stream[-2:] if stream[-2:-1] == b"\x10" else b""
