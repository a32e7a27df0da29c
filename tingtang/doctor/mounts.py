"""What is mounted where, from the kernel's list (proc_pid_mountinfo(5))."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
_ESCAPED = re.compile(r"\\([0-7]{3})")
"""A blank in a name is `\\040`."""


@dataclass(frozen=True, slots=True)
class Mount:
    place: Path
    file_system: str
    source: str


def read_mounts(path: Path = MOUNTS) -> list[Mount]:
    """In the order in which they were mounted."""
    return [mount for line in path.read_text("utf-8", "replace").splitlines() if (mount := _read(line))]


def mount_of(folder: Path, mounts: Sequence[Mount]) -> Mount | None:
    """The one that a file in this folder would be written to."""
    real = folder.resolve()
    fitting = [mount for mount in mounts if real.is_relative_to(mount.place)]
    # Of several at one place the last one covers the others.
    return max(enumerate(fitting), key=lambda pair: (len(pair[1].place.parts), pair[0]))[1] if fitting else None


def _read(line: str) -> Mount | None:
    words = line.split(" ")
    if "-" not in words[6:]:
        return None
    after = words.index("-", 6)
    place = _ESCAPED.sub(lambda found: chr(int(found[1], 8)), words[4])
    return Mount(Path(place), words[after + 1], words[after + 2])
