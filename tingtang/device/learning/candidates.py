"""Every way to part what came into frames, looked at closely."""

from collections import Counter
from collections.abc import Iterator, Sequence

from drivers.rating_pad.key_frames import FrameFormat
from tingtang.device.learning.check_search import find_checks, holds, settle
from tingtang.device.learning.columns import Press, changing, counts_up, without_junk
from tingtang.device.learning.costs import Candidate, judged
from tingtang.device.learning.layouts import layout_of, steady_places, wider, with_address
from tingtang.device.learning.recording import Recording, bursts, frames_of, without_repeats

GAPS_MS = (30, 150)
"""Silence between two frames: USB adapters hand bytes over every 16 ms, slow pads pause within a frame."""
LONGEST_TRIED = 32
"""Bytes of a frame of fixed length; key frames have some ten."""
COMMON = 0.8
"""A frame's constant bytes come in at least so many presses; the others were noise."""
MOST_COMMON = 10
"""Constant bytes that are tried as the first or last byte of a frame."""
FREE_PLACES = 4
"""With more places that change from press to press, none of them is taken to hold the key as well."""


def skeletons(presses: Sequence[Recording], gap_ms: int) -> Iterator[FrameFormat]:
    """First and last byte, length or silence: all that says where a frame begins and ends. The simplest come first."""
    gap_s = gap_ms / 1000
    longest = min(LONGEST_TRIED, max(len(burst) for press in presses for burst in bursts(press.pieces, gap_s)))
    common = _common_bytes(presses)
    if gap_ms == GAPS_MS[0]:
        yield FrameFormat(length=1)
        for end in common:
            yield FrameFormat(end=bytes((end,)))
            yield FrameFormat(end=bytes((end,)), gap_ms=gap_ms)
            for start in common:
                yield FrameFormat(start=bytes((start,)), end=bytes((end,)))
        for start in common:
            for length in range(2, longest + 1):
                yield FrameFormat(start=bytes((start,)), length=length)
    for length in range(2, longest + 1):
        yield FrameFormat(length=length, gap_ms=gap_ms)
    yield FrameFormat(gap_ms=gap_ms)


def _common_bytes(presses: Sequence[Recording]) -> list[int]:
    counts = Counter(byte for press in presses for byte in set(press.data))
    return [byte for byte, count in counts.most_common(MOST_COMMON) if count >= COMMON * len(presses)]


def candidates(
    skeleton: FrameFormat, presses: Sequence[Recording], idle: Sequence[Recording], address: int | None
) -> Iterator[Candidate]:
    """The layouts that fit the frames which `skeleton` parts, each with its cost; none where it parts nothing sensible."""
    read = [
        Press(press.key or "", tuple(frame.raw for frame in without_repeats(frames_of(skeleton, press)))) for press in presses
    ]
    if sum(bool(press.frames) for press in read) < COMMON * len(read):
        return
    core = [press for press in without_junk(read) if press.frames]
    if len(core) < COMMON * len(read):
        return
    restless = changing(core)
    yield from _refined(skeleton, core, restless, presses, idle, address)
    if len(restless) <= FREE_PLACES:
        # The key may stand in one of them beside a bit that toggles; not where the whole byte counts.
        for place in sorted(restless):
            if not counts_up(core, place):
                yield from _refined(skeleton, core, restless - {place}, presses, idle, address)


def _refined(
    skeleton: FrameFormat,
    core: Sequence[Press],
    restless: frozenset[int],
    presses: Sequence[Recording],
    idle: Sequence[Recording],
    address: int | None,
) -> Iterator[Candidate]:
    frames = [frame for press in core for frame in press.frames]
    checks = find_checks(frames, steady_places(frames))
    if checks:
        sound = [Press(press.key, tuple(frame for frame in press.frames if holds(checks[0], frame))) for press in core]
        sound = [press for press in sound if press.frames]
        sound_frames = [frame for press in sound for frame in press.frames]
        if len(sound) < len(core) or len(sound_frames) < len(frames):
            core, frames, restless = sound, sound_frames, changing(sound)
    settled = settle(checks, frames, restless)
    layouts = [layout_of(skeleton, frames, places | settled.left_alone, settled.check) for places in wider(restless, frames)]
    if settled.check is not None:
        layouts.append(layout_of(skeleton, frames, restless, None))
    for layout in layouts:
        if layout is None:
            continue
        placed, problems = with_address(layout, frames, address)
        yield judged(placed, core, presses, idle, doubtful=settled.doubtful, problems=problems)
