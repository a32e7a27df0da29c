"""What of a rating pad's traffic never stays in a trace: a rating, its echo, a person's name on the plate."""

from collections.abc import Sequence

from drivers.core.trace import Direction
from drivers.ff68.functions import HOST_FUNCTIONS
from drivers.ff68.protocol import Decoder
from drivers.rating_pad.esphome_messages import PadState, read_line

HARMLESS = (b"hello ", b"ask ", b"cancel ", b"ack ")
"""Messages to an ESPHome pad that name nobody: an ask has only its id."""


def personal_ranges(direction: Direction, data: bytes) -> Sequence[tuple[int, int]]:
    """All of it, but for frames and messages that are known to be harmless. With the time beside it in the trace a rating would
    tell who rated how; how many bytes went to and fro still shows.
    """
    frames = Decoder().feed(data)
    if frames and all(frame.function in HOST_FUNCTIONS for frame in frames):
        return ()
    lines = data.removesuffix(b"\n").split(b"\n")
    if direction is Direction.SENT and all(line.startswith(HARMLESS) for line in lines):
        return ()
    if direction is Direction.RECEIVED and all(isinstance(read_line(line), PadState) for line in lines):
        return ()
    return ((0, len(data)),)
