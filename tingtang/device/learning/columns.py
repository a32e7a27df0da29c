"""Frames of several presses, looked at byte by byte: what never changes, what names the key, what only counts.

Positions are as in `FrameFormat`: from 0, or negative from the end where frames differ in length.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

ALWAYS = 0.9
"""A byte that nine presses of ten have at its place is constant; the tenth was noise that looked like a frame."""
OFTEN = 0.66
"""Another byte at that place means something if it comes in two of three presses of a key; else the frame was noise."""


LARGEST_STEP = 8
"""A counter goes on by one a frame, or by as many frames as a press has. A step of 16 is one in the upper half of a byte."""


@dataclass(frozen=True, slots=True)
class Press:
    """One press of a key, as frames."""

    key: str
    frames: tuple[bytes, ...]


def places_of(presses: Sequence[Press]) -> list[int]:
    """The positions that every frame has: all of them where the frames are of one length, else from both ends."""
    sizes = {len(frame) for press in presses for frame in press.frames}
    if not sizes:
        return []
    shortest = min(sizes)
    return list(range(shortest)) if len(sizes) == 1 else [*range(shortest), *range(-shortest, 0)]


def without_junk(presses: Sequence[Press]) -> list[Press]:
    """The same presses without frames that lack a byte which nearly all presses have at one place."""
    if len({len(frame) for press in presses for frame in press.frames}) > 1:
        return _without_rare_lengths(presses)
    kept = list(presses)
    for place in places_of(presses):
        coverage = _coverage(kept, place)
        present = sum(bool(press.frames) for press in kept)
        constant = {value for value, count in coverage.items() if count >= ALWAYS * present}
        if constant:
            meant = constant | _of_keys(kept, place)
            kept = [Press(press.key, tuple(frame for frame in press.frames if frame[place] in meant)) for press in kept]
    return kept


def _of_keys(presses: Sequence[Press], place: int) -> set[int]:
    """Bytes that come there again and again with one key."""
    meant: set[int] = set()
    for of_key in by_key(presses).values():
        counts = _coverage(of_key, place)
        meant |= {value for value, count in counts.items() if count >= max(2, OFTEN * len(of_key))}
    return meant


def _without_rare_lengths(presses: Sequence[Press]) -> list[Press]:
    """Noise that ends like a frame has any length; a key's frames have one that comes again."""
    counts = Counter(length for press in presses for length in {len(frame) for frame in press.frames})
    rare = {length for length, count in counts.items() if count < 2}
    return [
        Press(press.key, tuple(frame for frame in press.frames if len(frame) not in rare) or press.frames) for press in presses
    ]


def _coverage(presses: Iterable[Press], place: int) -> Counter[int]:
    return Counter(value for press in presses for value in {frame[place] for frame in press.frames})


def constant_head(frames: Sequence[bytes]) -> bytes:
    """The bytes with which all frames begin."""
    first, last = min(frames), max(frames)
    size = next((at for at in range(min(len(first), len(last))) if first[at] != last[at]), min(len(first), len(last)))
    return first[:size]


def constant_tail(frames: Sequence[bytes]) -> bytes:
    return constant_head([frame[::-1] for frame in frames])[::-1]


def changing(presses: Sequence[Press]) -> frozenset[int]:
    """The places that differ between presses of the same key: counters, checks over counters, random bytes.

    One key alone isn't believed where there are several: there a press of the wrong key looks the same.
    """
    keys = by_key(presses)
    places = places_of(presses)
    enough = 1 if len(keys) == 1 else max(2, len(keys) // 4)
    restless = [place for place in places if sum(not _steady(of_key, place) for of_key in keys.values()) >= enough]
    ahead = frozenset(place for place in restless if place >= 0)
    behind = frozenset(place for place in restless if place < 0)
    if not behind:
        return ahead
    # Frames of several lengths: the same bytes were looked at from both ends. The end from which fewer move is theirs.
    return behind if len(behind) <= len(ahead) or not ahead else ahead


def by_key(presses: Iterable[Press]) -> Mapping[str, list[Press]]:
    keys: dict[str, list[Press]] = defaultdict(list)
    for press in presses:
        if press.frames:
            keys[press.key].append(press)
    return keys


def _steady(presses: Sequence[Press], place: int) -> bool:
    """Some byte stands there at every press of the key."""
    common = {frame[place] for frame in presses[0].frames}
    for press in presses[1:]:
        common &= {frame[place] for frame in press.frames}
    return bool(common)


def counts_up(presses: Sequence[Press], place: int) -> bool:
    """The byte there grows by the same step from frame to frame."""
    values = [frame[place] for press in presses for frame in press.frames]
    # Frames of one press may have the same number; repeats of a frame have it too.
    steps = Counter(step for earlier, later in pairwise(values) if (step := (later - earlier) & 0xFF))
    if steps.total() < 3:
        return False
    own = [step for step, count in steps.items() if count >= 2 and step <= LARGEST_STEP]
    return sum(steps[step] for step in own) >= 0.7 * steps.total()
