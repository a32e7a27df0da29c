"""Infers a pad's frames: tries every way to part what came into frames, and keeps the one that explains most.

Each candidate is read back by the drivers' own decoder. Where nothing explains the presses it says which keys to press again.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import ValidationError

from drivers.rating_pad.key_frames import LONGEST_FRAME, CheckField, FrameFormat, KeyFrame, read_frame
from tingtang.device.learning.check_search import find_checks, holds, settle
from tingtang.device.learning.codes import CodeBook, CodedPress, Problem, ProblemKind, read_codes
from tingtang.device.learning.columns import Press, changing, constant_head, constant_tail, counts_up, without_junk
from tingtang.device.learning.recording import Recording, bursts, frames_of, read_in_a_row, without_repeats

GAPS_MS = (30, 150)
"""Silence between two frames: USB adapters hand bytes over every 16 ms, slow pads pause within a frame."""
LONGEST_TRIED = 32
"""Bytes of a frame of fixed length; key frames have some ten."""
COMMON = 0.8
"""A frame's constant bytes come in at least so many presses; the others were noise."""
MOST_COMMON = 10
"""Constant bytes that are tried as the first or last byte of a frame."""
DEFAULT_REPEAT_S = 0.4
LONGEST_REPEAT_S = 3.0
TEXT = frozenset(range(0x20, 0x7F))
DIGITS = frozenset(b"0123456789")


class Sureness(StrEnum):
    HIGH = "high"
    """Every frame is checked, or stands between several constant bytes."""
    MEDIUM = "medium"
    LOW = "low"
    """Nothing protects a frame: noise may look like a key."""


@dataclass(frozen=True, slots=True)
class Learned:
    """A pad's frames and keys."""

    layout: FrameFormat
    codes: Mapping[str, tuple[bytes, ...]]
    ignored: tuple[bytes, ...]
    repeat_window_s: float
    sureness: Sureness
    presses: int
    """So many presses were read."""
    missed: int
    """Presses without their key's frame: noise, or a frame that was damaged."""
    stray_bytes: int
    """Bytes outside all frames."""
    counters: tuple[int, ...] = ()
    """Positions that count up."""
    check_doubtful: bool = False
    """A check seems to be there, but several kinds fit: it is left unchecked."""


@dataclass(frozen=True, slots=True)
class Inference:
    learned: Learned | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    layout: FrameFormat
    book: CodeBook
    cost: tuple[int, ...]
    counters: tuple[int, ...] = ()
    doubtful: bool = False
    strays: int = 0
    problems: tuple[Problem, ...] = field(default_factory=tuple)


def infer(recordings: Sequence[Recording], address: int | None = None) -> Inference:
    """What the recordings tell of the pad.

    Args:
        recordings: in the order of their time; those without a key are what came when nobody pressed.
        address: the pad's address as its switches say; None: it has none, or it doesn't matter.
    """
    presses = [recording for recording in recordings if recording.key is not None and recording.data]
    asked = dict.fromkeys(recording.key for recording in recordings if recording.key is not None)
    silent = [key for key in asked if not any(press.key == key for press in presses)]
    if not presses or len(silent) == len(asked):
        return Inference(None, (Problem(ProblemKind.NOTHING, tuple(asked)),))
    idle = [recording for recording in recordings if recording.key is None]
    best: _Candidate | None = None
    for gap_ms in GAPS_MS:
        for skeleton in _skeletons(presses, gap_ms):
            for candidate in _candidates(skeleton, presses, idle, address):
                if best is None or candidate.cost < best.cost:
                    best = candidate
        if best is not None and not best.book.problems:
            break
    if best is None:
        return Inference(None, (Problem(ProblemKind.NOTHING, tuple(asked)),))
    problems = (*best.book.problems, *best.problems, *(Problem(ProblemKind.PRESS_AGAIN, (key,)) for key in silent))
    if problems:
        return Inference(None, problems)
    return Inference(_learned(best, presses))


# --- ways to part bytes into frames ---


def _skeletons(presses: Sequence[Recording], gap_ms: int) -> Iterator[FrameFormat]:
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


# --- one way, looked at closely ---


def _candidates(
    skeleton: FrameFormat, presses: Sequence[Recording], idle: Sequence[Recording], address: int | None
) -> Iterator[_Candidate]:
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


FREE_PLACES = 4
"""With more places that change from press to press, none of them is taken to hold the key as well."""


