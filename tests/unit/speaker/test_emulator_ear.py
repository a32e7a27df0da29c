"""The emulator must hear what was really sent, not what it was told."""

import random
from pathlib import Path

import pytest

from drivers.emulators.clip_ear import UNKNOWN, ClipEar
from drivers.speaker import pcm
from drivers.speaker.library import ClipLibrary
from drivers.speaker.planner import caption, plan

GAP = pcm.silence(30)


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
