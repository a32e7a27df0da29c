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
    whole = (tmp_path / "zh.again.wav").read_bytes()
    (tmp_path / "zh.again.wav").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "zh.served.wav").write_bytes(whole[:44] + bytes(len(whole) - 44))
    assert build(tmp_path) == 4
    assert build(tmp_path) == 0


def record(path: Path, seconds: float, *, rate_hz: int = pcm.RATE_HZ, channels: int = 1) -> bytes:
    """A WAV file as a person's recorder writes it."""
    samples = bytes((0, 16)) * int(rate_hz * seconds) * channels
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(2)
        sound.setframerate(rate_hz)
        sound.writeframes(samples)
    return samples


def test_a_persons_recording_stays_and_its_length_counts(tmp_path: Path) -> None:
    build(tmp_path)
    mine = record(tmp_path / "zh.please.wav", 1.5)
    assert build(tmp_path) == 0
    library = ClipLibrary(tmp_path)
    library.open()
    assert library.sound(["zh.please"], b"") == mine
    assert library.seconds()["zh.please"] == 1.5
    (tmp_path / "zh.please.wav").unlink()
    assert build(tmp_path) == 1, "taken away, the voice is back"


@pytest.mark.parametrize("wrong", [{"rate_hz": 44_100}, {"channels": 2}])
def test_a_recording_of_another_format_is_refused_and_left_alone(
    tmp_path: Path, clips: Path, capsys: pytest.CaptureFixture[str], wrong: dict[str, int]
) -> None:
    for file in clips.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    record(tmp_path / "zh.please.wav", 1.5, **wrong)
    before = (tmp_path / "zh.please.wav").read_bytes()
    assert main(["--out", str(tmp_path)]) == 1
    assert "zh.please.wav" in capsys.readouterr().err
    assert (tmp_path / "zh.please.wav").read_bytes() == before
    library = ClipLibrary(tmp_path)
    library.open()
    with pytest.raises(Misconfigured, match="mono, 16 bit"):
        library.sound(["zh.please"], b"")


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
