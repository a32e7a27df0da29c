"""The emulator must hear what was really sent, not what it was told."""

import random
from pathlib import Path

import pytest

from drivers.emulators.clip_ear import UNKNOWN, ClipEar
from drivers.speaker import pcm
from drivers.speaker.library import ClipLibrary
from drivers.speaker.planner import caption, plan

GAP = pcm.silence(30)
QUIETEST = 3_000
"""Peak of a spoken word, of 32 767: −21 dB."""


@pytest.fixture(scope="module")
def ear(clips: Path) -> ClipEar:
    return ClipEar(clips)


@pytest.fixture(scope="module")
def library(clips: Path) -> ClipLibrary:
    made = ClipLibrary(clips)
    made.open()
    return made


@pytest.mark.parametrize("percent", [100, 60, 5])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_hears_a_call_at_any_volume(ear: ClipEar, library: ClipLibrary, language: str, percent: int) -> None:
    keys = plan("call", {"ticket": "K738", "window": "112"}, language)
    assert ear.text(pcm.scaled(library.sound(keys, GAP), percent)) == caption(keys)


def test_hears_the_right_words_for_every_number_that_is_made_of_other_clips(ear: ClipEar, library: ClipLibrary) -> None:
    """Each clip of a window's number in each of its places: 1–130, every hundred with each kind of rest."""
    windows = [*range(1, 131), *(hundreds * 100 + rest for hundreds in range(2, 10) for rest in (0, 7, 10, 14, 40, 86))]
    for place, window in enumerate(windows):
        ticket = f"{chr(ord('A') + place % 26)}{place:03d}"
        keys = plan("call", {"ticket": ticket, "window": str(window)}, "zh-CN")
        assert ear.text(library.sound(keys, GAP)) == caption(keys)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_window_has_a_sound_of_sensible_length(library: ClipLibrary, language: str) -> None:
    """All 999, from the recordings themselves: no silence among them, and a call neither bursts past nor drags on."""
    loudness: dict[str, int] = {}
    for window in range(1, 1000):
        keys = plan("call", {"ticket": "A012", "window": str(window)}, language)
        for key in keys:
            loudness[key] = loudness.get(key) or max(map(abs, pcm.from_bytes(library.sound([key], b""))))
        assert 3.0 < pcm.duration_s(library.sound(keys, GAP)) < 9.0, window
    assert len(loudness) > (120 if language == "zh-CN" else 40)
    assert {key: peak for key, peak in loudness.items() if peak < QUIETEST} == {}


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_any_window_is_heard_as_what_it_is(ear: ClipEar, library: ClipLibrary, language: str) -> None:
    """Others at each run; which ones stands in the failure."""
    seed = random.randrange(1_000_000)
    dice = random.Random(seed)
    for _ in range(40):
        window, phrase = dice.randint(1, 999), dice.choice(("call", "recall"))
        ticket = f"{chr(dice.randint(ord('A'), ord('Z')))}{dice.randint(0, 999):03d}"
        keys = plan(phrase, {"ticket": ticket, "window": str(window)}, language)
        assert ear.text(library.sound(keys, GAP)) == caption(keys), f"seed {seed}: {phrase} {ticket} {window}"


def test_every_clip_is_told_from_every_other(ear: ClipEar, library: ClipLibrary) -> None:
    from drivers.speaker.phrasebook import CLIPS

    for key, clip in CLIPS.items():
        (heard,) = ear.hear(library.sound([key], GAP))
        assert heard is not None
        assert heard.text == clip.text


def test_a_clip_cut_short_is_not_recognised(ear: ClipEar, library: ClipLibrary) -> None:
    sound = library.sound(["zh.window"], GAP)
    assert set(ear.text(sound[: len(sound) // 2])) == {UNKNOWN}


def test_noise_is_not_words(ear: ClipEar) -> None:
    assert set(ear.text(random.Random(1).randbytes(20_000))) <= {UNKNOWN}


def test_silence_is_nothing(ear: ClipEar) -> None:
    assert ear.text(bytes(20_000)) == ""
