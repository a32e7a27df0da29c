"""What a printer says by itself and when asked: four kinds of answers mixed in one stream, told apart by fixed bits.

    DLE EOT n (10 04 n)   0xx1xx10   one byte, real-time, also from an offline printer
    GS r 1    (1D 72 1)   0xx0xxxx   one byte, in order after everything printed before
    ASB       (GS a)      0xx1xx00, then three of 0xx0xxxx
    flow control          XON 11, XOFF 13

An answer to DLE EOT doesn't say to which n it belongs; whoever asked knows. Source: Epson ESC/POS reference, "Differences
between real-time status and other transmissions". Knows no port and no clock; silence is the driver's business.
"""

from dataclasses import dataclass
from enum import StrEnum, auto

_FIXED_MASK = 0b1001_0011
_REAL_TIME_BITS = 0b0001_0010
_ASB_FIRST_BITS = 0b0001_0000
_ASB_NEXT_MASK = 0b1001_0000
XON = 0x11
XOFF = 0x13
_ASB_BYTES = 4


class FlowControl(StrEnum):
    GO = auto()
    STOP = auto()


@dataclass(frozen=True, slots=True)
class RealTimeAnswer:
    """Answer to DLE EOT."""

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


PrinterSays = RealTimeAnswer | PaperAnswer | AutomaticStatus | FlowControl


class StatusDecoder:
    """Splits the stream; remembers at most three bytes of a started ASB."""

    def __init__(self) -> None:
        self._asb: list[int] = []
        self.rejected = 0
        """Bytes that no kind of answer allows."""

    def feed(self, data: bytes) -> list[PrinterSays]:
        said = []
        for byte in data:
            one = self._take(byte)
            if one is not None:
                said.append(one)
        return said

    def reset(self) -> None:
        """Forget a half ASB: the link is new."""
        self._asb.clear()

    def _take(self, byte: int) -> PrinterSays | None:
        if byte == XON:
            return FlowControl.GO
        if byte == XOFF:
            return FlowControl.STOP
        if byte & _FIXED_MASK == _REAL_TIME_BITS:
            # A real-time answer may cut into an ASB; the ASB goes on after it.
            return RealTimeAnswer(byte)
        if byte & _FIXED_MASK == _ASB_FIRST_BITS:
            self.rejected += len(self._asb)
            self._asb = [byte]
            return None
        if byte & _ASB_NEXT_MASK == 0:
            if not self._asb:
                return PaperAnswer(near_end=bool(byte & 0x03), end=bool(byte & 0x0C))
            self._asb.append(byte)
            if len(self._asb) < _ASB_BYTES:
                return None
            first, errors, paper, _ = self._asb
            self._asb = []
            return _automatic(first, errors, paper)
        self.rejected += 1 + len(self._asb)
        self._asb = []
        return None


def _automatic(first: int, errors: int, paper: int) -> AutomaticStatus:
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