def _refined(
    skeleton: FrameFormat,
    core: Sequence[Press],
    restless: frozenset[int],
    presses: Sequence[Recording],
    idle: Sequence[Recording],
    address: int | None,
) -> Iterator[_Candidate]:
    frames = [frame for press in core for frame in press.frames]
    checks = find_checks(frames, _steady_places(frames))
    if checks:
        sound = [Press(press.key, tuple(frame for frame in press.frames if holds(checks[0], frame))) for press in core]
        sound = [press for press in sound if press.frames]
        sound_frames = [frame for press in sound for frame in press.frames]
        if len(sound) < len(core) or len(sound_frames) < len(frames):
            core, frames, restless = sound, sound_frames, changing(sound)
    settled = settle(checks, frames, restless)
    layouts = [_layout(skeleton, frames, places | settled.left_alone, settled.check) for places in _wider(restless, frames)]
    if settled.check is not None:
        layouts.append(_layout(skeleton, frames, restless, None))
    for layout in layouts:
        if layout is None:
            continue
        placed, problems = _with_address(layout, frames, address)
        yield _judged(placed, core, presses, idle, doubtful=settled.doubtful, problems=problems)


def _steady_places(frames: Sequence[bytes]) -> frozenset[int]:
    """Where all frames have the same byte; none for frames of several lengths."""
    sizes = {len(frame) for frame in frames}
    if len(sizes) != 1:
        return frozenset()
    return frozenset(at for at in range(sizes.pop()) if len({frame[at] for frame in frames}) == 1)


def _wider(restless: frozenset[int], frames: Sequence[bytes]) -> Iterator[frozenset[int]]:
    """The places that change, with what stands before a counter and may be its higher digits or bytes; and without that."""
    shortest = min(map(len, frames))
    wider = set(restless)
    for place in restless:
        digits = {frame[place] for frame in frames} <= DIGITS
        left = place - 1
        while (left >= 0 or -shortest <= left < 0) and (left >= 0) == (place >= 0):
            values = {frame[left] for frame in frames}
            if not (values <= DIGITS if digits else values == {0}):
                break
            wider.add(left)
            left -= 1
    if wider != restless:
        yield frozenset(wider)
    yield restless


def _layout(
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


def _with_address(layout: FrameFormat, frames: Sequence[bytes], address: int | None) -> tuple[FrameFormat, tuple[Problem, ...]]:
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


def _judged(
    layout: FrameFormat,
    core: Sequence[Press],
    presses: Sequence[Recording],
    idle: Sequence[Recording],
    *,
    doubtful: bool,
    problems: tuple[Problem, ...],
) -> _Candidate:
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
    return _Candidate(
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


STRAY_BITS = 8
COUNTER_BITS = 2
CHECK_BITS = 10
TORN_BITS = 12
MISSED_BITS = 30
WRONG_BITS = 60
FAMILY_BITS = 6
"""What a candidate costs, in bits: what it must spell out to tell the presses once more, and what it leaves unexplained.
The shortest telling is the likeliest (minimum description length, Rissanen 1978)."""


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


# --- the result ---


def _learned(best: _Candidate, presses: Sequence[Recording]) -> Learned:
    layout = _readable(best.layout, presses, best.book)
    return Learned(
        layout=layout,
        codes=best.book.codes,
        ignored=best.book.ignored,
        repeat_window_s=_repeat_window_s(best.layout, presses),
        sureness=_sureness(layout),
        presses=len(presses),
        missed=best.book.missed,
        stray_bytes=best.strays,
        counters=best.counters,
        check_doubtful=best.doubtful,
    )


def _readable(layout: FrameFormat, presses: Sequence[Recording], book: CodeBook) -> FrameFormat:
    """The same with the key's bytes named, where that reads every frame alike: people check a profile by reading it."""
    if not layout.length:
        return layout
    places = set(range(len(layout.start), layout.length - len(layout.end)))
    places -= {place % layout.length for place in layout.ignore_at}
    places -= {layout.address_at} if layout.address_at is not None else set()
    if layout.check is not None:
        places -= {(layout.check.at + at) % layout.length for at in range(layout.check.width)}
    named = layout.model_copy(update={"key_at": tuple(sorted(places))})
    raws = [frame.raw for press in presses for frame in frames_of(layout, press)]
    same = all((a := read_frame(named, raw)) and (b := read_frame(layout, raw)) and a.code == b.code for raw in raws)
    return named if same and places and book.codes else layout


def _repeat_window_s(layout: FrameFormat, presses: Sequence[Recording]) -> float:
    """Longer than the pad's own repeats of one frame are apart."""
    longest_s = 0.0
    for press in presses:
        seen: dict[bytes, float] = {}
        for piece in press.pieces:
            for frame in frames_of(layout, Recording(press.key, (piece,))):
                if frame.raw in seen:
                    longest_s = max(longest_s, piece.at_s - seen[frame.raw])
                seen[frame.raw] = piece.at_s
    return min(LONGEST_REPEAT_S, max(DEFAULT_REPEAT_S, round(longest_s * 1.5, 2)))


def _sureness(layout: FrameFormat) -> Sureness:
    if layout.check is not None or len(layout.start) + len(layout.end) >= 2:
        return Sureness.HIGH
    return Sureness.MEDIUM if layout.start or layout.end or (layout.gap_ms and layout.length > 1) else Sureness.LOW
