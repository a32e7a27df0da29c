"""Fetches a release: the signed list first, then each file until its hash is right. What is there already isn't fetched again."""

import hashlib
import os
from pathlib import Path

from api.releases.manifest import MANIFEST, Manifest, ManifestError, ReleaseFile, parse_manifest
from api.releases.orders import Trouble
from api.releases.signature import BadSignature, KeyUnusable, verify
from hall_controller.releases.shelf import BLOCK_BYTES, sync_folder, write_synced
from tingtang.upgrade.source import Source
from tingtang.upgrade.trouble import Failed

PART = ".part"
SPARE_BYTES = 200 * 1024 * 1024
"""Left for journal, outbox and leases whatever happens."""
UNPACKED = 4
"""An environment takes about so many times the room of its files: wheels are compressed 1 : 3, bytecode is added."""


def fetch_list(source: Source, version: str, public_key: Path) -> tuple[Manifest, bytes]:
    """The list of the release's files, signed by whom this machine trusts.

    Raises:
        Failed: it can't be had, isn't signed so, or is another release's.
    """
    try:
        key = public_key.read_bytes()
    except OSError as error:
        raise Failed(Trouble.NO_KEY, f"{public_key}: {error.strerror}") from error
    signed, signature = source.signed_list(version)
    try:
        verify(signed, signature, key)
        manifest = parse_manifest(signed)
    except BadSignature as error:
        raise Failed(Trouble.BAD_SIGNATURE, version) from error
    except KeyUnusable as error:
        raise Failed(Trouble.NO_KEY, f"{public_key}: {error}") from error
    except ManifestError as error:
        raise Failed(Trouble.BAD_FILE, str(error)) from error
    if manifest.version != version:
        raise Failed(Trouble.BAD_FILE, f"asked for {version}, got {manifest.version}")
    return manifest, signed


def needed_bytes(files: tuple[ReleaseFile, ...], folder: Path) -> int:
    """Room that fetching what is missing and making the release will take."""
    size = sum(file.size for file in files)
    here = sum(file.size for file in files if (folder / file.path).is_file())
    return size * UNPACKED + (size - here) + SPARE_BYTES


def fetch_files(source: Source, manifest: Manifest, files: tuple[ReleaseFile, ...], folder: Path, signed: bytes) -> None:
    """All files are in `folder`, whole and on the disk, when this returns; the list itself comes last.

    Raises:
        Failed: one can't be had, or isn't what the list says.
        OSError: the disk is full or refuses it.
    """
    for file in files:
        fetch_file(source, manifest.version, file, folder)
    write_synced(folder / MANIFEST, signed)
    sync_folder(folder)


def fetch_file(source: Source, version: str, file: ReleaseFile, folder: Path) -> None:
    target = folder / file.path
    if target.is_file() and target.stat().st_size == file.size:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + PART)
    start = part.stat().st_size if part.is_file() else 0
    if start > file.size:
        part.unlink()
        start = 0
    if start < file.size or file.size == 0:
        _append(source, version, file, part, start)
    if part.stat().st_size != file.size:
        raise Failed(Trouble.NOT_REACHED, f"{file.path}: {part.stat().st_size} of {file.size} bytes came")
    if file_hash(part) != file.sha256:
        part.unlink()
        raise Failed(Trouble.BAD_FILE, f"{file.path}: not what the signed list says")
    part.replace(target)
    sync_folder(target.parent)


def _append(source: Source, version: str, file: ReleaseFile, part: Path, start: int) -> None:
    size = start
    with part.open("ab") as write:
        for block in source.blocks(version, file.path, start):
            size += len(block)
            if size > file.size:
                write.truncate(0)
                raise Failed(Trouble.BAD_FILE, f"{file.path}: longer than the signed list says")
            write.write(block)
        write.flush()
        os.fsync(write.fileno())


def file_hash(path: Path) -> str:
    """SHA-256, hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()
