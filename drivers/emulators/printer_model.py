"""How one receipt printer differs from others."""

from dataclasses import dataclass

from drivers.emulators.escpos_interpreter import GS_ENLARGES

BUFFER_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class PrinterModel:
    dots: int = 576
    charset: str = "gb18030"
    mute: bool = False
    """A cheap model that never answers anything."""
    presenter: bool = False
    hanzi_size: str = GS_ENLARGES
    chinese_at_reset: bool = True
    stored_pictures: int = 0
    dots_per_s: float = 0.0
    """Speed of the paper; 0: everything at once."""
    buffer_bytes: int = BUFFER_BYTES
    clears_at_will: bool = True
    """Knows DLE DC4 8, which empties the buffer in any state; many clones don't, and go on with it when new paper is in."""
    handshake: str = "line"
    """What happens when the buffer is full: `line`, it stops reading; `xonxoff`, it says so; `none`, bytes are lost."""
