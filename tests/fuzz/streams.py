"""Hostile input for decoders: noise, damaged frames, frames cut and glued, runs of the bytes that frames begin with. Seeded."""

import random
from collections.abc import Iterator, Sequence

PIECE_BYTES = 4096


def hostile(samples: Sequence[bytes], total_bytes: int, seed: int) -> Iterator[bytes]:
    """Pieces of together `total_bytes`: cut anywhere, from single bytes to PIECE_BYTES."""
    randomness = random.Random(seed)
    sent = 0
    while sent < total_bytes:
        stream = _stretch(randomness, samples)
        start = 0
        while start < len(stream):
            size = 1 if randomness.random() < 0.05 else randomness.randint(1, PIECE_BYTES)
            piece = stream[start : start + size]
            start += size
            sent += len(piece)
            yield piece


def _stretch(randomness: random.Random, samples: Sequence[bytes]) -> bytes:
    """Some 64 KiB of one kind of trouble."""
    kind = randomness.randrange(5)
    if kind == 0:
        return randomness.randbytes(65_536)
    if kind == 1:
        # What a frame begins with, without end: a decoder must neither wait for ever nor look at all of it again and again.
        head = randomness.choice(samples)[: randomness.randint(1, 8)]
        return head * (65_536 // len(head))
    parts = []
    size = 0
    while size < 65_536:
        sample = randomness.choice(samples)
        if kind == 2:
            sample = _mutated(randomness, sample)
        elif kind == 3:
            cut = randomness.randint(0, len(sample))
            sample = sample[:cut] + randomness.choice(samples)[randomness.randint(0, cut) :]
        elif randomness.random() < 0.5:
            sample += randomness.randbytes(randomness.randint(0, 16))
        parts.append(sample)
        size += max(1, len(sample))
    return b"".join(parts)


def _mutated(randomness: random.Random, sample: bytes) -> bytes:
    damaged = bytearray(sample)
    for _ in range(randomness.randint(1, 4)):
        place = randomness.randrange(len(damaged)) if damaged else 0
        what = randomness.randrange(4)
        if what == 0 and damaged:
            damaged[place] ^= 1 << randomness.randrange(8)
        elif what == 1 and damaged:
            damaged[place] = randomness.choice((0x00, 0xFF, 0x7F, 0x80))
        elif what == 2:
            del damaged[place : place + randomness.randint(1, 4)]
        else:
            damaged[place:place] = randomness.randbytes(randomness.randint(1, 4))
    return bytes(damaged)
