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
