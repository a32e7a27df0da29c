"""What a device and its driver said to each other before a fault, on disk: a technician may come hours later.

One file for each fault, JSON lines: a heading, then a line for each frame, oldest first, personal bytes masked by the trace.
Bounded in number and size, so it can't fill a disk. Not made safe against a power cut: a diagnosis, no ledger.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from drivers.core.trace import Trace

FOLDER = "blackbox"
KEPT_OF_FAULTS = 5
"""Files of one device; a file has at most 200 frames of 64 bytes, some 60 KB."""
KEPT_OF_REQUESTS = 2
"""Files that somebody asked for; they push out none of a fault."""
LEAST_GAP_MS = 10_000
"""A device that comes and goes by the second writes the disk no faster than this."""
ASKED = "-asked"


class BlackBox:
    """One device's files. Used in its worker's thread, and by a diagnosis from another: each call writes a file of its own.

    Args:
        data_dir: the agent's; the files go into a folder of their own in it.
    """

    def __init__(self, data_dir: Path, device: str) -> None:
        self._folder = data_dir / FOLDER
        self._device = device
        self._written_ms: int | None = None

    def fault(self, reason: str, trace: Trace, now_ms: int) -> Path | None:
        """Keep the trace because of a fault; None when the last file is only seconds old.

        Raises:
            OSError: the disk refuses.
        """
        if self._written_ms is not None and 0 <= now_ms - self._written_ms < LEAST_GAP_MS:
            return None
        self._written_ms = now_ms
        return self._write("", KEPT_OF_FAULTS, reason, trace, now_ms)

    def asked(self, trace: Trace, now_ms: int) -> Path:
        """Keep the trace because somebody wants to look.

        Raises:
            OSError: the disk refuses.
        """
        return self._write(ASKED, KEPT_OF_REQUESTS, "asked", trace, now_ms)

    def files(self) -> list[Path]:
        """Of this device, the oldest first."""
        return [path for path in black_boxes(self._folder) if self._is_own(path)]

    def _write(self, ending: str, kept: int, reason: str, trace: Trace, now_ms: int) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        at = datetime.fromtimestamp(now_ms / 1000, tz=UTC).strftime("%Y%m%dT%H%M%S.%f")[:-3]
        path = self._folder / f"{self._device}-{at}Z{ending}.jsonl"
        heading = {"device": self._device, "at": now_ms, "reason": reason}
        lines = [json.dumps(heading), *(json.dumps(frame, ensure_ascii=False) for frame in trace.records())]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        same = [file for file in self.files() if file.stem.endswith(ASKED) == bool(ending)]
        for old in same[:-kept]:
            old.unlink(missing_ok=True)
        return path

    def _is_own(self, path: Path) -> bool:
        # `led-1-2025…` is no file of device `led`: what follows the id has no further hyphen but that of the ending.
        return path.stem.removesuffix(ASKED).rpartition("-")[0] == self._device


def black_boxes(folder: Path) -> list[Path]:
    """All files in the folder, the oldest first."""
    try:
        return sorted(folder.glob("*.jsonl"), key=lambda path: (path.stem.removesuffix(ASKED).rpartition("-")[2], path.name))
    except OSError:
        return []


def newest_first_within(paths: list[Path], most_bytes: int) -> list[Path]:
    """As many of the newest files as fit."""
    kept = []
    for path in reversed(paths):
        try:
            most_bytes -= os.stat(path).st_size
        except OSError:
            continue
        if most_bytes < 0:
            break
        kept.append(path)
    return kept
