"""Folders, files and links."""

import hashlib
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from tingtang.install.machine import Machine, StepFailed
from tingtang.install.steps.accounts import account_ids

DROP_INS = (".service.d", ".conf.d")
"""Folders that are made for the files in them."""
ASIDE = ".before-tingtang"
"""Suffix of somebody else's file while ours is in its place."""


@dataclass(frozen=True, slots=True)
class Folder:
    path: Path
    mode: int = 0o755
    owner: str = "root"
    keep: bool = False
    """Data: it stays when the product is taken away."""
    whole: bool = False
    """Everything in it is ours: it goes with all that it holds."""

    @property
    def title(self) -> str:
        return f"folder {self.path} ({self.mode:04o}, {self.owner})"

    def is_done(self, machine: Machine) -> bool:
        path = machine.path(self.path)
        if not path.is_dir():
            return False
        status = path.stat()
        return status.st_mode & 0o7777 == self.mode and (status.st_uid, status.st_gid) == account_ids(machine, self.owner)

    def do(self, machine: Machine) -> None:
        path = machine.path(self.path)
        path.mkdir(parents=True, exist_ok=True)
        ids = account_ids(machine, self.owner)
        if ids is None:
            raise StepFailed(f"there is no account {self.owner}")
        path.chmod(self.mode)
        os.chown(path, *ids)

    def undo(self, machine: Machine) -> str | None:
        path = machine.path(self.path)
        if not path.is_dir():
            return None
        if self.keep:
            return f"{self.path}: data, kept"
        if self.whole:
            shutil.rmtree(path)
            return None
        try:
            path.rmdir()
        except OSError:
            return f"{self.path}: not empty, kept"
        return None


@dataclass(frozen=True, slots=True)
class File:
    """A file of ours; one of somebody else's in its place is set aside and put back by `undo`."""

    path: Path
    content: bytes = field(repr=False)
    mode: int = 0o644
    aside: bool = True
    """False: what was there before is worth nothing any more."""

    @property
    def title(self) -> str:
        return f"file {self.path} ({self.mode:04o}, sha256 {digest(self.content)[:12]})"

    def is_done(self, machine: Machine) -> bool:
        path = machine.path(self.path)
        return path.is_file() and path.read_bytes() == self.content and path.stat().st_mode & 0o7777 == self.mode

    def do(self, machine: Machine) -> None:
        path = machine.path(self.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(path.name + ASIDE)
        if self.aside and path.exists() and not aside.exists() and not self._was_ours(path):
            path.rename(aside)
        write_whole(path, self.content, self.mode)

    def undo(self, machine: Machine) -> str | None:
        path = machine.path(self.path)
        aside = path.with_name(path.name + ASIDE)
        if path.is_file() and path.read_bytes() != self.content:
            return f"{self.path}: changed since, kept"
        path.unlink(missing_ok=True)
        if aside.exists():
            aside.rename(path)
        elif path.parent.name.endswith(DROP_INS) and path.parent.is_dir() and not any(path.parent.iterdir()):
            path.parent.rmdir()
        return None

    def _was_ours(self, path: Path) -> bool:
        """An older release's file says whose it is by its folder or name: nobody else writes one called `tingtang`."""
        return "tingtang" in path.name


@dataclass(frozen=True, slots=True)
class FirstFile:
    """A file that people change, such as settings: written where none is, never again. Stays while it is changed."""

    path: Path
    content: bytes = field(repr=False)
    mode: int = 0o644

    @property
    def title(self) -> str:
        return f"file {self.path} ({self.mode:04o}; only where none is)"

    def is_done(self, machine: Machine) -> bool:
        return machine.path(self.path).exists()

    def do(self, machine: Machine) -> None:
        path = machine.path(self.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, self.content, self.mode)

    def undo(self, machine: Machine) -> str | None:
        path = machine.path(self.path)
        if path.is_file() and path.read_bytes() != self.content:
            return f"{self.path}: settings, kept"
        path.unlink(missing_ok=True)
        return None


@dataclass(frozen=True, slots=True)
class Link:
    """A symbolic link, changed in one step."""

    path: Path
    target: str

    @property
    def title(self) -> str:
        return f"link {self.path} → {self.target}"

    def is_done(self, machine: Machine) -> bool:
        path = machine.path(self.path)
        return path.is_symlink() and os.readlink(path) == self.target

    def do(self, machine: Machine) -> None:
        path = machine.path(self.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(path.name + ".new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(self.target)
        fresh.replace(path)

    def undo(self, machine: Machine) -> str | None:
        if self.is_done(machine):
            machine.path(self.path).unlink()
        return None


def write_whole(path: Path, content: bytes, mode: int) -> None:
    """Complete or not there, also after a power cut."""
    part = path.with_name(path.name + ".part")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        os.fchmod(file.fileno(), mode)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
