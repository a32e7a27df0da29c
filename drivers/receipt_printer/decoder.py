"""Everything a printer sends, mixed in one stream and told apart by fixed bits.

    DLE EOT n (10 04 n)    0xx1xx10   one byte, real-time, also from an offline printer
    GS r 1    (1D 72 1)    0xx0xxxx   one byte, in order after everything printed before
    ASB       (GS a)       0xx1xx00, then three of 0xx0xxxx
    DLE EOT 20 (10 04 14)  10 0F, then four of xxx0xxxx; printers with a presenter only
    blocks                 37, 3B, 53 or 5F … 00: "buffer cleared", "powered off", names
    flow control           XON 11, XOFF 13

An answer to DLE EOT doesn't say to which n it belongs; whoever asked knows. Source: Epson ESC/POS reference, "Differences
between real-time status and other transmissions". Knows no port and no clock; silence is the driver's business.
"""

from drivers.receipt_printer.status import (
    FlowControl,
    Notice,
    PaperAnswer,
    PrinterSays,
    RealTimeAnswer,
    automatic_status,
    full_status,
)

XON = 0x11
XOFF = 0x13
_FIXED_MASK = 0b1001_0011
_REAL_TIME_BITS = 0b0001_0010
_ASB_FIRST_BITS = 0b0001_0000
_ASB_NEXT_MASK = 0b1001_0000
_ASB_BYTES = 4
_FULL_LEAD = (0x10, 0x0F)
_FULL_BYTES = 4
_FULL_NEXT_MASK = 0b0001_0000
"""Bit 4 is reserved and off in all four bytes, so flow control and real-time answers in between are told apart."""
_BLOCK_HEADERS = frozenset((0x37, 0x3B, 0x53, 0x5F))
_BLOCK_END = 0x00
MAX_BLOCK_BYTES = 80
"""Epson's longest names have 20 characters; what goes on for longer was noise."""


class StatusDecoder:
    """Splits the stream; remembers at most three bytes of a started answer.

    Args:
        presenter: the printer answers DLE EOT 20. Without one, 10 0F is the begin of an ASB with two errors.
    """

    def __init__(self, *, presenter: bool = False) -> None:
        self._presenter = presenter
        self._asb: list[int] = []
        self._full: list[int] | None = None
        self._block: int | None = None
        self._block_bytes = 0
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
        """Forget what has begun: the link is new."""
        self._asb.clear()
        self._full = None
        self._block = None

    @property
    def held(self) -> int:
        """Bytes kept of an answer that isn't complete."""
        return len(self._asb) + len(self._full or ())

    def _take(self, byte: int) -> PrinterSays | None:
        if self._block is not None:
            return self._block_byte(byte)
        if byte == XON:
            return FlowControl.GO
        if byte == XOFF:
            return FlowControl.STOP
        if self._full is not None and not byte & _FULL_NEXT_MASK:
            return self._full_byte(byte)
        if byte & _FIXED_MASK == _REAL_TIME_BITS:
            # A real-time answer may cut into an ASB; the ASB goes on after it.
            return RealTimeAnswer(byte)
        if byte & _FIXED_MASK == _ASB_FIRST_BITS:
            self._drop()
            self._asb = [byte]
            return None
        if byte in _BLOCK_HEADERS:
            self._drop()
            self._block, self._block_bytes = byte, 1
            return None
        if byte & _ASB_NEXT_MASK == 0:
            return self._plain_byte(byte)
        self._drop()
        self.rejected += 1
        return None

    def _plain_byte(self, byte: int) -> PrinterSays | None:
        if not self._asb:
            return PaperAnswer(near_end=bool(byte & 0x03), end=bool(byte & 0x0C))
        self._asb.append(byte)
        if self._presenter and tuple(self._asb) == _FULL_LEAD:
            # As an ASB it would mean an online printer with a jammed knife, which doesn't exist: errors are told offline.
            self._asb.clear()
            self._full = []
            return None
        if len(self._asb) < _ASB_BYTES:
            return None
        first, errors, paper, _ = self._asb
        self._asb = []
        return automatic_status(first, errors, paper)

    def _full_byte(self, byte: int) -> PrinterSays | None:
        held = self._full = [*(self._full or ()), byte]
        if len(held) < _FULL_BYTES:
            return None
        self._full = None
        return full_status(*held)

    def _block_byte(self, byte: int) -> PrinterSays | None:
        header, self._block_bytes = self._block, self._block_bytes + 1
        if byte == _BLOCK_END and header is not None:
            self._block = None
            return Notice(header)
        if self._block_bytes >= MAX_BLOCK_BYTES:
            self.rejected += self._block_bytes
            self._block = None
        return None

    def _drop(self) -> None:
        """A new answer begins before the one before it was complete."""
        self.rejected += self.held
        self._asb = []
        self._full = None
