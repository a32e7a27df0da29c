"""How much paper is left, and until when. Pure: the counters are numbers, times are UTC milliseconds."""

import math
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from api.messages.words import PrinterPaper

MS_PER_H = 3_600_000
BUCKET_MS = 600_000
"""Use is summed over ten minutes each; short rushes don't shake the forecast."""
BUCKETS = 18
"""The present rate is that of the last three hours."""
LEAST_SPAN_MS = 3 * BUCKET_MS
"""A rate from a shorter time than half an hour promises too much."""
FIRST_TICKET_MM = 120.0
"""Taken for the length of a ticket until the first one was printed."""
NEWEST_SHARE = 0.2
"""Weight of the newest ticket in the usual length: the last ten or so count."""


@dataclass(frozen=True, slots=True)
class Counters:
    """What is kept over restarts."""

    roll_mm: float | None = None
    """Length of the roll when it was put in; None: nobody ever said, and nothing is foretold."""
    used_mm: float = 0.0
    """Of this roll."""
    ticket_mm: float = FIRST_TICKET_MM
    """Usual length of a ticket."""
    head_mm: float = 0.0
    """Since the print head was new."""
    cuts: int = 0
    """Since the knife was new."""
    paper: PrinterPaper = PrinterPaper.UNKNOWN
    """The sensors' last word: paper may be changed while nobody looks."""
    opened: bool = False
    """The cover was open since the paper was last seen low."""
    unfinished_bytes: int = 0
    """The largest piece of a ticket whose end never got through; 0: none."""
    uses: tuple[tuple[int, float], ...] = field(default=())
    """(begin of ten minutes, mm), the oldest first."""

    @classmethod
    def parse(cls, document: Any) -> Self:
        """Raises ValueError: not what `asdict` gave."""
        try:
            uses = tuple((int(at), float(mm)) for at, mm in document["uses"])
            made = cls(**{**document, "uses": uses, "paper": PrinterPaper(document["paper"])})
        except (TypeError, KeyError, ValueError) as error:
            raise ValueError("no counters") from error
        numbers = (made.used_mm, made.ticket_mm, made.head_mm, made.cuts, made.unfinished_bytes, made.roll_mm or 0.0)
        sound = all(isinstance(value, int | float) and math.isfinite(value) and value >= 0 for value in numbers)
        if not sound or made.ticket_mm <= 0:
            raise ValueError("no counters")
        return made

    def document(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def left_mm(self) -> float | None:
        return None if self.roll_mm is None else max(0.0, self.roll_mm - self.used_mm)

    @property
    def tickets_left(self) -> int | None:
        left = self.left_mm
        return None if left is None else int(left / self.ticket_mm)


def roll_length_mm(diameter_mm: float, core_mm: float, paper_um: float) -> float:
    """Length of a roll by its size: area of the ring over the paper's thickness."""
    return math.pi / 4 * (diameter_mm**2 - core_mm**2) / (paper_um / 1000)


def printed(counters: Counters, length_mm: float, *, cut: bool, now_ms: int) -> Counters:
    """So much paper went by; with `cut` it was a ticket."""
    begin = now_ms - now_ms % BUCKET_MS
    uses = [use for use in counters.uses if begin - BUCKETS * BUCKET_MS < use[0] <= begin]
    if uses and uses[-1][0] == begin:
        uses[-1] = (begin, uses[-1][1] + length_mm)
    else:
        uses.append((begin, length_mm))
    usual = counters.ticket_mm + NEWEST_SHARE * (length_mm - counters.ticket_mm) if cut else counters.ticket_mm
    return replace(
        counters,
        used_mm=counters.used_mm + length_mm,
        ticket_mm=max(usual, 1.0),
        head_mm=counters.head_mm + length_mm,
        cuts=counters.cuts + cut,
        uses=tuple(uses),
    )


def loaded(counters: Counters, length_mm: float | None) -> Counters:
    """A new roll. None: nobody knows how long it is."""
    return replace(counters, roll_mm=length_mm, used_mm=0.0)


def sensed(counters: Counters, now: PrinterPaper, *, cover_open: bool, roll_mm: float | None, near_end_mm: float) -> Counters:
    """The paper sensors' word against the count: the sensors are right.

    Paper that was out, or low with the cover open since, and is full again is a new roll, whether or not anybody said so.
    Without an open cover in between it is the near-end lever that shakes while the roll turns.
    """
    before = counters.paper
    if cover_open:
        return replace(counters, opened=True)
    if now is PrinterPaper.FULL and (before is PrinterPaper.OUT or (before is PrinterPaper.LOW and counters.opened)):
        return replace(loaded(counters, roll_mm), paper=now, opened=False)
    if now is PrinterPaper.FULL and before is not PrinterPaper.LOW:
        return replace(counters, paper=now, opened=False)
    left = counters.left_mm
    if now is PrinterPaper.OUT:
        return replace(counters, paper=now, used_mm=counters.roll_mm or counters.used_mm)
    if now is PrinterPaper.LOW:
        seen = replace(counters, paper=now, opened=False)
        late = left is None or left > near_end_mm or before is PrinterPaper.OUT
        return loaded(seen, near_end_mm) if late else seen
    return counters


def ends_at_ms(counters: Counters, now_ms: int) -> int | None:
    """When the roll ends if printing goes on as in the last hours; None: not known, or nothing was printed."""
    left = counters.left_mm
    uses = [use for use in counters.uses if now_ms - BUCKETS * BUCKET_MS < use[0] <= now_ms]
    used = sum(mm for _, mm in uses)
    if left is None or used <= 0:
        return None
    span_ms = max(LEAST_SPAN_MS, now_ms - uses[0][0])
    ends = now_ms + left / used * span_ms
    # To ten minutes: a forecast that changes with each ticket would be a message with each ticket, and isn't that exact.
    return round(ends / BUCKET_MS) * BUCKET_MS
