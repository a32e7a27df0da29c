"""The folder of backups: one maker at a time, nothing half-made is ever seen under a backup's name."""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from tingtang.backup.manifest import Label
from tingtang.backup.names import BackupName, parsed
from tingtang.backup.problems import BackupProblem

PART = ".part-"
WORK = ".tingtang-restoring-"
"""Folders in which a backup is opened."""
_UNFINISHED = (PART, ".snapshot-", WORK)
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup in a folder."""

    name: BackupName
    path: Path
    size: int
    label: Label | None
    """None: it is missing or damaged; the backup itself may be whole."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Nobody else makes, removes or opens backups here. Let go by the kernel when the process ends.

    Raises:
        BackupProblem: somebody does.
        OSError: the folder can't be used.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupProblem(f"{folder}: a backup is being made or opened there already; wait for its end") from None
        yield
    finally:
        os.close(descriptor)


def backups_in(folder: Path) -> list[Kept]:
    """Oldest first.

    Raises:
        OSError: the folder can't be read.
    """
    kept = []
    for entry in os.scandir(folder):
        name = parsed(entry.name)
        if name is not None and entry.is_file(follow_symlinks=False):
            kept.append(Kept(name, Path(entry.path), entry.stat().st_size, _label(folder / name.label)))
    return sorted(kept, key=lambda one: one.name)


def newest_in(folder: Path) -> Kept:
    """
    Raises:
        BackupProblem: there is none.
        OSError: the folder can't be read.
    """
    if not folder.is_dir() or not (found := backups_in(folder)):
        raise BackupProblem(f"{folder}: holds no backup")
    return found[-1]


def sweep(folder: Path, prefixes: tuple[str, ...] = _UNFINISHED) -> None:
    """What an interrupted run left; only under `locked`."""
    for entry in os.scandir(folder):
        if not entry.name.startswith(prefixes):
            continue
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path)
        else:
            os.unlink(entry.path)


def remove(folder: Path, name: BackupName) -> None:
    for file in (name.label, name.file):
        with suppress(FileNotFoundError):
            (folder / file).unlink()
    sync_folder(folder)


def put_label(folder: Path, name: BackupName, label: Label) -> None:
    """On disk when this returns."""
    fresh = folder / f"{PART}{name.label}"
    with fresh.open("w", encoding="utf-8") as file:
        file.write(label.model_dump_json(indent=2) + "\n")
        file.flush()
        os.fsync(file.fileno())
    give_to_owner(fresh, folder)
    fresh.replace(folder / name.label)
    sync_folder(folder)


def copy_backup(source: Path, target: Path, name: BackupName, label: Label) -> None:
    """To another disk; read back from there before it gets its name.

    Raises:
        BackupProblem: it isn't mounted, or gives back other bytes.
        OSError: it can't be written.
    """
    if not target.is_dir():
        raise BackupProblem(f"{target}: isn't there; is the disk plugged in and mounted?")
    fresh = target / f"{PART}{name.file}"
    try:
        with (source / name.file).open("rb") as reading, fresh.open("wb") as writing:
            while chunk := reading.read(_CHUNK_BYTES):
                writing.write(chunk)
            writing.flush()
            os.fsync(writing.fileno())
            # What is read back comes from the disk and not from memory.
            os.posix_fadvise(writing.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        if digest_of(fresh) != label.sha256:
            raise BackupProblem(f"{target}: gives back other bytes than were written; use another disk")
        give_to_owner(fresh, target)
        fresh.replace(target / name.file)
    finally:
        fresh.unlink(missing_ok=True)
    put_label(target, name, label)


def give_to_owner(path: Path, folder: Path) -> None:
    """What root makes by hand belongs to whoever the folder belongs to: the night's service must be able to go on with it."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def digest_of(path: Path) -> str:
    """SHA-256, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """New and removed names are on disk when this returns."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _label(path: Path) -> Label | None:
    try:
        return Label.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
