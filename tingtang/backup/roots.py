"""Which folders and files of a controller belong in its backup."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hall_controller.settings import ControllerSettings
from tingtang.backup.manifest import DATA, ITEMS, SECRETS, SETTINGS, SITE
from tingtang.backup.problems import BackupProblem

FILE_MAX_BYTES = 64 << 20
"""What isn't a database is read whole; a larger file isn't ours."""
FILES_MAX = 20_000
SQLITE_MAGIC = b"SQLite format 3\0"
KEPT_RIGHTS = 0o755
"""Settings stay readable for the services; nothing comes back writable for others."""
_BESIDE = ("-wal", "-shm", "-journal", ".lock", ".new", ".tmp", ".part", ".sock")
"""Files that belong to a database or to a process that runs; they mean nothing elsewhere."""


@dataclass(frozen=True, slots=True)
class Root:
    """A part of the archive and where it lies here.

    Args:
        only: names of its files; empty: all, with folders.
    """

    part: str
    folder: Path
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    member: str
    """`part/…`."""
    path: Path
    mode: int
    database: bool


def roots_of(settings: ControllerSettings, config: Path, credentials: Path | None) -> list[Root]:
    """
    Args:
        config: the controller's settings file.
        credentials: where systemd put the service's keys, if it did.
    """
    folder = config.resolve().parent
    roots = [Root(DATA, settings.data_dir), Root(SETTINGS, folder)]
    if credentials is not None:
        roots.append(Root(SECRETS, credentials))
    if not settings.site_file.resolve().is_relative_to(folder):
        roots.append(Root(SITE, settings.site_file.resolve().parent))
    if settings.items.folder is not None and not settings.items.folder.resolve().is_relative_to(folder):
        roots.append(Root(ITEMS, settings.items.folder))
    roots += [Root(f"also-{number}", path) for number, path in enumerate(settings.backup.also, start=1)]
    return roots


def member_of(roots: list[Root], path: Path) -> str:
    """A file's place in the archive."""
    whole = path.resolve()
    for root in roots:
        if whole.is_relative_to(root.folder.resolve()):
            return f"{root.part}/{whole.relative_to(root.folder.resolve())}"
    raise BackupProblem(f"{path}: lies in no folder of the backup")


def found_in(roots: list[Root], excluded: list[Path], left_out: list[str]) -> Iterator[Found]:
    """Regular files, by part and path. A folder inside another root, or of the backups themselves, is passed over.

    Args:
        left_out: gets what may not be read.

    Raises:
        BackupProblem: far too many files: a root that isn't ours.
    """
    count = 0
    for root in roots:
        others = [other.folder for other in roots if other is not root] + excluded
        for path, status in _files(root.folder, {other.resolve() for other in others}, left_out):
            if path.name.endswith(_BESIDE):
                continue
            count += 1
            if count > FILES_MAX:
                raise BackupProblem(f"{root.folder}: holds more than {FILES_MAX} files; [backup] also names the wrong folder?")
            try:
                with path.open("rb") as file:
                    beginning = file.read(len(SQLITE_MAGIC))
            except PermissionError:
                left_out.append(str(path))
                continue
            except FileNotFoundError:
                continue
            if root.part == SECRETS and not beginning.strip():
                # systemd's place of a key that this hall doesn't have (SetCredential=).
                continue
            member, mode = f"{root.part}/{path.relative_to(root.folder)}", stat.S_IMODE(status.st_mode) & KEPT_RIGHTS
            yield Found(member, path, mode, beginning == SQLITE_MAGIC)


def _files(folder: Path, excluded: set[Path], left_out: list[str]) -> Iterator[tuple[Path, os.stat_result]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except PermissionError:
        left_out.append(str(folder))
        return
    except FileNotFoundError:
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            if path.resolve() not in excluded:
                yield from _files(path, excluded, left_out)
        elif entry.is_file(follow_symlinks=False):
            yield path, entry.stat(follow_symlinks=False)
