"""One release beside the others: its virtual environment, and the stamp that says it is whole."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from api.process.layout import Layout
from tingtang.install.installed import STAMP
from tingtang.install.machine import Machine
from tingtang.install.steps.files import digest, write_whole

VENV = "venv"
LISTS = "requirements"


@dataclass(frozen=True, slots=True)
class Release:
    """Args: requirements: pinned lists, name to content. wheel: the product's file name and content.
    wheels: folder of the packages' wheels, as the machine sees it; None: pip's own index.
    """

    version: str
    wheel_name: str
    wheel: bytes = field(repr=False)
    requirements: dict[str, bytes] = field(repr=False)
    wheels: Path | None = None

    @property
    def title(self) -> str:
        whence = "wheels of the bundle" if self.wheels else "wheels by hash"
        return f"release {self.version} in {self.folder} ({', '.join(self.requirements)}; {whence})"

    @property
    def folder(self) -> Path:
        return Layout().release(self.version)

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.wheel, self.requirements)

    def is_done(self, machine: Machine) -> bool:
        folder = machine.path(self.folder)
        try:
            stamp = json.loads((folder / STAMP).read_bytes())
        except (OSError, ValueError):
            return False
        return stamp.get("fingerprint") == self.fingerprint and (folder / VENV / "bin/python").exists()

    def do(self, machine: Machine) -> None:
        folder = machine.path(self.folder)
        shutil.rmtree(folder, ignore_errors=True)
        (folder / LISTS).mkdir(parents=True)
        for name, content in self.requirements.items():
            write_whole(folder / LISTS / name, content, 0o644)
        write_whole(folder / self.wheel_name, self.wheel, 0o644)
        machine.run("python3", "-m", "venv", str(self.folder / VENV))
        pip = (str(self.folder / VENV / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
               "--no-cache-dir", "--no-deps", "--root-user-action=ignore")  # fmt: skip
        # What pip is told elsewhere on the machine counts only where it must ask an index.
        index = ("--isolated", "--no-index", "--find-links", str(self.wheels)) if self.wheels else ()
        # Never a source package: a terminal has no compiler, and a build would run code that no hash covers.
        for name in self.requirements:
            machine.run(*pip, *index, "--only-binary", ":all:", "--require-hashes", "-r", str(self.folder / LISTS / name))
        machine.run(*pip, "--isolated", "--no-index", str(self.folder / self.wheel_name))
        # The packages' files are on the disk before the stamp says so: pip waits for none of them.
        machine.run("sync", "--file-system", str(self.folder))
        stamp = {"version": self.version, "fingerprint": self.fingerprint}
        write_whole(folder / STAMP, json.dumps(stamp).encode() + b"\n", 0o644)

    def undo(self, machine: Machine) -> str | None:
        shutil.rmtree(machine.path(self.folder), ignore_errors=True)
        return None


def fingerprint_of(wheel: bytes, requirements: Mapping[str, bytes]) -> str:
    """Of all that a release is made from."""
    parts = [wheel, *(requirements[name] for name in sorted(requirements))]
    return digest(b"".join(bytes.fromhex(digest(part)) for part in parts))


@dataclass(frozen=True, slots=True)
class Current:
    """The release that runs; the one before stays within reach."""

    version: str

    @property
    def title(self) -> str:
        return f"link {Layout().current} → {self._target}"

    @property
    def _target(self) -> str:
        return f"releases/{self.version}"

    def is_done(self, machine: Machine) -> bool:
        return _points(machine, Layout().current) == self._target and _points(machine, Layout().proven) is not None

    def do(self, machine: Machine) -> None:
        before = _points(machine, Layout().current)
        if before is not None and before != self._target:
            _point(machine, Layout().previous, before)
        _point(machine, Layout().current, self._target)
        # A person installs and looks: upgrades run from this release until a later one has been seen well.
        _point(machine, Layout().proven, self._target)

    def undo(self, machine: Machine) -> str | None:
        for link in (Layout().current, Layout().previous, Layout().proven):
            machine.path(link).unlink(missing_ok=True)
        return None


def _points(machine: Machine, link: Path) -> str | None:
    path = machine.path(link)
    return str(path.readlink()) if path.is_symlink() else None


def _point(machine: Machine, link: Path, target: str) -> None:
    path = machine.path(link)
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(path)
