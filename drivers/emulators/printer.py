"""An ESC/POS receipt printer with an auto-cutter: prints onto pictures, answers about itself as real ones do.

Real-time commands are obeyed the moment they arrive, also by a printer that has stopped; everything else waits in the
buffer, in order. A printer that runs out of paper keeps the rest of its buffer and goes on when new paper is in.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import Any

from drivers.emulators.device import WiredDevice
from drivers.emulators.escpos_interpreter import Interpreter
from drivers.emulators.escpos_parser import Parser, Step
from drivers.emulators.faults import NONE
from drivers.emulators.menu import Key
from drivers.emulators.paper import Item, Receipt, TextLine
from drivers.emulators.paper_path import PaperPath
from drivers.emulators.printer_mechanism import Mechanism, with_fault
from drivers.emulators.printer_menu import (
    COVER_OPEN,
    ENDED_BY,
    FAULTS,
    KEYS,
    PAPER_JAM,
    PAPER_OUT_MID,
    POWER_CYCLE_MID,
    STALE_STATUS,
)
from drivers.emulators.printer_model import PrinterModel
from drivers.emulators.printer_mouth import Mouth
from drivers.emulators.printer_real_time import ASK, DO, RECOVER, RealTimeScanner
from drivers.emulators.receipt_picture import Panel
from drivers.emulators.wires import PtyWire, Wire

DEFAULT_PAPER_OUT_AFTER_LINES = 5
CLEARED = b"\x37\x25\x00"
"""Said after DLE DC4 8 has emptied the buffer."""
XON, XOFF = b"\x11", b"\x13"


class PrinterEmulator(WiredDevice):
    """One printer."""

    kind = "receipt-printer"
    own_faults = FAULTS

    def __init__(
        self,
        id: str,  # noqa: A002
        wire: Wire,
        *,
        clock_s: Callable[[], float],
        randomness: random.Random,
        reboot_s: float = 1.0,
        model: PrinterModel | None = None,
    ) -> None:
        super().__init__(id, wire, clock_s=clock_s, randomness=randomness, reboot_s=reboot_s)
        self._model = model = model or PrinterModel()
        self._mechanism = Mechanism()
        self._mouth = Mouth(model.presenter)
        self._path = PaperPath(model.dots)
        self._parser = Parser()
        self._interpreter = Interpreter(
            model.dots,
            model.charset,
            self._put,
            self._cut,
            hanzi_size=model.hanzi_size,
            chinese_at_reset=model.chinese_at_reset,
            stored_pictures=model.stored_pictures,
        )
        self._scanner = RealTimeScanner()
        self._reports = False
        self._lines_left: int | None = None
        self._ends_with_reboot = False
        self._rest: asyncio.TimerHandle | None = None
        """While the paper moves, nothing else is done."""
        self._booting: asyncio.TimerHandle | None = None
        """Without power and while it starts, what arrives is lost."""
        self._moved_dots = 0
        self._held_back = False
        self._lost_bytes = 0

    async def stop(self) -> None:
        self._stop_paper()
        if self._booting is not None:
            self._booting.cancel()
        await super().stop()

    # --- what a person sees and does ---

    def state(self) -> dict[str, Any]:
        return {
            **super().state(),
            "online": self._mechanism.online,
            "paper": "out" if self._mechanism.paper_end else "low" if self._mechanism.near_end else "full",
            "cover_open": self._mechanism.cover_open,
            "cutter_jam": self._mechanism.cutter_jam,
            **self._mouth.state(),
            **self._path.state(),
            "buffered": len(self._parser),
            "lost_bytes": self._lost_bytes,
            "unknown_commands": list(self._interpreter.unknown),
        }

    def receipts(self) -> list[Receipt]:
        """The last ones, the oldest first."""
        return self._path.receipts()

    def picture(self) -> bytes:
        """The newest paper under the printer's panel."""
        panel = Panel(
            power=True,
            paper_out=self._mechanism.paper_end,
            paper_low=self._mechanism.near_end,
            error=self._mechanism.error or self._mechanism.cover_open,
            mouth=self._mouth.holds if self._mouth.fitted else None,
        )
        return self._path.picture(panel)

    def receipt_picture(self, number: int) -> bytes | None:
        """One of the last receipts by its number, without the printer."""
        return self._path.receipt_picture(number)

    def key_menu(self) -> Sequence[Key]:
        return KEYS

    def press(self, key: str) -> None:
        """`feed`: the button on the lid. `take`: a hand pulls the ticket away. `open-cover`, `shut-cover`. `new-roll` ends
        whatever is wrong with the paper.
        """
        match key:
            case "feed":
                self._interpreter.feed_lines(1)
            case "take":
                self._mouth.take()
                if not self._mouth.holds:
                    self._path.take()
            case "open-cover":
                self.fault(COVER_OPEN)
            case "shut-cover" | "new-roll":
                if self._answers.name in ENDED_BY[key]:
                    self.fault(NONE)
            case _:
                known = ", ".join(one.name for one in KEYS)
                raise ValueError(f"{self.id} has no key {key!r}; it has: {known}")

    def on_fault(self, name: str) -> None:
        before = self._mechanism
        self._mechanism = with_fault(name)
        self._mouth.stuck = name == PAPER_JAM
        self._lines_left = DEFAULT_PAPER_OUT_AFTER_LINES if name in (PAPER_OUT_MID, POWER_CYCLE_MID) else None
        self._ends_with_reboot = name == POWER_CYCLE_MID
        if name == STALE_STATUS and not self._model.mute:
            # What a USB bridge kept of questions that nobody waits for any more.
            self._wire.send(b"\x12\x12\x12\x12\x00")
        if before != self._mechanism:
            self._report()
        self._work()

    def fault(self, name: str) -> None:
        """`paper-out-mid:3` runs out after three printed lines."""
        menu_name, _, lines = name.partition(":")
        if lines and (menu_name not in (PAPER_OUT_MID, POWER_CYCLE_MID) or not lines.isdigit()):
            raise ValueError(f"fault {name!r}: only {PAPER_OUT_MID} and {POWER_CYCLE_MID} take a number of lines")
        super().fault(menu_name)
        if lines:
            self._lines_left = int(lines)

    # --- the wire ---

    def on_power_up(self) -> None:
        self._stop_paper()
        self._parser.clear()
        self._interpreter.reset()
        self.tear_off()
        self._reports = False
        self._scanner.forget()

    def on_bytes(self, data: bytes) -> None:
        if self._booting is not None:
            return
        data = data[self._obey_real_time(data) :]
        room = self._model.buffer_bytes - len(self._parser)
        if self._model.handshake == "none" and len(data) > room:
            self._lost_bytes += len(data) - room
            data = data[:room]
        self._parser.feed(data)
        self._work()
        self._hold_back()

    def _hold_back(self) -> None:
        full = len(self._parser) >= self._model.buffer_bytes // (1 if self._model.handshake == "line" else 2)
        if self._model.handshake == "line":
            self._wire.reading(on=not full)
        elif self._model.handshake == "xonxoff" and full is not self._held_back:
            self._wire.send(XOFF if full else XON)
        self._held_back = full

    def _obey_real_time(self, data: bytes) -> int:
        """Returns where in `data` the buffer begins: behind a command that cleared it."""
        kept_from = 0
        for order in self._scanner.feed(data):
            if order.lead == ASK:
                self._answer_status(order.parameter)
                continue
            in_error = self._mechanism.error
            if order.lead == RECOVER and order.parameter in (1, 2):
                self._mechanism.error_latched = False
            # DLE ENQ means something to a printer in error only; paper that has run out and an open cover are none.
            if order.clears and (in_error if order.lead == RECOVER else self._model.clears_at_will):
                self._clear_buffer()
                kept_from = order.end
                if order.lead == DO and not self._model.mute:
                    self.answer(CLEARED)
        return kept_from

    def _answer_status(self, question: int) -> None:
        if self._model.mute:
            return
        if question == 20 and self._mouth.fitted:
            self.answer(self._mechanism.full(ticket_in_mouth=self._mouth.holds))
            return
        answer = self._mechanism.answer(question)
        if answer is not None:
            self.answer(bytes((answer,)))

    def _clear_buffer(self) -> None:
        """What was not printed yet is dropped; a person tears the begun paper off."""
        self._parser.clear()
        self._interpreter.reset()
        self.tear_off()

    def _work(self) -> None:
        """Print what is buffered for as long as nothing is wrong and the paper stands still."""
        while self._mechanism.online and self._rest is None:
            step = self._parser.take()
            if step is None:
                break
            self._do(step)
            if self._model.dots_per_s and self._moved_dots:
                wait_s = self._moved_dots / self._model.dots_per_s
                self._rest = asyncio.get_running_loop().call_later(wait_s, self._paper_stands)
            self._moved_dots = 0

    def _paper_stands(self) -> None:
        self._rest = None
        self._work()
        self._hold_back()

    def _stop_paper(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None

    def _do(self, step: Step) -> None:
        if step.name == b"\x1dr":
            if not self._model.mute:
                self.answer(bytes((self._mechanism.paper_byte(),)))
        elif step.name == b"\x1da":
            self._reports = step.data != b"\x00"
            self._report()
        elif step.name == b"\x1de" and self._mouth.fitted:
            self._mouth.command(step.data[0])
        elif step.name[:1] != b"\x10":
            self._interpreter.do(step)

    def _report(self) -> None:
        if self._reports and not self._model.mute:
            self.answer(self._mechanism.report())

    # --- paper ---

    def _put(self, item: Item) -> None:
        self._moved_dots += self._path.put(item, self._interpreter.line_spacing)
        if self._lines_left is not None and isinstance(item, TextLine):
            self._lines_left -= 1
            if self._lines_left <= 0:
                self._lines_left = None
                self._fails_in_the_middle()

    def _fails_in_the_middle(self) -> None:
        if self._ends_with_reboot and isinstance(self._wire, PtyWire):
            # A serial port stays open over it: the host finds its questions answered by a printer that knows of nothing.
            self.on_power_up()
            self._booting = asyncio.get_running_loop().call_later(self._reboot_s, self._booted)
            return
        if self._ends_with_reboot:
            self._parser.clear()
            self._reboot()
            return
        self._mechanism.paper_end = True
        self._report()

    def _booted(self) -> None:
        self._booting = None

    def _cut(self) -> None:
        self._mouth.present()
        self._path.cut()

    def tear_off(self) -> None:
        """A person tears the begun paper off."""
        self._path.tear_off()
