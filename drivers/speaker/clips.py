"""Builds the clip folder: `python -m drivers.speaker.clips --out DIR`. Run again, it only makes what is missing or changed."""

import argparse
import hashlib
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


def build(out: Path) -> int:
    """Make the folder complete; how many clips were made now.

    The manifest is written last and in one step, so a half-built folder never looks complete.

    Raises:
        VoiceUnusable: espeak-ng is missing or speaks wrongly.
        OSError: the folder can't be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    known = _known(out / MANIFEST)
    missing = [clip for clip in CLIPS.values() if not _is_current(out, clip, known.get(clip.key))]
    if missing:
        espeak.require_sound_chinese()
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="clips") as pool:
            for key, entry in pool.map(lambda clip: (clip.key, _make(out, clip)), missing):
                known[key] = entry
    manifest = {"format": FORMAT, "rate_hz": pcm.RATE_HZ, "clips": {key: known[key] for key in CLIPS}}
    _write_atomically(out / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    return len(missing)


def _known(manifest: Path) -> dict[str, dict[str, Any]]:
    try:
        document = json.loads(manifest.read_bytes())
    except (OSError, ValueError):
        return {}
    return dict(document["clips"]) if document.get("format") == FORMAT else {}


def _is_current(out: Path, clip: Clip, entry: dict[str, Any] | None) -> bool:
    if entry is None or (entry["text"], entry["voice"]) != (clip.text, clip.voice):
        return False
    try:
        return hashlib.sha256((out / entry["file"]).read_bytes()).hexdigest() == str(entry["sha256"])
    except OSError:
        return False


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
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return {"text": clip.text, "voice": clip.voice, "file": path.name, "sha256": digest, "samples": len(data) // 2}


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
    except (espeak.VoiceUnusable, OSError) as error:
        sys.stderr.write(f"voice clips: {error}\n")
        return 1
    sys.stdout.write(f"voice clips: {made} made, {len(CLIPS)} in {options.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
