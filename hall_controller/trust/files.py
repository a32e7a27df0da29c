"""Files of keys and certificates, written whole or not at all; a key is never readable by others, not for a moment."""

import os
from pathlib import Path

PRIVATE, GROUP, PUBLIC = 0o600, 0o640, 0o644


def write_file(path: Path, text: str, mode: int, *, owner: tuple[int, int] | None = None) -> bool:
    """Put `text` into `path` in one step; False when it held that already with this mode and owner. `owner`: user and group id.

    Raises:
        OSError: it can't be written; what was there stays.
    """
    if _is(path, text, mode, owner):
        return False
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            if owner is not None:
                os.fchown(file.fileno(), *owner)
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
    return True


def sync_folder(folder: Path) -> None:
    """What was renamed in it outlives a power cut from here on."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(path: Path, mode: int, *, owner: tuple[int, int] | None = None) -> None:
    """With its parents; an existing one gets this mode and owner.

    Raises:
        OSError: it can't be made.
    """
    path.mkdir(parents=True, exist_ok=True)
    if owner is not None:
        os.chown(path, *owner)
    path.chmod(mode)


def _is(path: Path, text: str, mode: int, owner: tuple[int, int] | None) -> bool:
    try:
        facts = path.stat()
        same_owner = owner is None or (facts.st_uid, facts.st_gid) == owner
        return same_owner and facts.st_mode & 0o7777 == mode and path.read_text("utf-8") == text
    except FileNotFoundError:
        return False
