"""Which check do these frames carry, and over which bytes does it run?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from drivers.rating_pad.checks import CHECKS
from drivers.rating_pad.key_frames import CheckField, CheckKind

TRAILING = 4
"""Most bytes that are taken to stand behind a check: end marks."""
LEADING = 6
"""Most bytes at the beginning that a check may leave out."""
DISTINCT_FRAMES = 4
"""Fewer different frames than these fit some check by accident: 18 kinds at some 30 places against 256³ with four frames."""
NOISE = 0.3
"""Share of the frames that may be noise without start or check to know it by."""
MOST_FOUND = 16
"""Equal checks over other bytes that are all 0, and such; more teach nothing."""
ANYWHERE_BYTES = 12
ANYWHERE_FRAMES = 6
"""From so many different frames on a check is also looked for at unusual places; there are some 20 000 of them."""


def find_checks(frames: Sequence[bytes], fixed: frozenset[int] = frozenset()) -> list[CheckField]:
    """Every check that holds for the frames (but a few, which are noise then), the likeliest first.

    Args:
        frames: whole frames, of one length or of several.
        fixed: positions whose byte never changes, for frames of one length: no check stands there alone.
    """
    return list(_find(tuple(sorted(set(frames))), fixed))


@lru_cache(maxsize=256)
def _find(different: tuple[bytes, ...], fixed: frozenset[int]) -> tuple[CheckField, ...]:
    """Many ways to part bytes find the same frames."""
    if len(different) < DISTINCT_FRAMES or min(map(len, different)) < 2:
        return ()
    sizes = {len(frame) for frame in different}
    noise = max(0, min(int(len(different) * NOISE), len(different) - DISTINCT_FRAMES - 1))
    usual = _holding(different, _usual(min(sizes)), fixed, noise)
    if usual or len(sizes) > 1 or max(sizes) > ANYWHERE_BYTES or len(different) < ANYWHERE_FRAMES:
        return tuple(usual)
    return tuple(_holding(different, _anywhere(sizes.pop()), fixed, 0))


def _holding(frames: Sequence[bytes], fields: Iterator[CheckField], fixed: frozenset[int], noise: int) -> list[CheckField]:
    """Those that fail least: where sums don't carry, an exclusive or fits most of them too."""
    found: list[CheckField] = []
    fewest = noise
    for field in fields:
        failures = _failures(field, frames, fewest)
        if failures is None or not _counts(field, frames, fixed):
            continue
        if failures < fewest:
            fewest, found = failures, []
        if len(found) < MOST_FOUND:
            found.append(field)
    return found


def _kinds() -> Iterator[tuple[CheckKind, int]]:
    for kind, check in CHECKS.items():
        yield kind, check.width  # type: ignore[misc]


def _usual(shortest: int) -> Iterator[CheckField]:
    """Over everything before it, or all but a few bytes at the beginning."""
    for behind in range(TRAILING + 1):
        for kind, width in _kinds():
            at = -(width + behind)
            for first in range(min(LEADING, shortest + at - 1) + 1):
                if shortest + at > first:
                    yield CheckField(kind=kind, first=first, last=at - 1, at=at)


def _anywhere(size: int) -> Iterator[CheckField]:
    """Also before what it covers, or over a part only; single bytes aren't covered, since a copy isn't a check."""
    for kind, width in _kinds():
        for at in range(size - width + 1):
            for first in range(size):
                for last in range(first + 1, size):
                    if last < at or first >= at + width:
                        yield CheckField(kind=kind, first=first, last=last, at=at)


def _counts(field: CheckField, frames: Sequence[bytes], fixed: frozenset[int]) -> bool:
    """Its own byte and what it covers change from frame to frame."""
    places = range(field.at, field.at + field.width)
    if fixed and all(place % len(frames[0]) in fixed for place in places):
        return False
    if len({_piece(frame, field.at, field.width) for frame in frames}) < 2:
        return False
    return len({_covered(field, frame) for frame in frames}) >= DISTINCT_FRAMES


def _failures(field: CheckField, frames: Sequence[bytes], most: int) -> int | None:
    """How many frames have another check; None: more than `most`."""
    failures = 0
    for frame in frames:
        if not holds(field, frame):
            failures += 1
            if failures > most:
                return None
    return failures


def holds(field: CheckField, frame: bytes) -> bool:
    """This frame's check is right."""
    return _piece(frame, field.at, field.width) == CHECKS[field.kind].of(_covered(field, frame))


def _piece(frame: bytes, at: int, width: int) -> bytes:
    start = at % len(frame)
    return frame[start : start + width]


def _covered(field: CheckField, frame: bytes) -> bytes:
    return frame[field.first % len(frame) : field.last % len(frame) + 1]


@dataclass(frozen=True, slots=True)
class Settled:
    """Which of several checks is taken."""

    check: CheckField | None
    left_alone: frozenset[int] = frozenset()
    """Places that may belong to a check, though nobody can say to which."""
    doubtful: bool = False


def settle(fields: Sequence[CheckField], frames: Sequence[bytes], changing: frozenset[int]) -> Settled:
    """One check, if those that were found tell the same of every frame that may come.

    A sum of 16 bits whose high byte stands still looks like a sum of 8 bits and a constant. A constant that the wider sum
    explains is its high byte; of a 0 nobody knows, so the low byte is checked and the 0 left alone.
    """
    if not fields:
        return Settled(None)
    if len({len(frame) for frame in frames}) > 1 or agree(fields, frames, changing):
        return Settled(fields[0])
    size = len(frames[0])
    wide, narrow = ([field for field in fields if field.width == width] for width in (2, 1))
    if wide and narrow and agree(wide, frames, changing):
        places = _own(wide, size)
        still = [frames[0][place] for place in places if len({frame[place] for frame in frames}) == 1]
        if any(still):
            return Settled(wide[0])
        low = _low_byte(wide[0])
        if low is not None and all(holds(low, frame) for frame in frames):
            return Settled(low, places - _own((low,), size))
    return Settled(None, _own(fields, size), doubtful=True)


def _low_byte(wide: CheckField) -> CheckField | None:
    """The 8-bit sum that stands in the low byte of a 16-bit one."""
    match wide.kind:
        case "sum16-le":
            return wide.model_copy(update={"kind": "sum8"})
        case "sum16-be":
            return wide.model_copy(update={"kind": "sum8", "at": wide.at + 1})
        case _:
            return None


def agree(fields: Sequence[CheckField], frames: Sequence[bytes], changing: frozenset[int]) -> bool:
    """Whether these checks tell the same of every frame that may come, given which bytes count up or change freely.

    Args:
        frames: of one length.
        changing: positions that take any value; those of the checks themselves are left out.
    """
    if len(fields) < 2:
        return True
    sample = sorted(set(frames))[:8]
    for frame in sample:
        for place in changing - _own(fields, len(frame)):
            for value in range(256):
                other = bytearray(frame)
                other[place] = value
                told = {(field.at, CHECKS[field.kind].of(_covered(field, bytes(other)))) for field in fields}
                if len(told) > 1:
                    return False
    return True


def _own(fields: Sequence[CheckField], size: int) -> frozenset[int]:
    return frozenset(place % size for field in fields for place in range(field.at, field.at + field.width))
