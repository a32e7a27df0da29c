"""What came in while one key was pressed once, with its times."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from drivers.rating_pad.key_frames import FrameFormat, KeyFrame, KeyFrameDecoder

LONGEST_PAUSE_S = 0.1
"""No pad pauses this long inside a frame: at 300 baud a byte takes 37 ms."""
PAUSE_S = 0.03
"""USB adapters hand the bytes of one frame over every 16 ms; what is further apart is mostly two frames."""
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


@dataclass(frozen=True, slots=True)
class Reading:
    """Several recordings, read one after the other."""

    frames: list[list[KeyFrame]]
    """Of each recording."""
    torn: int
    """Frames with a pause inside: more likely two frames."""


def read_in_a_row(layout: FrameFormat, recordings: Sequence[Recording]) -> Reading:
    """The frames of each recording as a driver finds them, for which what one leaves behind spoils the next."""
    decoder = KeyFrameDecoder(layout)
    reading: list[list[KeyFrame]] = []
    last_s, since_pause, torn = 0.0, 0, 0
    for recording in recordings:
        mine: list[KeyFrame] = []
        for place, piece in enumerate(recording.pieces):
            at_s = max(last_s, piece.at_s)
            ended = decoder.silent(at_s)
            torn += _is_torn(ended, since_pause)
            (mine if place or not reading else reading[-1]).extend(ended)
            since_pause = len(piece.data) + (0 if at_s - last_s >= PAUSE_S else since_pause)
            found = decoder.feed(piece.data, at_s)
            torn += _is_torn(found, since_pause)
            mine += found
            last_s = at_s
        reading.append(mine)
    ended = decoder.silent(last_s + AFTER_S)
    if reading:
        reading[-1] += ended
    return Reading(reading, torn + _is_torn(ended, since_pause))


def _is_torn(frames: Sequence[KeyFrame], since_pause: int) -> bool:
    """Its first byte came before the last pause."""
    return bool(frames) and len(frames[0].raw) > since_pause


def without_repeats(frames: Sequence[KeyFrame]) -> list[KeyFrame]:
    """A frame sent again while a key is held, or until it is acknowledged, says nothing new."""
    return [frame for place, frame in enumerate(frames) if place == 0 or frame.raw != frames[place - 1].raw]
