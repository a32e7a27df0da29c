"""Paper, print head and knife of one printer: counted with each ticket, kept over restarts, held against the sensors."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from api.messages.words import Action, PrinterPaper
from drivers.receipt_printer import roll
from drivers.receipt_printer.counter_file import CounterFile
from drivers.receipt_printer.profile import PrinterProfile
from drivers.receipt_printer.roll import MS_PER_H, Counters

MM_PER_M = 1000
MM_PER_KM = 1_000_000
EXACT_BELOW = 100
"""Tickets left are told one by one below this, by tens above: nobody needs more, and each change is a message."""
HEAD_WORN = "printer.headWorn"
CUTTER_WORN = "printer.cutterWorn"


@dataclass(frozen=True, slots=True)
class PaperPlan:
    """From the settings."""

    roll_mm: float | None
    """Length of a new roll; None: not known, and no end is foretold."""
    near_end_mm: float
    """What is left when the near-end sensor speaks."""
    soon_h: float
    soon_tickets: int


class Supplies:
    """Used by the worker's thread. The file is first touched by `open`."""

    def __init__(
        self,
        folder: Path,
        device: str,
        plan: PaperPlan,
        profile: PrinterProfile,
        *,
        wall_ms: Callable[[], int],
        raise_fault: Callable[[str, Action], None],
        clear_fault: Callable[[str], None],
    ) -> None:
        self._file = CounterFile(folder / f"{device}.supplies.json")
        self._plan = plan
        self._profile = profile
        self._wall_ms = wall_ms
        self._raise_fault = raise_fault
        self._clear_fault = clear_fault
        self._counters: Counters | None = None
        self._worn: set[str] = set()

    def open(self) -> None:
        """Read what was kept; once."""
        if self._counters is None:
            self._counters = self._file.read()
            self._look_at_wear()

    @property
    def counters(self) -> Counters:
        return self._counters or Counters()

    def begin(self, length_mm: float, largest_piece: int, *, cut: bool) -> None:
        """Before the first byte, so that a kill in between counts paper too much rather than too little."""
        self._keep(
            replace(
                roll.printed(self.counters, length_mm, cut=cut, now_ms=self._wall_ms()),
                unfinished_bytes=largest_piece,
            )
        )
        self._look_at_wear()

    def finished(self) -> None:
        """Its end got through to the printer."""
        self._keep(replace(self.counters, unfinished_bytes=0))

    def fed(self, length_mm: float) -> None:
        """Paper that is no ticket."""
        self._keep(roll.printed(self.counters, length_mm, cut=False, now_ms=self._wall_ms()))

    def loaded(self, length_m: float | None) -> None:
        """A person put a new roll in. None: as the settings say."""
        self._keep(roll.loaded(self.counters, self._plan.roll_mm if length_m is None else length_m * MM_PER_M))

    def sensed(self, paper: PrinterPaper, *, cover_open: bool) -> None:
        plan = self._plan
        self._keep(roll.sensed(self.counters, paper, cover_open=cover_open, roll_mm=plan.roll_mm, near_end_mm=plan.near_end_mm))

    def serviced(self, code: str) -> bool:
        """The worn part is new; False: there is no such part."""
        if code == HEAD_WORN:
            self._keep(replace(self.counters, head_mm=0.0))
        elif code == CUTTER_WORN:
            self._keep(replace(self.counters, cuts=0))
        else:
            return False
        self._look_at_wear()
        return True

    @property
    def ends_soon(self) -> bool:
        """The roll ends within the hours or tickets at which staff want to know, by the count."""
        left, ends_at_ms = self.counters.tickets_left, roll.ends_at_ms(self.counters, self._wall_ms())
        if left is not None and left < self._plan.soon_tickets:
            return True
        return ends_at_ms is not None and ends_at_ms - self._wall_ms() < self._plan.soon_h * MS_PER_H

    def detail(self) -> dict[str, Any]:
        """For the status document; what isn't known is left out."""
        counters = self.counters
        detail: dict[str, Any] = {"head_km": math.floor(counters.head_mm / MM_PER_KM * 10) / 10}
        if self._profile.cutter:
            detail["cuts"] = counters.cuts - counters.cuts % EXACT_BELOW
        left, ends_at_ms = counters.tickets_left, roll.ends_at_ms(counters, self._wall_ms())
        if left is not None:
            detail["tickets_left"] = left if left < EXACT_BELOW else left - left % 10
        if ends_at_ms is not None:
            detail["roll_ends_at_ms"] = ends_at_ms
        return detail

    def _keep(self, counters: Counters) -> None:
        if counters != self._counters:
            self._counters = counters
            self._file.write(counters)

    def _look_at_wear(self) -> None:
        worn = set()
        if self.counters.head_mm >= self._profile.head_life_km * MM_PER_KM:
            worn.add(HEAD_WORN)
        if self._profile.cutter and self.counters.cuts >= self._profile.cutter_life:
            worn.add(CUTTER_WORN)
        for code in worn - self._worn:
            self._raise_fault(code, Action.MAINTENANCE)
        for code in self._worn - worn:
            self._clear_fault(code)
        self._worn = worn
