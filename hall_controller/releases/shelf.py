"""Releases that this hall offers to its units: whole folders, checked before they are taken in, never changed afterwards."""

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from api.releases.manifest import MANIFEST, MANIFEST_MAX_BYTES, RUNS, SIGNATURE, Manifest, ManifestError, parse_manifest
from api.releases.signature import verify

BLOCK_BYTES = 1024 * 1024
SPARE_BYTES = 200 * 1024 * 1024
"""The hall's ledger lies on the same disk and goes first."""
UNFINISHED = ".part"
_OPEN_DIRECTORY = 0o755
_OPEN_FILE = 0o644


class ShelfError(Exception):
    """A release can't be taken in or isn't there; the text says what to do."""


class ReleaseShelf:
    """Args: folder: holds one folder for each release."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, Manifest] = {}

    def versions(self) -> tuple[str, ...]:
        """What units can be given, by folder name."""
        if not self._folder.is_dir():
            return ()
        return tuple(
            sorted(path.name for path in self._folder.iterdir() if (path / MANIFEST).is_file() and path.suffix != UNFINISHED)
        )

    def manifest(self, version: str) -> Manifest:
        """
        Raises:
            ShelfError: there is no such release.
        """
        if version not in self._read:
            if version not in self.versions():
                raise ShelfError(f"this hall has no release {version}: take it in first (tingtang upgrade add FOLDER)")
            self._read[version] = read_manifest(self._folder / version)
        return self._read[version]

    def path(self, version: str, name: str) -> Path:
        """Where a file lies. Only names of the list are looked for, so none leads out of the folder.

        Raises:
            ShelfError: there is no such release, or no such file in it.
        """
        manifest = self.manifest(version)
        if name not in (MANIFEST, SIGNATURE) and not any(file.path == name and file.part in RUNS for file in manifest.files):
            raise ShelfError(f"release {version} has no file {name[:120]}")
        found = self._folder / version / name
        if not found.is_file():
            # A person's command took the release away meanwhile.
            self._read.pop(version, None)
            raise ShelfError(f"release {version} isn't offered any more")
        return found

    def add(self, source: Path, public_key: bytes, say: Callable[[str], None] = lambda _: None) -> Manifest:
        """Take a release in: signature, then each file by its hash. Once more changes nothing.

        Raises:
            ShelfError: a file is missing or isn't what the list says, or there is no room.
            ManifestError, BadSignature, KeyUnusable: the list can't be used or trusted.
            OSError: it can't be read or written.
        """
        signed, signature = _small(source / MANIFEST), _small(source / SIGNATURE)
        verify(signed, signature, public_key)
        manifest = parse_manifest(signed)
        target = self._folder / manifest.version
        if target.is_dir():
            if (target / MANIFEST).read_bytes() != signed:
                raise ShelfError(
                    f"another release {manifest.version} is here already: a version never changes, give it a new number"
                )
            return manifest
        files = [file for file in manifest.files if file.part in RUNS]
        self._folder.mkdir(mode=_OPEN_DIRECTORY, parents=True, exist_ok=True)
        unfinished = self._folder / f"{manifest.version}{UNFINISHED}"
        shutil.rmtree(unfinished, ignore_errors=True)
        needed = sum(file.size for file in files)
        free = shutil.disk_usage(self._folder).free
        if free < needed + SPARE_BYTES:
            raise ShelfError(
                f"{needed // 2**20} MB and {SPARE_BYTES // 2**20} MB spare are needed, {free // 2**20} MB are free: "
                "remove an old release (tingtang upgrade remove VERSION)"
            )
        for file in files:
            say(file.path)
            if copy_hashed(source / file.path, unfinished / file.path) != file.sha256:
                raise ShelfError(f"{source / file.path} isn't what the signed list says: copy the stick again")
        for name, content in ((SIGNATURE, signature), (MANIFEST, signed)):
            write_synced(unfinished / name, content)
        for folder in (unfinished, *(path for path in unfinished.rglob("*") if path.is_dir())):
            folder.chmod(_OPEN_DIRECTORY)
            sync_folder(folder)
        unfinished.rename(target)
        sync_folder(self._folder)
        return manifest

    def remove(self, version: str) -> None:
        """
        Raises:
            ShelfError: there is no such release.
        """
        if version not in self.versions():
            raise ShelfError(f"this hall has no release {version}")
        self._read.pop(version, None)
        gone = self._folder / f"{version}{UNFINISHED}"
        shutil.rmtree(gone, ignore_errors=True)
        (self._folder / version).rename(gone)
        shutil.rmtree(gone)


def read_manifest(folder: Path) -> Manifest:
    """
    Raises:
        ManifestError: there is none, or it can't be used.
    """
    return parse_manifest(_small(folder / MANIFEST))


def _small(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MANIFEST_MAX_BYTES + 1)
    except OSError as error:
        raise ManifestError(f"{path}: can't be read ({error.strerror}): is this a folder of `tingtang bundle make`?") from error
    if len(data) > MANIFEST_MAX_BYTES:
        raise ManifestError(f"{path}: longer than any list of files")
    return data


def copy_hashed(source: Path, target: Path) -> str:
    """Copy to the disk itself, readable by all; the SHA-256 of what was read.

    Raises:
        OSError: it can't be read or written.
    """
    target.parent.mkdir(mode=_OPEN_DIRECTORY, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with source.open("rb") as read, target.open("wb") as write:
        while block := read.read(BLOCK_BYTES):
            digest.update(block)
            write.write(block)
        write.flush()
        os.fchmod(write.fileno(), _OPEN_FILE)
        os.fsync(write.fileno())
    return digest.hexdigest()


def write_synced(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fchmod(file.fileno(), _OPEN_FILE)
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Names in it are on the disk when this returns."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
