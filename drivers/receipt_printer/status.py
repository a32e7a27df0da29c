"""What a printer's status bytes mean. The stream they come in is taken apart in `decoder`.

Sources: Epson ESC/POS reference (DLE EOT, GS r, GS a); for the full status of kiosk printers the command manuals of Custom
KPM150/VKP80 and Pyramid Reliance, which agree bit by bit.
"""

from dataclasses import dataclass, replace
from enum import StrEnum, auto


class FlowControl(StrEnum):
    GO = auto()
    STOP = auto()


@dataclass(frozen=True, slots=True)
class RealTimeAnswer:
    """Answer to DLE EOT 1 to 4."""

    value: int


@dataclass(frozen=True, slots=True)
class PaperAnswer:
    """Answer to GS r 1: everything sent before it has been printed."""

    near_end: bool
    end: bool


@dataclass(frozen=True, slots=True)
class AutomaticStatus:
    """ASB: sent unasked when something changes."""

    offline: bool
    cover_open: bool
    feeding: bool
    recoverable_error: bool
    cutter_error: bool
    unrecoverable_error: bool
    head_hot: bool
    paper_near_end: bool
    paper_end: bool


@dataclass(frozen=True, slots=True)
class FullStatus:
    """Answer of a printer with a presenter to DLE EOT 20: paper, user, recoverable and unrecoverable byte."""

    paper_end: bool
    paper_near_end: bool
    ticket_in_mouth: bool
    cover_open: bool
    feeding: bool
    head_hot: bool
    bad_voltage: bool
    jammed: bool
    cutter_error: bool
    unrecoverable_error: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """A block that nobody asked for, such as Epson's "buffer cleared" or "powered off"; header byte to NUL."""

    header: int


PrinterSays = RealTimeAnswer | PaperAnswer | AutomaticStatus | FullStatus | Notice | FlowControl


def automatic_status(first: int, errors: int, paper: int) -> AutomaticStatus:
    """The first three bytes of an ASB; the fourth is reserved."""
    return AutomaticStatus(
        offline=bool(first & 0x08),
        cover_open=bool(first & 0x20),
        feeding=bool(first & 0x40),
        recoverable_error=bool(errors & 0x04),
        cutter_error=bool(errors & 0x08),
        unrecoverable_error=bool(errors & 0x20),
        head_hot=bool(errors & 0x40),
        paper_near_end=bool(paper & 0x03),
        paper_end=bool(paper & 0x0C),
    )


def full_status(paper: int, user: int, recoverable: int, unrecoverable: int) -> FullStatus:
    """The four bytes behind 10 0F.

    Makers differ in where a jam is told: recoverable 40 (Custom, Pyramid), bit 80 of the same byte (a lost notch) or of the
    user byte; none of them uses one of these bits for something harmless, so each counts.
    """
    return FullStatus(
        paper_end=bool(paper & 0x01),
        paper_near_end=bool(paper & 0x44),
        ticket_in_mouth=bool(paper & 0x20),
        cover_open=bool(user & 0x03),
        feeding=bool(user & 0x60),
        head_hot=bool(recoverable & 0x01),
        bad_voltage=bool(recoverable & 0x08),
        jammed=bool(recoverable & 0xC0 or user & 0x80),
        cutter_error=bool(unrecoverable & 0x03),
        unrecoverable_error=bool(unrecoverable & 0xEC),
    )


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """The four DLE EOT answers together. Clones set one bit of a pair where Epson sets both: one is enough."""

    offline: bool
    waiting_for_recovery: bool
    cover_open: bool
    feeding: bool
    stopped_by_paper_end: bool
    error: bool
    recoverable_error: bool
    cutter_error: bool
    unrecoverable_error: bool
    head_hot: bool
    paper_near_end: bool
    paper_end: bool
    jammed: bool = False
    bad_voltage: bool = False
    ticket_in_mouth: bool | None = None
    """None: it has no presenter, so nobody knows."""


def read_answers(printer: int, cause: int, error: int, paper: int) -> PrinterStatus:
    """The bytes answered to DLE EOT 1, 2, 3 and 4."""
    return PrinterStatus(
        offline=bool(printer & 0x08),
        waiting_for_recovery=bool(printer & 0x20),
        cover_open=bool(cause & 0x04),
        feeding=bool(cause & 0x08),
        stopped_by_paper_end=bool(cause & 0x20),
        error=bool(cause & 0x40),
        recoverable_error=bool(error & 0x04),
        cutter_error=bool(error & 0x08),
        unrecoverable_error=bool(error & 0x20),
        head_hot=bool(error & 0x40),
        paper_near_end=bool(paper & 0x0C),
        paper_end=bool(paper & 0x60),
    )


def with_full_status(known: PrinterStatus, full: FullStatus) -> PrinterStatus:
    """What either of the two says is wrong counts."""
    return replace(
        known,
        cover_open=known.cover_open or full.cover_open,
        feeding=known.feeding or full.feeding,
        cutter_error=known.cutter_error or full.cutter_error,
        unrecoverable_error=known.unrecoverable_error or full.unrecoverable_error,
        head_hot=known.head_hot or full.head_hot,
        paper_near_end=known.paper_near_end or full.paper_near_end,
        paper_end=known.paper_end or full.paper_end,
        jammed=full.jammed,
        bad_voltage=full.bad_voltage,
        ticket_in_mouth=full.ticket_in_mouth,
    )


def from_automatic(said: AutomaticStatus, before: PrinterStatus | None) -> PrinterStatus:
    """ASB in the words of the DLE EOT answers; what it doesn't speak of, the mouth of a presenter, stays as it was."""
    known = PrinterStatus(
        offline=said.offline,
        waiting_for_recovery=False,
        cover_open=said.cover_open,
        feeding=said.feeding,
        stopped_by_paper_end=said.paper_end,
        error=said.recoverable_error or said.cutter_error or said.unrecoverable_error,
        recoverable_error=said.recoverable_error,
        cutter_error=said.cutter_error,
        unrecoverable_error=said.unrecoverable_error,
        head_hot=said.head_hot,
        paper_near_end=said.paper_near_end,
        paper_end=said.paper_end,
    )
    if before is None:
        return known
    return replace(known, jammed=before.jammed, bad_voltage=before.bad_voltage, ticket_in_mouth=before.ticket_in_mouth)
