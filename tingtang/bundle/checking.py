"""Every file of a bundle against its list: missing, changed, or not in it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from api.releases.manifest import MANIFEST, SIGNATURE
from tingtang.bundle.opened import Bundle

BESIDE = frozenset({"units", "System Volume Information", "lost+found"})
"""Folders at a stick's top that belong to others: units' own files (`tingtang provision`), what Windows and ext4 leave there."""


class Fault(StrEnum):
    """What is wrong with a file."""

    MISSING = "missing"
    CHANGED = "changed"
    """Another size or other bytes than listed."""
    UNLISTED = "unlisted"
    """Nobody signed it. It would not be installed, but it doesn't belong there."""


@dataclass(frozen=True, slots=True)
class Finding:
    file: str
    fault: Fault


def findings(bundle: Bundle) -> Iterator[Finding]:
    """In the order of names.

    Raises:
        OSError: a file can't be read.
    """
    listed = {file.path: file for file in bundle.manifest.files}
    there = {
        path.relative_to(bundle.folder).as_posix(): path
        for path in bundle.folder.rglob("*")
        if not path.is_dir() and path.relative_to(bundle.folder).parts[0] not in BESIDE
    }
    for name in sorted(listed.keys() | there.keys() - {MANIFEST, SIGNATURE}):
        if name not in there:
            yield Finding(name, Fault.MISSING)
        elif name not in listed:
            yield Finding(name, Fault.UNLISTED)
        elif not _is(there[name], listed[name].size, listed[name].sha256):
            yield Finding(name, Fault.CHANGED)


def _is(path: Path, size: int, sha256: str) -> bool:
    if path.is_symlink() or path.stat().st_size != size:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256
