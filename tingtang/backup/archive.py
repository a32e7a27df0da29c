"""The archive inside a backup: tar (POSIX ustar) in gzip, written as a stream and read whole.

A stream, so that no readable file of it ever lies on the backup's disk.
"""

import hashlib
import tarfile
import zlib
from collections.abc import Iterator
from typing import IO, Protocol

from tingtang.backup.manifest import MANIFEST, FileRecord, Manifest, read_manifest
from tingtang.backup.problems import BackupProblem

CHUNK_BYTES = 1 << 18
_GZIP = 31
"""zlib: a gzip header and trailer around it, the largest window."""
_FAST = 1
"""Level: a hall's rows shrink to a fifth at 100 MB/s; higher levels gain little and cost the hall's processor."""
_END = bytes(2 * tarfile.BLOCKSIZE)
MANIFEST_MAX_BYTES = 8 << 20


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Hashing:
    """Reads a file and remembers what was read."""

    def __init__(self, file: Readable) -> None:
        self._file = file
        self._digest = hashlib.sha256()

    @property
    def digest(self) -> str:
        """SHA-256 so far, hex."""
        return self._digest.hexdigest()

    def read(self, size: int, /) -> bytes:
        chunk = self._file.read(size)
        self._digest.update(chunk)
        return chunk


def member(path: str, file: Readable, size: int, mode: int) -> Iterator[bytes]:
    """One file's blocks; `file` holds at least `size` bytes from here on.

    Raises:
        BackupProblem: it holds fewer.
    """
    info = tarfile.TarInfo(path)
    info.size, info.mode = size, mode
    yield info.tobuf(tarfile.USTAR_FORMAT)
    left = size
    while left:
        chunk = file.read(min(CHUNK_BYTES, left))
        if not chunk:
            raise BackupProblem(f"{path}: became shorter while it was read; try again")
        left -= len(chunk)
        yield chunk
    yield bytes(-size % tarfile.BLOCKSIZE)


def compressed(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The whole archive of its members' blocks."""
    packer = zlib.compressobj(_FAST, zlib.DEFLATED, _GZIP)
    for block in blocks:
        if packed := packer.compress(block):
            yield packed
    yield packer.compress(_END) + packer.flush()


class Archive:
    """An opened backup. `file` is readable and can be rewound."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def manifest(self) -> Manifest:
        """
        Raises:
            BackupProblem: there is none, or it can't be read.
        """
        for info, content in self._members():
            if info.name == MANIFEST and info.size <= MANIFEST_MAX_BYTES:
                return read_manifest(content.read())
        raise BackupProblem("the backup has no list of contents: it wasn't made to its end, or isn't ours")

    def files(self, manifest: Manifest) -> Iterator[tuple[FileRecord, Iterator[bytes]]]:
        """Each file of the list once; read its chunks before you ask for the next. What isn't in the list is passed over.

        Raises:
            BackupProblem: a file is missing, or isn't as the list says; found when its chunks end.
        """
        wanted = {record.path: record for record in manifest.files}
        for info, content in self._members():
            record = wanted.pop(info.name, None)
            if record is not None:
                yield record, _checked(record, info, content)
        if wanted:
            raise BackupProblem(f"the backup lacks {', '.join(sorted(wanted)[:5])}")

    def _members(self) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
        self._file.seek(0)
        try:
            with tarfile.open(fileobj=self._file, mode="r|gz") as tar:
                for info in tar:
                    content = tar.extractfile(info) if info.isreg() else None
                    if content is not None:
                        yield info, content
        except (tarfile.TarError, EOFError, zlib.error) as error:
            raise BackupProblem(f"the backup's archive is damaged: {error}") from error


def _checked(record: FileRecord, info: tarfile.TarInfo, content: IO[bytes]) -> Iterator[bytes]:
    digest = hashlib.sha256()
    while chunk := content.read(CHUNK_BYTES):
        digest.update(chunk)
        yield chunk
    if info.size != record.size or digest.hexdigest() != record.sha256:
        raise BackupProblem(f"{record.path}: isn't as the backup's list says")
