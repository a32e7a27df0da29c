"""The fault menu that every emulated device on a wire has, and what each fault does to its answers."""

import asyncio
import random
from collections.abc import Callable

SILENT = "silent"
DROP_LINK = "drop-link"
GARBAGE = "garbage"
HALF_FRAME = "half-frame"
SLOW = "slow"
BAD_CHECKSUM = "bad-checksum"
STOP_READING = "stop-reading"
REBOOT = "reboot"
NONE = "none"
COMMON_FAULTS = (SILENT, DROP_LINK, GARBAGE, HALF_FRAME, SLOW, BAD_CHECKSUM, STOP_READING, REBOOT, NONE)

SLOW_BYTE_S = 0.05
"""Between two bytes of a slow answer: 30 bytes take 1.5 s."""
MAX_SLOW_BYTES = 4096
"""A slow device forgets what it can't send in good time."""


class UnknownFault(ValueError):
    """The device has no such fault in its menu."""


class AnswerFaults:
    """Sends a device's answers the way its present fault wants it.

    Args:
        send: the wire.
        damage: the same frame with a wrong check.
    """

    def __init__(self, send: Callable[[bytes], None], damage: Callable[[bytes], bytes], randomness: random.Random) -> None:
        self._send = send
        self._damage = damage
        self._random = randomness
        self._slow = bytearray()
        self._timer: asyncio.TimerHandle | None = None
        self.name = NONE

    def answer(self, frame: bytes) -> None:
        if self.name == SILENT:
            return
        if self.name == GARBAGE:
            self._send(self._random.randbytes(len(frame)))
        elif self.name == HALF_FRAME:
            self._send(frame[: len(frame) // 2])
        elif self.name == BAD_CHECKSUM:
            self._send(self._damage(frame))
        elif self.name == SLOW:
            self._slow += frame
            del self._slow[MAX_SLOW_BYTES:]
            if self._timer is None:
                self._next_slow_byte()
        else:
            self._send(frame)

    def stop(self) -> None:
        """Nothing is sent later any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._slow.clear()

    def _next_slow_byte(self) -> None:
        self._timer = None
        if not self._slow:
            return
        self._send(bytes(self._slow[:1]))
        del self._slow[:1]
        self._timer = asyncio.get_running_loop().call_later(SLOW_BYTE_S, self._next_slow_byte)
