"""A bundle whose list of files is signed by somebody this machine trusts. Its files are checked when they are copied."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from api.releases.manifest import (
    MANIFEST,
    MANIFEST_MAX_BYTES,
    SIGNATURE,
    Manifest,
    ManifestError,
    Part,
    ReleaseFile,
    parse_manifest,
)
from api.releases.signature import BadSignature, KeyUnusable, fingerprint, verify

MAKER_KEY = "release-key.pub"
"""In the bundle, so that a first installation can show whose it is. It proves nothing by itself."""
BLOCK_BYTES = 1 << 20


class BundleUnusable(Exception):
    """The folder is no bundle, or not as it was signed; the text says what is wrong."""


class MakerUnknown(Exception):
    """Nobody has said whose bundles this machine takes."""

    def __init__(self, fingerprint: str) -> None:
        super().__init__(fingerprint)
        self.fingerprint = fingerprint


class OtherMaker(MakerUnknown):
    """The bundle's maker isn't whom the fingerprint names."""


@dataclass(frozen=True, slots=True)
class Bundle:
    folder: Path
    manifest: Manifest
    maker: bytes
    """Public key, PEM."""

    def read(self, file: ReleaseFile) -> bytes:
        """
        Raises:
            BundleUnusable: it isn't what the list says.
        """
        content = _read(self.folder / file.path, file.size)
        if len(content) != file.size or hashlib.sha256(content).hexdigest() != file.sha256:
            raise BundleUnusable(f"{file.path}: not what the list says")
        return content

    def product(self) -> ReleaseFile:
        """The product's own wheel.

        Raises:
            BundleUnusable: there is none, or more than one.
        """
        found = [file for file in self.manifest.files if file.part is Part.PRODUCT]
        if len(found) != 1:
            raise BundleUnusable(f"{len(found)} wheels of the product in it, not one")
        return found[0]


def trusted_key(*, on_machine: bytes | None, given: bytes | None, told: str | None, in_bundle: bytes | None) -> bytes:
    """Whose bundle it must be: a key named now, the one this machine has, or the bundle's own when its fingerprint was told.

    Raises:
        MakerUnknown, OtherMaker
        BundleUnusable: none of them is a key.
    """
    if given is not None:
        return given
    if on_machine is not None and told is None:
        return on_machine
    if in_bundle is None:
        raise BundleUnusable(f"{MAKER_KEY} is missing; name the maker's key with --key")
    try:
        mark = fingerprint(in_bundle)
    except KeyUnusable as error:
        raise BundleUnusable(f"{MAKER_KEY}: {error}") from error
    if told is None:
        raise MakerUnknown(mark)
    if told.replace(" ", "").lower() != mark.replace(" ", ""):
        raise OtherMaker(mark)
    return in_bundle


def open_bundle(folder: Path, key: bytes) -> Bundle:
    """
    Raises:
        BundleUnusable: it isn't one, or `key` didn't sign it.
    """
    manifest = _read(folder / MANIFEST, MANIFEST_MAX_BYTES)
    try:
        verify(manifest, _read(folder / SIGNATURE, MANIFEST_MAX_BYTES), key)
        return Bundle(folder, parse_manifest(manifest), key)
    except (BadSignature, KeyUnusable, ManifestError) as error:
        raise BundleUnusable(str(error)) from error


def maker_key_of(folder: Path) -> bytes | None:
    """What the bundle says of its maker."""
    path = folder / MAKER_KEY
    return path.read_bytes() if path.is_file() else None


def copy_checked(bundle: Bundle, files: Iterable[ReleaseFile], out: Path) -> None:
    """Copies below `out`, each checked while it is copied: what was checked is what will be used.

    Raises:
        BundleUnusable: a file isn't what the list says.
        OSError: `out` can't be written, or the stick can't be read.
    """
    for file in files:
        target = out / file.path
        if target.is_file() and _digest(target) == file.sha256:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        source = bundle.folder / file.path
        if not source.is_file():
            raise BundleUnusable(f"{file.path}: missing")
        hashed = hashlib.sha256()
        with source.open("rb") as reading, target.open("wb") as writing:
            while block := reading.read(BLOCK_BYTES):
                hashed.update(block)
                writing.write(block)
        if hashed.hexdigest() != file.sha256:
            target.unlink()
            raise BundleUnusable(f"{file.path}: not what the list says")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(path: Path, most: int) -> bytes:
    """Raises: BundleUnusable: missing or unreadable."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise BundleUnusable(f"{path.name}: {error.strerror}") from error
