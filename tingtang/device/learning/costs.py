"""How well a layout explains the presses: what telling them once more would cost under it, in bits.

The shortest telling is the likeliest (minimum description length, Rissanen 1978): a table of codes costs, stray bytes cost, and
so do presses without their key.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from drivers.rating_pad.key_frames import LONGEST_FRAME, FrameFormat, KeyFrame
from tingtang.device.learning.codes import CodeBook, CodedPress, Problem, read_codes
from tingtang.device.learning.columns import Press, counts_up
from tingtang.device.learning.recording import Recording, bursts, frames_of, read_in_a_row

STRAY_BITS = 8
COUNTER_BITS = 2
CHECK_BITS = 10
TORN_BITS = 12
MISSED_BITS = 30
WRONG_BITS = 60
FAMILY_BITS = 6
TEXT = frozenset(range(0x20, 0x7F))


@dataclass(frozen=True, slots=True)
class Candidate:
    """One layout, and what it makes of the presses."""

    layout: FrameFormat
    book: CodeBook
    cost: tuple[int, ...]
    counters: tuple[int, ...] = ()
    doubtful: bool = False
    strays: int = 0
    problems: tuple[Problem, ...] = field(default_factory=tuple)


def judged(
    layout: FrameFormat,
    core: Sequence[Press],
    presses: Sequence[Recording],
    idle: Sequence[Recording],
    *,
    doubtful: bool,
    problems: tuple[Problem, ...],
) -> Candidate:
    """Reads all presses under `layout`, as a driver would, and counts the bits.

    Args:
        core: the frames from which it was made.
        doubtful: a check was seen that couldn't be settled.
    """
    reading = read_in_a_row(layout, presses)
    read = reading.frames
    coded = [CodedPress(press.key or "", _codes(frames)) for press, frames in zip(presses, read, strict=True)]
    book = read_codes(coded, [code for recording in idle for code in _codes(frames_of(layout, recording))])
    known = {code for codes in book.codes.values() for code in codes} | set(book.ignored)
    told = [frame for frames in read for frame in frames if frame.code in known]
    if not (layout.start or layout.end or layout.check) and layout.length > 1:
        told = told[
            : sum(len(burst) == layout.length for press in presses for burst in bursts(press.pieces, layout.gap_ms / 1000))
        ]
    strays = sum(len(press.data) for press in presses) - sum(len(frame.raw) for frame in told)
    counters = tuple(place for place in layout.ignore_at if counts_up(core, place))
    random_bits = sum(
        _bits_of_random(place, told) for place in layout.ignore_at if place not in counters and place + 1 not in layout.ignore_at
    )
    family = _family(layout, core)
    bits = (
        STRAY_BITS * strays
        + len(told) * (random_bits + COUNTER_BITS * len(counters))
        + len(told) * max(1, len(known)).bit_length()
        + _bits_of_codes(known)
        + 8 * (len(layout.start) + len(layout.end) + len(layout.ignore_at))
        + (CHECK_BITS if layout.check is not None else 0)
        + TORN_BITS * reading.torn
        + MISSED_BITS * book.missed
        + WRONG_BITS * sum(len(problem.keys) or 1 for problem in book.problems)
        + FAMILY_BITS * family
    )
    return Candidate(
        layout, book, (bits, layout.length or LONGEST_FRAME), counters, doubtful and layout.check is None, strays, problems
    )


def _bits_of_random(place: int, frames: Sequence[KeyFrame]) -> int:
    """What a byte without a rule costs in each frame: more than leaving it out of the frame, if it is as good as random."""
    values = [frame.raw[place] for frame in frames if -len(frame.raw) <= place < len(frame.raw)]
    return STRAY_BITS + 2 if 2 * len(set(values)) > len(values) else 2 * len(set(values)).bit_length() - 2


def _bits_of_codes(codes: set[bytes]) -> int:
    """A table of codes: what each has other than the one before it."""
    bits, before = 0, b""
    for code in sorted(codes, key=lambda code: (len(code), code)):
        bits += 8 * sum(at >= len(before) or byte != before[at] for at, byte in enumerate(code))
        before = code
    return bits


def _codes(frames: Sequence[KeyFrame]) -> tuple[bytes, ...]:
    codes = [frame.code for frame in frames]
    return tuple(code for at, code in enumerate(codes) if at == 0 or code != codes[at - 1])


def _family(layout: FrameFormat, core: Sequence[Press]) -> int:
    """Of ways that explain as much: lines of text first, then frames with a constant head, silences last."""
    inner = {byte for press in core for frame in press.frames for byte in frame[len(layout.start) : len(frame) - len(layout.end)]}
    if layout.end and not layout.length and inner <= TEXT and not TEXT & set(layout.end[-1:]):
        return 0
    if layout.length:
        return 1 if layout.start else 2 if layout.end or layout.check or layout.length == 1 else 3
    return 2 if layout.end else 4
