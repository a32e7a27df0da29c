"""The clip folder as the driver reads it."""

import json
from pathlib import Path

from drivers.core.errors import Misconfigured
from drivers.speaker import pcm
from drivers.speaker.clips import FORMAT, MANIFEST
from drivers.speaker.phrasebook import CLIPS


def clip_seconds(folder: Path) -> dict[str, float]:
    """How long each recording of a clip folder is, by key.

    Raises:
        Misconfigured: the folder is missing, incomplete, or of another format.
    """
    library = ClipLibrary(folder)
    library.open()
    return library.seconds()


class ClipLibrary:
    """Loads clips when they are first said and keeps them (all together about 5 MB)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, str] = {}
        self._samples: dict[str, int] = {}
        self._loaded: dict[str, bytes] = {}

    def open(self) -> None:
        """Read the manifest.

        Raises:
            Misconfigured: the folder is missing, incomplete, or of another format.
        """
        command = f"python -m drivers.speaker.clips --out {self._folder}"
        try:
            document = json.loads((self._folder / MANIFEST).read_bytes())
            files = {key: str(entry["file"]) for key, entry in document["clips"].items()}
            samples = {key: int(entry["samples"]) for key, entry in document["clips"].items()}
            usable = document["format"] == FORMAT and document["rate_hz"] == pcm.RATE_HZ and files.keys() >= CLIPS.keys()
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Misconfigured(f"no clips in {self._folder}; run: {command}", reason="speaker.clipsMissing") from error
        if not usable:
            raise Misconfigured(f"clips in {self._folder} are incomplete; run: {command}", reason="speaker.clipsMissing")
        self._files, self._samples = files, samples

    def seconds(self) -> dict[str, float]:
        """Length of each clip by key; after `open`."""
        return {key: count / pcm.RATE_HZ for key, count in self._samples.items()}

    def sound(self, keys: list[str], gap: bytes) -> bytes:
        """The clips one after the other, `gap` between them.

        Raises:
            Misconfigured: a file has gone or isn't what loudspeakers take.
        """
        return gap.join(self._clip(key) for key in keys)

    def _clip(self, key: str) -> bytes:
        data = self._loaded.get(key)
        if data is None:
            try:
                data = pcm.from_wav((self._folder / self._files[key]).read_bytes())
            except (OSError, ValueError, KeyError) as error:
                detail = f"clip {key} can't be used in {self._folder}: {error}"
                raise Misconfigured(detail, reason="speaker.clipsMissing") from error
            self._loaded[key] = data
        return data
