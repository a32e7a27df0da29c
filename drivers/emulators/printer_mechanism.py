"""What a printer's sensors see, as its status bytes tell it. Written from the command references, for the emulator only."""

from dataclasses import dataclass

from drivers.emulators.printer_menu import (
    COVER_OPEN,
    CUTTER_ERROR,
    HEAD_HOT,
    NEEDS_RECOVERY,
    PAPER_JAM,
    PAPER_LOW,
    PAPER_OUT,
)

FIXED_BITS = 0x12
FULL_STATUS_LEAD = b"\x10\x0f"


@dataclass(slots=True)
class Mechanism:
    """Paper, cover, knife, head; and what a printer with a presenter has besides."""

    near_end: bool = False
    paper_end: bool = False
    cover_open: bool = False
    cutter_jam: bool = False
    head_hot: bool = False
    jam: bool = False
    error_latched: bool = False
    """The cause is gone, but it goes on only when it is told to (DLE ENQ)."""

    @property
    def online(self) -> bool:
        return not (self.paper_end or self.cover_open or self.head_hot or self.error)

    @property
    def error(self) -> bool:
        return self.cutter_jam or self.jam or self.error_latched

    def answer(self, question: int) -> int | None:
        """The byte for DLE EOT n; None for a question it doesn't know."""
        if question == 1:
            return FIXED_BITS | (0 if self.online else 0x08) | (0x20 if self.error_latched else 0)
        if question == 2:
            wrong = self.error or self.head_hot
            return FIXED_BITS | (0x04 if self.cover_open else 0) | (0x20 if self.paper_end else 0) | (0x40 if wrong else 0)
        if question == 3:
            recoverable = self.error_latched or self.jam
            return FIXED_BITS | (0x04 if recoverable else 0) | (0x08 if self.cutter_jam else 0) | (0x40 if self.head_hot else 0)
        if question == 4:
            return FIXED_BITS | (0x0C if self.near_end or self.paper_end else 0) | (0x60 if self.paper_end else 0)
        return None

    def full(self, *, ticket_in_mouth: bool) -> bytes:
        """The six bytes for DLE EOT 20."""
        paper = (0x01 if self.paper_end else 0) | (0x04 if self.near_end or self.paper_end else 0)
        paper |= 0x20 if ticket_in_mouth else 0
        recoverable = (0x01 if self.head_hot else 0) | (0x40 if self.jam else 0)
        return FULL_STATUS_LEAD + bytes((paper, 0x03 if self.cover_open else 0, recoverable, 0x01 if self.cutter_jam else 0))

    def paper_byte(self) -> int:
        """Answer to GS r 1, and the third byte of an automatic report."""
        return (0x03 if self.near_end or self.paper_end else 0) | (0x0C if self.paper_end else 0)

    def report(self) -> bytes:
        """The four bytes of GS a."""
        first = 0x10 | (0 if self.online else 0x08) | (0x20 if self.cover_open else 0)
        errors = (0x04 if self.error_latched or self.jam else 0) | (0x08 if self.cutter_jam else 0)
        return bytes((first, errors | (0x40 if self.head_hot else 0), self.paper_byte(), 0))


def with_fault(name: str) -> Mechanism:
    """What the sensors see while a fault of the menu is chosen; all well for one that isn't the mechanism's."""
    return Mechanism(
        near_end=name == PAPER_LOW,
        paper_end=name == PAPER_OUT,
        cover_open=name == COVER_OPEN,
        cutter_jam=name == CUTTER_ERROR,
        head_hot=name == HEAD_HOT,
        jam=name == PAPER_JAM,
        error_latched=name == NEEDS_RECOVERY,
    )
