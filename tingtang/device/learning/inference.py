"""Infers a pad's frames: tries every way to part what came into frames, and keeps the one that explains most.

Each candidate is read back by the drivers' own decoder. Where nothing explains the presses it says which keys to press again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from drivers.rating_pad.key_frames import FrameFormat, read_frame
from tingtang.device.learning.candidates import GAPS_MS, candidates, skeletons
from tingtang.device.learning.codes import CodeBook, Problem, ProblemKind
from tingtang.device.learning.costs import Candidate
from tingtang.device.learning.recording import Recording, frames_of

DEFAULT_REPEAT_S = 0.4
LONGEST_REPEAT_S = 3.0


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
    best: Candidate | None = None
    for gap_ms in GAPS_MS:
        for skeleton in skeletons(presses, gap_ms):
            for candidate in candidates(skeleton, presses, idle, address):
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


def _learned(best: Candidate, presses: Sequence[Recording]) -> Learned:
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
