"""Room, rights and health of the folders that must be written, and whether what is written stays."""

import os
import pwd
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.check.disk import judge_room, look_at_disk
from tingtang.doctor.finding import Finding
from tingtang.doctor.mounts import Mount, mount_of, read_mounts

LEAST_INODES = 1_000
"""Each file needs one; SQLite alone makes and removes several in an hour."""
_OF_CHECK = {"full": "disk.full", "little": "disk.little", "read-only": "disk.read-only", "not-ours": "disk.not-ours"}
"""What the kiosk's start-up check calls it."""
OVERLAY = "overlay"
EXT4 = Path("/sys/fs/ext4")


@dataclass(frozen=True, slots=True)
class FolderFacts:
    folder: Path
    present: bool
    written: str = "well"
    """What came of writing a file: a key of `kiosk.check.disk`."""
    free_mib: int = 0
    inodes: int | None = None
    """Free ones; None: this file system has no fixed number."""
    owner: str = ""
    wanted_owner: str = ""
    """The account of its process; empty: anyone may own it."""
    file_system: str = ""
    device: str = ""
    errors: int = 0
    """That the kernel has counted on the file system (ext4)."""


@dataclass(frozen=True, slots=True)
class RootFacts:
    """How the root is mounted."""

    file_system: str
    wants_overlay: bool
    """The configuration says that the root is read-only."""


KEPT = RootFacts("", wants_overlay=False)
"""For a folder of which it doesn't matter whether it outlives a start."""


def judge_folder(facts: FolderFacts, root: RootFacts) -> list[Finding]:
    said: dict[str, object] = {"folder": facts.folder}
    if not facts.present:
        return [Finding("disk.missing", said)]
    found = []
    if facts.inodes is not None and facts.inodes < LEAST_INODES:
        found.append(Finding("disk.no-inodes", said | {"inodes": facts.inodes}))
    elif facts.written != "well":
        code = _OF_CHECK.get(facts.written, "disk.not-written")
        said_more: dict[str, object] = {"owner": facts.owner, "wanted": facts.wanted_owner or "?", "free": facts.free_mib}
        found.append(Finding(code, said | said_more))
    if facts.wanted_owner and facts.owner != facts.wanted_owner and facts.written != "not-ours":
        found.append(Finding("disk.not-ours", said | {"owner": facts.owner, "wanted": facts.wanted_owner}))
    if facts.errors:
        found.append(Finding("disk.failing", {"device": facts.device, "errors": facts.errors}))
    if root.file_system == OVERLAY and facts.file_system == OVERLAY:
        found.append(Finding("disk.not-kept", said))
    return found


def judge_root(facts: RootFacts) -> list[Finding]:
    return [Finding("disk.root-open")] if facts.wants_overlay and facts.file_system != OVERLAY else []


def look_at_folder(
    folder: Path, account: str, mounts: Sequence[Mount], *, write: bool = True, health: Path = EXT4
) -> FolderFacts:
    """
    Args:
        account: whose it should be; empty: anyone's.
        write: write a small file and remove it. A service that may not write at all learns nothing of the disk by trying.
    """
    if not folder.is_dir():
        return FolderFacts(folder, present=False)
    state, room = folder.stat(), os.statvfs(folder)
    mount = mount_of(folder, mounts)
    return FolderFacts(
        folder=folder,
        present=True,
        written=(look_at_disk(folder) if write else judge_room(room.f_bavail * room.f_frsize, folder)).key,
        free_mib=room.f_bavail * room.f_frsize >> 20,
        inodes=room.f_favail if room.f_files else None,
        owner=_name(state.st_uid),
        wanted_owner=account if account and _exists(account) else "",
        file_system=mount.file_system if mount else "",
        device=mount.source if mount else "",
        errors=_errors(mount, health),
    )


def look_at_root(root: Path, mounts: Iterable[Mount] | None = None) -> RootFacts:
    known = list(mounts if mounts is not None else read_mounts())
    mount = mount_of(root, known)
    settings = root / "etc/overlayroot.conf"
    lines = settings.read_text("utf-8", "replace").splitlines() if settings.is_file() else []
    # overlayroot(8): the last assignment counts; empty or `disabled` leaves the root as it is.
    values = [line.partition("=")[2].strip().strip("\"'") for line in lines if line.strip().startswith("overlayroot=")]
    return RootFacts(mount.file_system if mount else "", bool(values) and values[-1] not in ("", "disabled"))


def _errors(mount: Mount | None, health: Path) -> int:
    if mount is None:
        return 0
    try:
        return int((health / Path(mount.source).name / "errors_count").read_text("ascii"))
    except (OSError, ValueError):
        return 0


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _exists(account: str) -> bool:
    try:
        pwd.getpwnam(account)
    except KeyError:
        return False
    return True
