from pathlib import Path

import pytest

from drivers.core.errors import Cancelled, HardwareFailed, InvalidData
from drivers.speaker import pcm
from drivers.speaker.announcement import KEPT, MAX_CHARACTERS, Announcements, speakable
from drivers.speaker.espeak import VoiceUnusable
from drivers.speaker.phrasebook import CHINESE_VOICE, ENGLISH_VOICE

GAP = pcm.silence(30)


def go_on() -> None:
    return None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("下午3点停止取号", "下午三点停止取号"),
        ("请到12号窗口", "请到十二号窗口"),
        ("请到105号窗口", "请到一百零五号窗口"),
        ("请到112号窗口", "请到一百一十二号窗口"),
        ("2025年放假", "二千零二十五年放假"),
        ("电话4707", "电话四七零七"),
        ("尾号007号", "尾号零零七号"),
        ("请到１２号窗口", "请到十二号窗口"),
        ("请注意\u3000大厅停电\u3000", "请注意 大厅停电"),
    ],
)
def test_numbers_are_written_as_hanzi(text: str, said: str) -> None:
    assert speakable(text, "zh") == [(said, CHINESE_VOICE)]


def test_latin_words_are_spoken_by_the_english_voice() -> None:
    assert speakable("请连接 WiFi 上网，", "zh") == [
        ("请连接 ", CHINESE_VOICE), ("WiFi ", ENGLISH_VOICE), ("上网，", CHINESE_VOICE),
    ]  # fmt: skip
    assert speakable("ＷｉＦｉ停用", "zh") == [("WiFi", ENGLISH_VOICE), ("停用", CHINESE_VOICE)]
    assert speakable("The hall closes at 5", "en") == [("The hall closes at 5", ENGLISH_VOICE)]


@pytest.mark.parametrize("text", ["", "   ", "，。！", "一" * (MAX_CHARACTERS + 1), "停\n止"])
def test_what_can_not_be_said_is_refused(text: str) -> None:
    with pytest.raises(InvalidData):
        speakable(text, "zh")


def test_made_once_and_kept(tmp_path: Path) -> None:
    made: list[tuple[str, str]] = []

    def say(words: str, voice: str) -> bytes:
        made.append((words, voice))
        return b"\1\0" * 10

    announcements = Announcements(tmp_path, GAP, say)
    first = announcements.sound("请连接WiFi上网", "zh", go_on)
    assert first == GAP.join([b"\1\0" * 10] * 3)
    assert Announcements(tmp_path, GAP, say).sound("请连接WiFi上网", "zh", go_on) == first
    assert len(made) == 3
    assert announcements.sound("大厅", "zh", go_on) != b""
    assert len(made) == 4


def test_only_so_many_are_kept(tmp_path: Path) -> None:
    announcements = Announcements(tmp_path, GAP, lambda _, __: b"\1\0")
    for number in range(KEPT + 5):
        announcements.sound(f"第{number}次", "zh", go_on)
    assert len(list(tmp_path.glob("*.pcm"))) == KEPT
    assert list(tmp_path.glob("*.part")) == []


def test_without_a_voice_it_says_so_and_quotes_nothing(tmp_path: Path) -> None:
    def fails(words: str, voice: str) -> bytes:
        raise VoiceUnusable(f"can't say {words}")

    with pytest.raises(HardwareFailed) as failed:
        Announcements(tmp_path, GAP, fails).sound("秘密", "zh", go_on)
    assert failed.value.reason == "speaker.noVoice"
    assert "秘密" not in failed.value.detail


def test_the_real_voice_reads_no_chinese_in_english(tmp_path: Path) -> None:
    sound = Announcements(tmp_path, GAP).sound("今天下午3点到5点，电话0472-1234，WiFi停用", "zh", go_on)
    assert 3 < pcm.duration_s(sound) < 15


@pytest.mark.parametrize("text", ["-f/etc/passwd", "--version", "-h", "-w/tmp/nothing hello"])
def test_no_text_is_an_option_of_the_program(tmp_path: Path, text: str) -> None:
    sound = Announcements(tmp_path, GAP).sound(text, "en", go_on)
    plain = Announcements(tmp_path, GAP).sound(text.replace("-", " ").replace("/", " "), "en", go_on)
    assert pcm.duration_s(sound) == pytest.approx(pcm.duration_s(plain), rel=0.6)
    assert Announcements(tmp_path, GAP).sound("-5度以下", "zh", go_on)


def test_a_file_that_was_never_written_to_its_end_is_made_again(tmp_path: Path) -> None:
    announcements = Announcements(tmp_path, GAP, lambda _, __: b"\1\0" * 10)
    sound = announcements.sound("大厅", "zh", go_on)
    (kept,) = tmp_path.glob("*.pcm")
    kept.write_bytes(b"")
    assert announcements.sound("大厅", "zh", go_on) == sound
    assert kept.read_bytes() == sound


def test_making_ends_between_two_runs_when_somebody_wants_it(tmp_path: Path) -> None:
    made: list[str] = []

    def say(words: str, voice: str) -> bytes:
        made.append(f"{voice}: {words}")
        return b"\1\0"

    def stop_at_the_second() -> None:
        if made:
            raise Cancelled

    with pytest.raises(Cancelled):
        Announcements(tmp_path, GAP, say).sound("请连接WiFi上网", "zh", stop_at_the_second)
    assert len(made) == 1
    assert list(tmp_path.iterdir()) == [], "half an announcement isn't kept"
