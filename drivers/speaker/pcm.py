"""Signed 16-bit little-endian mono PCM: trimming, volume, the chime. Pure."""

import io
import math
import sys
import wave
from array import array

RATE_HZ = 22_050
"""What espeak-ng makes, and what the loudspeakers get."""
SILENCE_LEVEL = 100
"""Samples below this (of 32 767, −50 dB) at either end of a clip are silence."""
_CHIME_TONES = ((880.0, 0.0), (659.3, 0.28))
"""A5, then E5 0.28 s later (Hz, s): 叮咚."""
_CHIME_S = 0.9
_CHIME_DECAY_S = 0.22
_CHIME_PEAK = 9_000


class WrongSound(ValueError):
    """A WAV file that isn't mono, 16 bit, `RATE_HZ`; the text says what it is."""


class DamagedSound(ValueError):
    """No WAV file, an unfinished one, or one without a sound."""


def from_wav(data: bytes, *, streamed: bool = False) -> bytes:
    """The samples of a WAV file's contents. `streamed`: its writer didn't know the length yet when it wrote the header.

    Raises:
        WrongSound: sound, but not as loudspeakers take it.
        DamagedSound: anything else.
    """
    try:
        with wave.open(io.BytesIO(data)) as sound:
            shape = (sound.getnchannels(), 8 * sound.getsampwidth(), sound.getframerate())
            frames = sound.getnframes()
            samples: bytes = sound.readframes(frames)
    except (wave.Error, EOFError) as error:
        raise DamagedSound("no WAV file") from error
    if shape != (1, 16, RATE_HZ):
        raise WrongSound(f"{shape[0]} channels, {shape[1]} bit, {shape[2]} Hz instead of mono, 16 bit, {RATE_HZ} Hz")
    if not any(samples) or (len(samples) != 2 * frames and not streamed):
        raise DamagedSound("unfinished, or without a sound")
    return samples


def from_bytes(data: bytes) -> "array[int]":
    samples = array("h")
    samples.frombytes(data[: len(data) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def to_bytes(samples: "array[int]") -> bytes:
    if sys.byteorder == "big":
        samples = samples[:]
        samples.byteswap()
    return samples.tobytes()


def trim(samples: "array[int]") -> "array[int]":
    """Without the silence at both ends, so that clips follow each other like speech."""
    loud = [index for index, sample in enumerate(samples) if abs(sample) >= SILENCE_LEVEL]
    return samples[loud[0] : loud[-1] + 1] if loud else array("h")


def scaled(data: bytes, percent: int) -> bytes:
    """At `percent` of full amplitude; 100 leaves the bytes as they are."""
    if percent == 100:
        return data
    return to_bytes(array("h", (sample * percent // 100 for sample in from_bytes(data))))


def silence(duration_ms: int) -> bytes:
    return bytes(2 * (RATE_HZ * duration_ms // 1000))


def duration_s(data: bytes) -> float:
    return len(data) / 2 / RATE_HZ


def chime() -> "array[int]":
    """Two falling tones that make people look up before the words come."""
    samples = array("h")
    for index in range(int(RATE_HZ * _CHIME_S)):
        at_s = index / RATE_HZ
        value = sum(
            math.sin(2 * math.pi * frequency * (at_s - start_s)) * math.exp(-(at_s - start_s) / _CHIME_DECAY_S)
            for frequency, start_s in _CHIME_TONES
            if at_s >= start_s
        )
        samples.append(round(_CHIME_PEAK * value))
    return trim(samples)
