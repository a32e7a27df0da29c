"""Opens a sealed backup into a folder. What was sealed otherwise, or isn't in its list, never becomes a file."""

import os
import tempfile
from pathlib import Path

from tingtang.backup.archive import Archive
from tingtang.backup.manifest import Manifest
from tingtang.backup.problems import BackupProblem
from tingtang.backup.sealing import unseal


def unpack(sealed: Path, key_file: Path, into: Path) -> Manifest:
    """
    Args:
        into: an empty folder, for the owner only; the archive itself lies there without a name while it is read.

    Raises:
        BackupProblem: the key doesn't open it; it is damaged, cut short, or not as its list says.
        OSError: the disk is full, or the file can't be read.
    """
    with sealed.open("rb") as source, tempfile.TemporaryFile(dir=into) as opened:
        unseal(source, opened, key_file)
        archive = Archive(opened)
        manifest = archive.manifest()
        _require_room(into, sum(record.size for record in manifest.files))
        for record, chunks in archive.files(manifest):
            path = into / record.path
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                for chunk in chunks:
                    file.write(chunk)
                file.flush()
                os.fchmod(file.fileno(), record.mode)
                os.fsync(file.fileno())
    return manifest


def _require_room(folder: Path, needed: int) -> None:
    status = os.statvfs(folder)
    free = status.f_bavail * status.f_frsize
    if free < needed:
        raise BackupProblem(f"{folder}: {free >> 20} MB free, the backup needs {(needed >> 20) + 1} MB; choose a larger disk")
