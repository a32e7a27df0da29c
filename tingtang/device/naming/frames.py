"""Names of frames, by the kind of device and what the bytes look like. Pure.

A trace keeps at most 64 bytes of a frame and masks personal ones; what can't be read whole is named as far as its head says.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from drivers.core.trace import FRAME_BYTES, MASKED_BYTE
from tingtang.device.naming.boards import name_cp5200, name_onbon
from tingtang.device.naming.documents import name_ipp
from tingtang.device.naming.named import Named
from tingtang.device.naming.others import name_lcus, name_modbus, name_sam, name_scanner, name_text
from tingtang.device.naming.pads import name_ff68
from tingtang.device.naming.printer import name_printer
from tingtang.device.snapshot import TracedFrame

Namer = Callable[[bytes, bool], list[Named]]
"""(bytes, whether the host sent them) → names; none when they are of another protocol."""

NAMERS: Mapping[str, tuple[Namer, ...]] = {
    "led-board": (name_onbon, name_cp5200),
    "call-pad": (name_ff68,),
    "rating-pad": (name_ff68,),
    "receipt-printer": (name_printer,),
    "document-printer": (name_ipp,),
    "id-card-reader": (name_sam,),
    "scanner": (name_scanner,),
    "zone-door": (name_lcus, name_modbus),
    "climate": (name_modbus,),
    "ups": (name_text,),
}


@dataclass(frozen=True, slots=True)
class Read:
    """A traced frame and its names."""

    frame: TracedFrame
    names: tuple[Named, ...] = field(default_factory=tuple)


def name_frame(kind: str, frame: TracedFrame) -> tuple[Named, ...]:
    """What this frame of a device of this kind means; a masked one is only called personal."""
    words = frame.text.split()
    masked = words.count(MASKED_BYTE)
    if masked and masked == len(words):
        return (Named("personal", {"bytes": frame.length}),)
    data = bytes(0 if word == MASKED_BYTE else int(word, 16) for word in words)
    if masked:
        # The head is what isn't masked; a check over masked bytes couldn't hold.
        head = data[: words.index(MASKED_BYTE)]
        return (*_named(kind, head, sent=frame.sent), Named("personal", {"bytes": masked}))
    names = _named(kind, data, sent=frame.sent)
    if not names and frame.length > FRAME_BYTES:
        return (Named("long", {"bytes": frame.length}),)
    return tuple(names) or (Named("unknown"),)


def _named(kind: str, data: bytes, *, sent: bool) -> list[Named]:
    for namer in NAMERS.get(kind, ()):
        names = namer(data, sent)
        if names:
            return names
    return []
