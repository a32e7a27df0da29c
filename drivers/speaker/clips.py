"""Builds the clip folder: `python -m drivers.speaker.clips --out DIR`. Run again, it only makes what is missing or changed."""

import argparse
import json
import os
import sys
import wave
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from drivers.speaker import espeak, pcm
from drivers.speaker.phrasebook import CHIME, CLIPS, Clip

MANIFEST = "manifest.json"
FORMAT = 1
"""Raised when clips of an older folder must be made anew."""


class WrongRecording(Exception):
    """A file in the folder is somebody's recording, but not as loudspeakers take it. It is left alone."""


def build(out: Path) -> int:
    """Make the folder complete; how many clips were made now. A sound recording that someone put in place of a clip stays.

    The manifest is written last and in one step, so a half-built folder never looks complete.

    Raises:
        VoiceUnusable: espeak-ng is missing or speaks wrongly.
        WrongRecording: a file of someone's has another format.
        OSError: the folder can't be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    known = _known(out / MANIFEST)
    entries = {clip.key: _kept(out, clip, known.get(clip.key)) for clip in CLIPS.values()}
    missing = [clip for clip in CLIPS.values() if entries[clip.key] is None]
    if missing:
        espeak.require_sound_chinese()
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="clips") as pool:
            entries |= dict(pool.map(lambda clip: (clip.key, _make(out, clip)), missing))
    manifest = {"format": FORMAT, "rate_hz": pcm.RATE_HZ, "clips": entries}
    _write_atomically(out / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    return len(missing)


def _known(manifest: Path) -> dict[str, dict[str, Any]]:
    try:
        document = json.loads(manifest.read_bytes())
        return dict(document["clips"]) if document["format"] == FORMAT else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _kept(out: Path, clip: Clip, entry: dict[str, Any] | None) -> dict[str, Any] | None:
    """The manifest's entry of a recording that says these words; None when it must be made.

    Raises:
        WrongRecording: it is sound of another format.
    """
    if entry is None or (entry.get("text"), entry.get("voice")) != (clip.text, clip.voice):
        return None
    path = out / f"{clip.key}.wav"
    try:
        return _entry(clip, path, pcm.from_wav(path.read_bytes()))
    except pcm.WrongSound as error:
        raise WrongRecording(f"{path}: {error}; convert it, or delete it and it is made by espeak-ng") from error
    except (OSError, pcm.DamagedSound):
        return None


def _entry(clip: Clip, path: Path, samples: bytes) -> dict[str, Any]:
    return {"text": clip.text, "voice": clip.voice, "file": path.name, "samples": len(samples) // 2}


def _make(out: Path, clip: Clip) -> dict[str, Any]:
    data = pcm.to_bytes(pcm.chime()) if clip.key == CHIME else espeak.speak(clip.text, clip.voice)
    path = out / f"{clip.key}.wav"
    part = path.with_suffix(".part")
    with wave.open(str(part), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(pcm.RATE_HZ)
        sound.writeframes(data)
    part.replace(path)
    return _entry(clip, path, data)


def _write_atomically(path: Path, data: bytes) -> None:
    part = path.with_suffix(".part")
    part.write_bytes(data)
    part.replace(path)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m drivers.speaker.clips", description="Build the voice clips with espeak-ng.")
    parser.add_argument("--out", type=Path, required=True, help="folder for the WAV files and manifest.json")
    options = parser.parse_args(arguments)
    try:
        made = build(options.out)
    except (espeak.VoiceUnusable, WrongRecording, OSError) as error:
        sys.stderr.write(f"voice clips: {error}\n")
        return 1
    sys.stdout.write(f"voice clips: {made} made, {len(CLIPS)} in {options.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
