"""espeak-ng as a process: text in, PCM out."""

import subprocess

from drivers.speaker import pcm
from drivers.speaker.phrasebook import CHINESE_VOICE

PROGRAM = "espeak-ng"
WORDS_PER_MINUTE = 150
TIMEOUT_S = 10.0
ENGLISH_MARK = "(en)"
"""Where espeak-ng turns to its English rules in the middle of another language."""


class VoiceUnusable(Exception):
    """espeak-ng is missing or speaks wrongly; the text says what to do."""


def require_sound_chinese() -> None:
    """Check that the Chinese voice reads 请 as Chinese.

    Raises:
        VoiceUnusable: espeak-ng isn't installed, or reads pinyin with English rules.
    """
    phonemes = _phonemes("请")
    if "tS;h" not in phonemes or ENGLISH_MARK in phonemes:
        raise VoiceUnusable(f"espeak-ng reads 请 as {phonemes.strip()!r}; install Debian's espeak-ng-data 1.51 or later")


def speak(text: str, voice: str) -> bytes:
    """The words as PCM at `pcm.RATE_HZ`, trimmed.

    Raises:
        VoiceUnusable: espeak-ng failed, said nothing, reads Chinese in English, or has another sample rate.
    """
    if voice == CHINESE_VOICE and ENGLISH_MARK in _phonemes(text):
        raise VoiceUnusable(f"espeak-ng reads a part of {text!r} in English; write digits and letters as Hanzi")
    answer = _run(["-v", voice, "-s", str(WORDS_PER_MINUTE), "-z", "--stdout"], text)
    try:
        data = pcm.from_wav(answer, streamed=True)
    except pcm.DamagedSound as error:
        raise VoiceUnusable(f"espeak-ng gave no sound for {text!r}") from error
    except pcm.WrongSound as error:
        raise VoiceUnusable(f"espeak-ng gave {error}") from error
    spoken = pcm.trim(pcm.from_bytes(data))
    if not spoken:
        raise VoiceUnusable(f"espeak-ng was silent for {text!r} in voice {voice}")
    return pcm.to_bytes(spoken)


def _phonemes(text: str) -> str:
    return _run(["-v", CHINESE_VOICE, "-q", "-x"], text).decode("utf-8", "replace")


def _run(arguments: list[str], text: str) -> bytes:
    # By standard input: a program's arguments are read by everybody on the machine.
    command = [PROGRAM, *arguments, "--stdin"]
    try:
        return subprocess.run(command, input=text.encode(), capture_output=True, check=True, timeout=TIMEOUT_S).stdout
    except FileNotFoundError as error:
        raise VoiceUnusable("espeak-ng isn't installed; install it with: apt-get install espeak-ng") from error
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise VoiceUnusable(f"espeak-ng failed: {error}") from error
