"""Layouts made of frames: what is constant, what is left alone, where the check and the address stand."""

from collections.abc import Iterator, Sequence

from pydantic import ValidationError

from drivers.rating_pad.key_frames import LONGEST_FRAME, CheckField, FrameFormat
from tingtang.device.learning.codes import Problem, ProblemKind
from tingtang.device.learning.columns import constant_head, constant_tail

DIGITS = frozenset(b"0123456789ABCDEFabcdef")
"""Counters and checks in text are decimal or hexadecimal."""
LONGEST_NUMBER = 8


def layout_of(
    skeleton: FrameFormat, frames: Sequence[bytes], restless: frozenset[int], check: CheckField | None
) -> FrameFormat | None:
    """The skeleton with all that is constant, the check, and what is left alone."""
    sizes = {len(frame) for frame in frames}
    shortest = min(sizes)
    length = shortest if len(sizes) == 1 and skeleton.length else 0
    own = {place % shortest for place in range(check.at, check.at + check.width)} if check and len(sizes) == 1 else set()
    ignored = tuple(sorted(place for place in restless if place % shortest not in own))
    inner = [at for at in restless if at >= 0]
    tail_room = shortest if check is None else -(check.at + check.width) if check.at < 0 else shortest - check.at - check.width
    behind = [-place if place < 0 else shortest - place for place in restless if place < 0 or length]
    tail_room = min([tail_room, *(place - 1 for place in behind)])
    end = constant_tail(frames)[-tail_room:] if tail_room else b""
    start = constant_head(frames)[: min(inner, default=shortest)]
    if len(set(frames)) == 1:
        # One key that always sends the same: what marks a frame and what names the key can't be told apart.
        start, end = start[:1] if shortest > 1 else b"", b"" if length else end[-1:]
    if length and len(start) + len(end) >= length:
        return None
    if not length and not start and any(place >= 0 for place in ignored):
        # Nothing marks where such a frame begins: what is left alone there would be noise before it.
        return None
    try:
        return FrameFormat(
            start=start,
            end=end,
            length=length,
            gap_ms=skeleton.gap_ms,
            ignore_at=tuple(place for place in ignored if not 0 <= place < len(start)),
            check=check,
        )
    except ValidationError:
        return None


def with_address(layout: FrameFormat, frames: Sequence[bytes], address: int | None) -> tuple[FrameFormat, tuple[Problem, ...]]:
    """The constant byte that is the pad's address, taken out of what every pad of this model has in common."""
    if address is None:
        return layout, ()
    first = 1 if len(layout.start) > 1 else 0
    taken = {at for at in range(min(map(len, frames))) if {frame[at] for frame in frames} == {address}}
    own = (
        set()
        if layout.check is None or not layout.length
        else {(layout.check.at + at) % layout.length for at in range(layout.check.width)}
    )
    places = sorted(at for at in taken - own if at >= first and at < (layout.length or LONGEST_FRAME) - len(layout.end))
    if not places:
        return layout, (Problem(ProblemKind.NO_ADDRESS),)
    return layout.model_copy(update={"start": layout.start[: places[0]], "address_at": places[0]}), ()


def steady_places(frames: Sequence[bytes]) -> frozenset[int]:
    """Where all frames have the same byte; none for frames of several lengths."""
    sizes = {len(frame) for frame in frames}
    if len(sizes) != 1:
        return frozenset()
    return frozenset(at for at in range(sizes.pop()) if len({frame[at] for frame in frames}) == 1)


def wider(restless: frozenset[int], frames: Sequence[bytes]) -> Iterator[frozenset[int]]:
    """The places that change, with so many places before each that may be its higher digits or bytes; the widest first.

    A number may stand right behind the key, so how far it reaches is tried.
    """
    seen: set[frozenset[int]] = set()
    for most in (LONGEST_NUMBER, 3, 2, 1, 0):
        wide = frozenset(place for start in restless for place in _number(start, most, frames))
        if wide not in seen:
            seen.add(wide)
            yield wide


def _number(last: int, most: int, frames: Sequence[bytes]) -> Iterator[int]:
    """The place `last`, and at most so many before it that belong to one number with it."""
    yield last
    first = 0 if last >= 0 else -min(map(len, frames))
    digits = {frame[last] for frame in frames} <= DIGITS
    for place in range(last - 1, max(first, last - most) - 1, -1):
        values = {frame[place] for frame in frames}
        if not (values <= DIGITS if digits else values == {0}):
            return
        yield place
