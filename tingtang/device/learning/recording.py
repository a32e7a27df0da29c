"""What came in while one key was pressed once, with its times."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from drivers.rating_pad.key_frames import FrameFormat, KeyFrame, KeyFrameDecoder

LONGEST_PAUSE_S = 0.1
"""No pad pauses this long inside a frame: at 300 baud a byte takes 37 ms."""
AFTER_S = 60.0
"""So long after the last byte every silence that may end a frame is over."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes as one read gave them."""

    at_s: float
    data: bytes


@dataclass(frozen=True, slots=True)
class Recording:
    """One press, from its first byte to the silence after it."""

    key: str | None
    """What the technician was asked to press; None: nobody pressed anything."""
    pieces: tuple[Piece, ...]

    @property
    def data(self) -> bytes:
        return b"".join(piece.data for piece in self.pieces)


def bursts(pieces: Iterable[Piece], gap_s: float) -> list[bytes]:
    """The bytes, parted where nothing came for `gap_s`."""
    found: list[bytes] = []
    last_s: float | None = None
    for piece in pieces:
        if last_s is None or piece.at_s - last_s >= gap_s:
            found.append(piece.data)
        else:
            found[-1] += piece.data
        last_s = piece.at_s
    return found


def frames_of(layout: FrameFormat, recording: Recording) -> list[KeyFrame]:
    """The recording as the drivers' own decoder reads it under `layout`, so that what is learned is what will be understood."""
    frames: list[KeyFrame] = []
    decoder, last_s = KeyFrameDecoder(layout), 0.0
    for place, piece in enumerate(recording.pieces):
        if place and piece.at_s - last_s >= LONGEST_PAUSE_S:
            frames += decoder.silent(last_s + AFTER_S)
            decoder = KeyFrameDecoder(layout)
        frames += decoder.feed(piece.data, piece.at_s)
        last_s = piece.at_s
    return frames + decoder.silent(last_s + AFTER_S)


def without_repeats(frames: Sequence[KeyFrame]) -> list[KeyFrame]:
    """A frame sent again while a key is held, or until it is acknowledged, says nothing new."""
    return [frame for place, frame in enumerate(frames) if place == 0 or frame.raw != frames[place - 1].raw]
