import json
import wave
from pathlib import Path

import pytest

from drivers.core.errors import Misconfigured
from drivers.speaker import pcm
from drivers.speaker.clips import build, main
from drivers.speaker.espeak import require_sound_chinese, speak
from drivers.speaker.library import ClipLibrary
from drivers.speaker.phrasebook import CHINESE_VOICE, CLIPS


def test_the_chinese_voice_reads_chinese() -> None:
    require_sound_chinese()


def test_every_clip_is_a_sound_of_sensible_length(clips: Path) -> None:
    for key in CLIPS:
        with wave.open(str(clips / f"{key}.wav")) as sound:
            assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, pcm.RATE_HZ)
            seconds = sound.getnframes() / pcm.RATE_HZ
        # Words are put together; sentences are recorded whole.
        assert 0.1 < seconds < (2.5 if len(CLIPS[key].text.encode()) <= 25 else 10), key


def test_a_second_run_makes_nothing(clips: Path) -> None:
    assert build(clips) == 0


def test_a_damaged_or_missing_clip_is_made_again(tmp_path: Path) -> None:
    assert build(tmp_path) == len(CLIPS)
    (tmp_path / "zh.please.wav").unlink()
    (tmp_path / "zh.to.wav").write_bytes(b"broken")
    assert build(tmp_path) == 2
    assert build(tmp_path) == 0


def test_two_builds_are_the_same_sound(clips: Path) -> None:
    with wave.open(str(clips / "zh.please.wav")) as sound:
        assert sound.readframes(sound.getnframes()) == speak("请", CHINESE_VOICE)


def test_an_incomplete_folder_is_refused_with_the_command_to_run(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"format": 1, "rate_hz": pcm.RATE_HZ, "clips": {}}))
    with pytest.raises(Misconfigured, match=r"drivers\.speaker\.clips --out"):
        ClipLibrary(tmp_path).open()
    with pytest.raises(Misconfigured):
        ClipLibrary(tmp_path / "nowhere").open()


def test_without_espeak_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["--out", str(tmp_path / "clips")]) == 1
    assert "apt-get install espeak-ng" in capsys.readouterr().err
    assert not (tmp_path / "clips" / "manifest.json").exists()


def test_volume_scales_and_full_volume_changes_nothing() -> None:
    sound = pcm.to_bytes(pcm.chime())
    assert pcm.scaled(sound, 100) == sound
    half = pcm.from_bytes(pcm.scaled(sound, 50))
    assert max(half) == max(pcm.from_bytes(sound)) // 2


def test_a_clip_begins_and_ends_with_sound(clips: Path) -> None:
    with wave.open(str(clips / "zh.window.wav")) as sound:
        samples = pcm.from_bytes(sound.readframes(sound.getnframes()))
    assert abs(samples[0]) >= pcm.SILENCE_LEVEL
    assert abs(samples[-1]) >= pcm.SILENCE_LEVEL
