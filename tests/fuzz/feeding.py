"""One decoder fed with hostile input, watched."""

import time
from dataclasses import dataclass

from tests.fuzz.decoders import TARGETS, held_bytes
from tests.fuzz.streams import PIECE_BYTES, hostile

MOST_HELD = 70_000
"""No protocol here has a longer frame than 65 535 bytes and its head; most keep far less."""
LONGEST_PIECE_S = 2.0
"""4 KiB take a millisecond; a decoder that looks at all of it again for each byte takes minutes."""


@dataclass(frozen=True)
class Report:
    name: str
    fed: int
    found: int
    most_held: int
    seconds: float
    slowest_s: float

    @property
    def sound(self) -> bool:
        return self.most_held <= MOST_HELD and self.slowest_s <= LONGEST_PIECE_S


def feed_target(name: str, total_bytes: int, seed: int) -> Report:
    """Raises whatever the decoder raises: it should raise nothing."""
    target = next(target for target in TARGETS if target.name == name)
    decoder, feed = target.make()
    found = most_held = fed = 0
    slowest_s = 0.0
    begun_s = time.perf_counter()
    for piece in hostile(target.samples, total_bytes, seed):
        piece_s = time.perf_counter()
        found += len(feed(piece))
        slowest_s = max(slowest_s, time.perf_counter() - piece_s)
        fed += len(piece)
        most_held = max(most_held, held_bytes(decoder))
    return Report(name, fed, found, most_held, time.perf_counter() - begun_s, slowest_s)


__all__ = ["LONGEST_PIECE_S", "MOST_HELD", "PIECE_BYTES", "Report", "feed_target"]
