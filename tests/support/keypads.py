"""Key protocols of pads that nobody has documented, made at random, and what a technician records of them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from drivers.rating_pad.checks import CHECKS
from tingtang.device.learning.recording import Piece, Recording

NO_NOISE, APART, GLUED = "none", "apart", "glued"


@dataclass(frozen=True)
class Protocol:
    """One made-up pad. Its frames are `head counter key flag tail check end`."""

    head: bytes
    counter_bytes: int
    keys: tuple[bytes, ...]
    """What names each key."""
    flag: bool
    """A byte 1 for pressed, 0 for let go."""
    tail: bytes
    check: str | None
    check_from: int
    """Bytes of the head that the check leaves out."""
    end: bytes
    let_go: bool
    """A second frame follows when the key is let go; without `flag` it has the key 0."""
    repeats: int = 1

    def frame(self, key: int, counter: int, *, down: bool = True) -> bytes:
        named = self.keys[key] if down or self.flag else bytes(len(self.keys[key]))
        body = self.head + (counter % 256**self.counter_bytes).to_bytes(self.counter_bytes, "big") + named
        body += (b"\x01" if down else b"\x00") if self.flag else b""
        body += self.tail
        return body + (CHECKS[self.check].of(body[self.check_from :]) if self.check else b"") + self.end


class Pad:
    """Counts its presses."""

    def __init__(self, protocol: Protocol, counter: int = 0) -> None:
        self.protocol = protocol
        self._counter = counter

    def press(self, key: int) -> list[bytes]:
        """The frames of one press."""
        self._counter += 1
        frames = [self.protocol.frame(key, self._counter)] * self.protocol.repeats
        if self.protocol.let_go:
            self._counter += 1
            frames.append(self.protocol.frame(key, self._counter, down=False))
        return frames


def record(
    pad: Pad, keys: Sequence[str], *, presses: int = 3, noise: str = NO_NOISE, seed: int = 1, hold_s: float = 0.15
) -> list[Recording]:
    """Each key so often, in order."""
    randomness = random.Random(seed)
    now_s, recordings = 100.0, []
    for number, key in enumerate(keys):
        for _ in range(presses):
            now_s += 2.0
            pieces = []
            for frame in pad.press(number):
                if noise == GLUED:
                    frame = randomness.randbytes(randomness.randrange(4)) + frame + randomness.randbytes(randomness.randrange(4))
                pieces.append(Piece(now_s, frame))
                now_s += hold_s
                if noise == APART and randomness.random() < 0.5:
                    pieces.append(Piece(now_s, randomness.randbytes(randomness.randrange(1, 5))))
                    now_s += hold_s
            recordings.append(Recording(key, tuple(pieces)))
    return recordings
