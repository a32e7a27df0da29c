"""Writes the bundle: one ZIP file, for its owner's eyes, whole or not at all."""

import contextlib
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from kiosk.technician.bundle import make_bundle
from tingtang.doctor.bundle.contents import black_box_files, documents
from tingtang.doctor.finding import Explained
from tingtang.doctor.looks import Visit
from tingtang.doctor.words import Words


def write_bundle(visit: Visit, found: Sequence[Explained], areas: Sequence[str], words: Words, folder: Path) -> Path:
    """
    Raises:
        OSError: the folder can't be written; nothing is left there.
    """
    at = datetime.fromtimestamp(visit.clock(), UTC).strftime("%Y%m%dT%H%M%SZ")
    content = make_bundle(documents(visit, found, areas, words), black_box_files(visit))
    folder.mkdir(parents=True, exist_ok=True)
    return _write(folder / f"tingtang-{_name(visit)}-{at}.zip", content)


def _name(visit: Visit) -> str:
    nodes = visit.machine.nodes()
    return nodes[-1].name if nodes else platform.node()


def _write(target: Path, content: bytes) -> Path:
    part = target.with_suffix(".part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            # On the stick before it is pulled out.
            os.fsync(file.fileno())
        part.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    return target
