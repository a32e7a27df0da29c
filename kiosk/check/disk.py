"""Can the kiosk keep what it must not lose? Writes a file as its store does, and reads how much room is left."""

import contextlib
import errno
import os
import shutil
from pathlib import Path

from kiosk.check.finding import Finding, Part, Verdict

MEBIBYTE = 1 << 20
ENOUGH_MIB = 500
"""Takes, outbox, records and logs of months."""
LEAST_MIB = 50
"""Below, a busy day may not end well."""


def look_at_disk(folder: Path) -> Finding:
    said: dict[str, object] = {"folder": folder}
    probe = folder / ".check"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with probe.open("wb") as file:
            file.write(b"\0" * 4096)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        key = {errno.ENOSPC: "full", errno.EROFS: "read-only", errno.EACCES: "not-ours"}.get(error.errno or 0, "dead")
        return Finding(Part.DISK, Verdict.BROKEN, key, said)
    finally:
        with contextlib.suppress(OSError):
            probe.unlink(missing_ok=True)
    return judge_room(shutil.disk_usage(folder).free, folder)


def judge_room(free_bytes: int, folder: Path) -> Finding:
    free_mib = free_bytes // MEBIBYTE
    said = {"folder": folder, "free": free_mib}
    if free_mib < LEAST_MIB:
        return Finding(Part.DISK, Verdict.BROKEN, "full", said)
    if free_mib < ENOUGH_MIB:
        return Finding(Part.DISK, Verdict.LOOK, "little", said)
    return Finding(Part.DISK, Verdict.WELL, "well", said)
